import { beforeEach, expect, test, vi } from "vitest";
import type { StoredSession } from "@/server/session-store";
import { session, stubSettings } from "@/server/testing";

const query = vi.fn();
const client = { query: vi.fn() };
vi.mock("@/server/database", () => ({
  query: (...given: unknown[]) => query(...given) as unknown,
  transaction: (work: (given: typeof client) => unknown) => work(client),
}));

const secrets = [crypto.randomUUID(), crypto.randomUUID()] as const;
let store: typeof import("@/server/session-store");
async function load(changes: Record<string, string>): Promise<void> {
  stubSettings(changes);
  store = await import("@/server/session-store");
}

beforeEach(async () => {
  query.mockReset().mockResolvedValue([]);
  client.query.mockReset().mockResolvedValue({ rows: [] });
  await load({ WEB_SECRET: secrets[0] });
});

/** What the store wrote for a session, in the row of `id`. */
async function written(kept: StoredSession, id = "id"): Promise<string> {
  await store.createSession(id, kept);
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

/** What the store reads out of the row of `id` that holds `data`, both ways it reads rows. */
async function readFrom(id: string, data: string): Promise<(StoredSession | null)[]> {
  query.mockResolvedValueOnce([{ data, stale: false }]);
  client.query.mockResolvedValueOnce({ rows: [{ data }] });
  return [await store.findSession(id), await store.changeSession(id, async (before) => before)];
}

test("what was copied from another row is no session, under either secret", async () => {
  const kept = session();
  const data = await written(kept, "theirs");
  expect(await readFrom("theirs", data)).toEqual([kept, kept]);
  expect(await readFrom("mine", data)).toEqual([null, null]);
  await load({ WEB_SECRET: secrets[1], WEB_SECRET_PREVIOUS: secrets[0] });
  expect(await readFrom("theirs", data)).toEqual([kept, kept]);
  expect(await readFrom("mine", data)).toEqual([null, null]);
});

test("what was sealed for no row in particular is no session", async () => {
  const { seal } = await import("@/server/sealing");
  const data = await seal("session-data", { session: session() }, 60);
  expect(await readFrom("id", data)).toEqual([null, null]);
});

test("a change keeps a session in its own row", async () => {
  client.query.mockResolvedValueOnce({ rows: [{ data: await written(session()) }] });
  const changed = session();
  await store.changeSession("id", async () => changed);
  const [, [, data]] = client.query.mock.lastCall as [string, [Buffer, string]];
  expect(await readFrom("id", data)).toEqual([changed, changed]);
  expect(await readFrom("mine", data)).toEqual([null, null]);
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

test("a session that is ended is told, once", async () => {
  const kept = session();
  const data = await written(kept);
  query.mockResolvedValueOnce([{ data }]);
  expect(await store.deleteSession("id")).toEqual(kept);
  expect(query.mock.lastCall?.[0]).toMatch(/^DELETE FROM sessions .* RETURNING data$/);
  expect(await store.deleteSession("id")).toBeNull();
});

test("what has ended is forgotten", async () => {
  await store.deleteSession("id");
  await store.prune();
  const texts = query.mock.calls.map(([text]) => String(text));
  expect(texts).toHaveLength(3);
  for (const text of texts) expect(text).toMatch(/^DELETE FROM (sessions|rate_limits)/);
});
