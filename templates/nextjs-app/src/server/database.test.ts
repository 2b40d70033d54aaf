import { beforeEach, expect, test, vi } from "vitest";
import { stubSettings } from "@/server/testing";

const client = { query: vi.fn(), release: vi.fn() };
const pool = { query: vi.fn(), connect: vi.fn(), on: vi.fn(), end: vi.fn() };
const made = vi.fn();
vi.mock("pg", () => ({
  Pool: class {
    constructor(options: unknown) {
      made(options);
      return pool;
    }
  },
}));

let database: typeof import("@/server/database");
beforeEach(async () => {
  stubSettings();
  for (const mock of [made, ...Object.values(client), ...Object.values(pool)]) mock.mockReset();
  client.query.mockResolvedValue({ rows: [] });
  pool.query.mockResolvedValue({ rows: [{ one: 1 }] });
  pool.connect.mockResolvedValue(client);
  database = await import("@/server/database");
  await database.closeDatabase();
});

test("one pool with limits serves all statements", async () => {
  expect(await database.query("SELECT 1", [1])).toEqual([{ one: 1 }]);
  await database.query("SELECT 1");
  expect(made).toHaveBeenCalledOnce();
  expect(made.mock.lastCall?.[0]).toMatchObject({ max: 10, statement_timeout: 10_000 });
  const [event, handler] = pool.on.mock.lastCall as [string, (error: Error) => void];
  expect(event).toBe("error");
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  expect(() => handler(new Error("gone"))).not.toThrow();
  await database.closeDatabase();
  expect(pool.end).toHaveBeenCalled();
});

test("a transaction is committed whole, or not at all", async () => {
  expect(await database.transaction(async () => 7)).toBe(7);
  expect(client.query.mock.calls.map(([text]) => text as string)).toEqual(["BEGIN", "COMMIT"]);
  client.query.mockClear();
  const failing = database.transaction(() => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(client.query.mock.calls.map(([text]) => text as string)).toEqual(["BEGIN", "ROLLBACK"]);
  expect(client.release).toHaveBeenLastCalledWith(undefined);
});

test("a connection that cannot roll back is thrown away", async () => {
  const lost = new Error("lost");
  client.query.mockResolvedValueOnce({}).mockRejectedValueOnce(lost);
  const failing = database.transaction(() => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(client.release).toHaveBeenLastCalledWith(lost);
});
