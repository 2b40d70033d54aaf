import { beforeEach, expect, test, vi } from "vitest";
import { session, stubSettings } from "@/server/testing";

const query = vi.fn();
const client = { query: vi.fn() };
vi.mock("@/server/database", () => ({
  query: (...given: unknown[]) => query(...given) as unknown,
  transaction: (work: (given: typeof client) => unknown) => work(client),
}));

let store: typeof import("@/server/session-store");
beforeEach(async () => {
  stubSettings();
  query.mockReset().mockResolvedValue([]);
  client.query.mockReset().mockResolvedValue({ rows: [] });
  store = await import("@/server/session-store");
});

/** What the store wrote for a session. */
async function written(kept = session()): Promise<string> {
  await store.createSession(store.newSessionId(), kept);
  return (query.mock.lastCall as [string, unknown[]])[1][2] as string;
}

test("ids are long, random and never stored", async () => {
  const ids = Array.from({ length: 20 }, store.newSessionId);
  expect(new Set(ids).size).toBe(20);
  const [id = ""] = ids;
  expect(Buffer.from(id, "base64url")).toHaveLength(32);
  const kept = session();
  await store.createSession(id, kept);
  const [, values] = query.mock.lastCall as [string, unknown[]];
  expect(values[0]).toBeInstanceOf(Buffer);
  const text = JSON.stringify(values);
  for (const secret of [id, kept.accessToken, kept.refreshToken, kept.user.name]) {
    expect(text).not.toContain(secret);
  }
});

test("what was kept is found again, and counted as used now and then", async () => {
  const kept = session();
  const data = await written(kept);
  query.mockResolvedValueOnce([{ data, stale: false }]);
  expect(await store.findSession("id")).toEqual(kept);
  expect(query).toHaveBeenCalledTimes(2);
  query.mockResolvedValueOnce([{ data, stale: true }]);
  expect(await store.findSession("id")).toEqual(kept);
  expect(query.mock.lastCall?.[0]).toMatch(/^UPDATE sessions SET seen_at/);
});

test("what is not there, or was sealed with another secret, is no session", async () => {
  expect(await store.findSession("id")).toBeNull();
  query.mockResolvedValueOnce([{ data: "x", stale: false }]);
  expect(await store.findSession("id")).toBeNull();
});

test("a change is stored, an end is an end, and the same value is not written", async () => {
  const kept = session();
  const data = await written(kept);
  const statements = () => client.query.mock.calls.map(([text]) => String(text).split(" ")[0]);
  client.query.mockResolvedValueOnce({ rows: [{ data }] });
  expect(await store.changeSession("id", async (before) => before)).toEqual(kept);
  expect(statements()).toEqual(["SELECT"]);
  client.query.mockResolvedValueOnce({ rows: [{ data }] });
  const changed = { ...kept, accessToken: "new" };
  expect(await store.changeSession("id", async () => changed)).toEqual(changed);
  expect(statements().slice(1)).toEqual(["SELECT", "UPDATE"]);
  client.query.mockResolvedValueOnce({ rows: [{ data }] });
  expect(await store.changeSession("id", async () => null)).toBeNull();
  expect(statements().slice(3)).toEqual(["SELECT", "DELETE"]);
});

test("a session that has ended meanwhile is not changed", async () => {
  const change = vi.fn();
  expect(await store.changeSession("id", change)).toBeNull();
  expect(change).not.toHaveBeenCalled();
});

test("what has ended is forgotten", async () => {
  await store.deleteSession("id");
  await store.prune();
  const texts = query.mock.calls.map(([text]) => String(text));
  expect(texts).toHaveLength(3);
  for (const text of texts) expect(text).toMatch(/^DELETE FROM (sessions|rate_limits)/);
});
