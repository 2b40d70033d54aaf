import { beforeEach, describe, expect, test, vi } from "vitest";
import { PUBLIC_URL, session } from "@/server/testing";

const jar = new Map<string, string>();
const mocks = {
  callService: vi.fn(),
  findSession: vi.fn(),
  query: vi.fn(),
  sessionIdOf: vi.fn(async (value: string | undefined) => value ?? null),
};
class TooLarge extends Error {}
const limits = { maxBodyBytes: 10, requestsPerMinute: 5, trustedProxies: 0 };

vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => ({ value: jar.get(name) }) }),
}));
vi.mock("@/server/env", () => ({ env: () => ({ publicUrl: PUBLIC_URL, ...limits }) }));
vi.mock("@/server/database", () => ({
  query: (...given: unknown[]) => mocks.query(...given) as unknown,
}));
vi.mock("@/server/cookies", () => ({
  SESSION_COOKIE: "__Host-session",
  sessionIdOf: (value: string | undefined) => mocks.sessionIdOf(value),
}));
vi.mock("@/server/session-store", () => ({
  findSession: (id: string) => mocks.findSession(id) as unknown,
}));
vi.mock("@/server/service-client", () => ({
  callService: (call: unknown) => mocks.callService(call) as unknown,
  TooLarge,
}));

const { gateway } = await import("@/server/gateway");
const { clientAddress } = await import("@/server/rate-limit");

beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  jar.clear();
  limits.trustedProxies = 0;
  mocks.callService.mockReset().mockImplementation(async () => Response.json({}));
  mocks.findSession.mockReset().mockResolvedValue(null);
  mocks.query.mockReset().mockResolvedValue([{ hits: 1, seconds: 30 }]);
});

const send = (path: string, init: RequestInit = {}) =>
  gateway(new Request(`${PUBLIC_URL}/api/services/${path}`, init));
const page = { origin: PUBLIC_URL, "sec-fetch-site": "same-origin" };

describe("a request for a service", () => {
  test("is passed on with who is signed in", async () => {
    const stored = session();
    jar.set("__Host-session", "id-1");
    mocks.findSession.mockResolvedValue(stored);
    await send("books/v1/books/a%20b?q=a+b");
    expect(mocks.callService.mock.lastCall?.[0]).toMatchObject({
      service: "books",
      method: "GET",
      path: "/v1/books/a%20b",
      search: "?q=a%20b",
      session: { id: "id-1", stored },
    });
  });

  test("is passed on for nobody when the session is over", async () => {
    jar.set("__Host-session", "id-1");
    await send("books/v1");
    expect(mocks.callService.mock.lastCall?.[0]).toMatchObject({ session: null });
  });

  test("of another site is refused before anything is done", async () => {
    const answer = await send("books/v1", { method: "POST", body: "x" });
    expect(answer.status).toBe(403);
    expect(mocks.query).not.toHaveBeenCalled();
    expect(mocks.callService).not.toHaveBeenCalled();
  });

  test("that says it is too large is refused", async () => {
    const headers = { ...page, "content-length": "11" };
    expect((await send("books/v1", { method: "POST", headers })).status).toBe(413);
  });

  test("that turns out to be too large is broken off", async () => {
    mocks.callService.mockImplementation(async ({ body }: { body: ReadableStream }) => {
      const text = await new Response(body).text();
      return new Response(text);
    });
    const sent = (body: string) => send("books/v1", { method: "POST", headers: page, body });
    expect(await (await sent("0123456789")).text()).toBe("0123456789");
    mocks.callService.mockImplementation(async ({ body }: { body: ReadableStream }) => {
      await expect(new Response(body).text()).rejects.toThrow(TooLarge);
      return new Response(null, { status: 413 });
    });
    expect((await sent("0123456789x")).status).toBe(413);
  });

  test("beyond the limit is told when to come back", async () => {
    mocks.query.mockResolvedValue([{ hits: 6, seconds: 12 }]);
    const answer = await send("books/v1");
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("12");
    expect(answer.headers.get("ratelimit")).toBe('"minute";r=0;t=12');
    expect(mocks.callService).not.toHaveBeenCalled();
    mocks.query.mockResolvedValue([]);
    expect((await send("books/v1")).status).toBe(429);
  });

  test("is told that the app is in trouble, not why", async () => {
    mocks.query.mockRejectedValue(new Error("password authentication failed"));
    const answer = await send("books/v1");
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain("password");
  });
});

describe("an answer", () => {
  test.each([
    ["application/json", null],
    ["application/problem+json; charset=utf-8", null],
    ["image/png", null],
    ["text/html", "attachment"],
    ["image/svg+xml", "attachment"],
    ["application/octet-stream", "attachment"],
  ])("of type %s is shown, or offered as a download: %s", async (type, disposition) => {
    mocks.callService.mockImplementation(
      async () => new Response("x", { headers: { "content-type": type } }),
    );
    const { headers } = await send("books/v1");
    expect(headers.get("content-disposition")).toBe(disposition);
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("vary")).toContain("Cookie");
  });

  test("keeps the name that the service gives a download", async () => {
    const disposition = 'attachment; filename="a.pdf"';
    mocks.callService.mockImplementation(
      async () =>
        new Response("x", {
          headers: { "content-type": "application/pdf", "content-disposition": disposition },
        }),
    );
    expect((await send("books/v1")).headers.get("content-disposition")).toBe(disposition);
  });
});

test("an address is believed as far as our own proxies wrote it", () => {
  const address = (value?: string) =>
    clientAddress(new Headers(value === undefined ? {} : { "x-forwarded-for": value }));
  expect(address("1.1.1.1")).toBe("direct");
  limits.trustedProxies = 1;
  expect(address("1.1.1.1, 2.2.2.2")).toBe("2.2.2.2");
  expect(address()).toBe("unknown");
  limits.trustedProxies = 2;
  expect(address("1.1.1.1, 2.2.2.2, 3.3.3.3")).toBe("2.2.2.2");
  expect(address("3.3.3.3")).toBe("unknown");
});
