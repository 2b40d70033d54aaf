import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ServiceCall } from "@/server/service-client";
import type { Scheme, ServiceFacts } from "@/server/service-facts";
import { facts, operation, session } from "@/server/testing";
import { traceOf } from "@/server/tracing";

const held: { services: Record<string, ServiceFacts>; secrets: Record<string, string> } = {
  services: {},
  secrets: {},
};
const accessToken = vi.fn();
class IssuerUnavailable extends Error {}

vi.mock("@/server/service-facts", () => ({
  get serviceFacts() {
    return held.services;
  },
  signInScopes: "openid",
}));
vi.mock("@/server/env", () => ({
  env: () => ({
    services: new Map([["books", "http://books.internal:8000/base/v1"]]),
    credentials: new Map([["books", held.secrets]]),
    serviceTimeoutSeconds: 0.05,
  }),
}));
vi.mock("@/server/access-token", () => ({
  accessToken: (...given: unknown[]) => accessToken(...given) as unknown,
  IssuerUnavailable,
}));

const { callService, TooLarge } = await import("@/server/service-client");

const stored = session();
const send = vi.fn<typeof fetch>();
beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  held.services = { books: facts() };
  held.secrets = {};
  accessToken.mockReset().mockResolvedValue("token-1");
  send.mockReset().mockImplementation(async () => Response.json({ ok: true }));
  vi.stubGlobal("fetch", send);
});

const call = (changes: Partial<ServiceCall> = {}): Promise<Response> =>
  callService({
    service: "books",
    method: "GET",
    path: "/v1/books",
    search: "?a=b",
    headers: new Headers(),
    body: null,
    signal: null,
    session: { id: "id", stored },
    trace: traceOf(new Headers()),
    ...changes,
  });

const sent = (): { url: string; init: RequestInit & { headers: Record<string, string> } } => {
  const [url, init] = send.mock.lastCall ?? [];
  return { url: String(url), init: init as RequestInit & { headers: Record<string, string> } };
};

describe("a call", () => {
  test("goes to the service's own address, with the person's token", async () => {
    const answer = await call();
    expect(answer.status).toBe(200);
    expect(sent().url).toBe("http://books.internal:8000/base/v1/books?a=b");
    expect(sent().init).toMatchObject({ method: "GET", redirect: "manual", cache: "no-store" });
    expect(sent().init.headers.Authorization).toBe("Bearer token-1");
    expect(sent().init.headers.traceparent).toMatch(/^00-/);
  });

  test("passes on the headers of the list and of the document, and no other", async () => {
    held.services = { books: facts({ requestHeaders: ["x-shelf", "cookie", "host"] }) };
    const headers = new Headers({
      "If-Match": '"1"',
      "X-Shelf": "a",
      Cookie: "c",
      Host: "evil",
      Authorization: "Bearer stolen",
      "X-Other": "o",
    });
    await call({ headers });
    const names = Object.keys(sent().init.headers).map((name) => name.toLowerCase());
    expect(names.sort()).toEqual([
      "authorization",
      "if-match",
      "traceparent",
      "x-request-id",
      "x-shelf",
    ]);
    expect(sent().init.headers.Authorization).toBe("Bearer token-1");
  });

  test("brings back the headers of the list and of the document, and no other", async () => {
    held.services = { books: facts({ responseHeaders: ["x-total", "set-cookie"] }) };
    send.mockImplementation(
      async () =>
        new Response("x", {
          status: 201,
          headers: {
            ETag: '"2"',
            "X-Total": "9",
            "Set-Cookie": "a=b",
            Server: "s",
            Location: "/v1/books/1",
          },
        }),
    );
    const answer = await call();
    expect(answer.status).toBe(201);
    expect(Object.fromEntries(answer.headers)).toEqual({
      "cache-control": "no-store",
      "content-type": "text/plain;charset=UTF-8",
      etag: '"2"',
      location: "/v1/books/1",
      "x-total": "9",
    });
  });

  test.each([204, 304])("with the answer %i has no body", async (status) => {
    send.mockImplementation(async () => new Response(null, { status }));
    expect((await call()).body).toBeNull();
  });

  test("streams a body", async () => {
    const body = new Blob(["x"]).stream();
    await call({ method: "POST", body });
    expect(sent().init).toMatchObject({ method: "POST", body, duplex: "half" });
  });
});

describe("what is not in the document", () => {
  test.each([
    ["service", { service: "none" }, 404],
    ["property of objects", { service: "constructor" }, 404],
    ["path", { path: "/v1/shelves" }, 404],
    ["health check", { path: "/health/ready" }, 404],
    ["method", { method: "DELETE" }, 405],
  ])("is not called: a %s", async (_, changes, status) => {
    const answer = await call(changes);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(send).not.toHaveBeenCalled();
    if (status === 405) expect(answer.headers.get("allow")).toBe("GET, POST");
  });
});

describe("credentials", () => {
  const withScheme = (scheme: Scheme, security = [["key"]]): void => {
    held.services = {
      books: facts({
        operations: [operation("GET", "/v1/books", security)],
        schemes: new Map<string, Scheme>([
          ["key", scheme],
          ["login", { kind: "token" }],
        ]),
      }),
    };
    held.secrets = { key: "user:pass" };
  };

  test("are the app's own where the document asks for a key or a password", async () => {
    withScheme({ kind: "basic" });
    await call();
    expect(sent().init.headers.Authorization).toBe(`Basic ${btoa("user:pass")}`);
    withScheme({ kind: "header", name: "X-Key" });
    await call();
    expect(sent().init.headers["X-Key"]).toBe("user:pass");
    withScheme({ kind: "cookie", name: "key" });
    await call();
    expect(sent().init.headers.Cookie).toBe("key=user%3Apass");
    withScheme({ kind: "query", name: "key" });
    await call();
    expect(sent().url).toBe("http://books.internal:8000/base/v1/books?a=b&key=user%3Apass");
  });

  test("come together where the document asks for several", async () => {
    withScheme({ kind: "header", name: "X-Key" }, [["key", "login"]]);
    await call();
    expect(sent().init.headers).toMatchObject({
      "X-Key": "user:pass",
      Authorization: "Bearer token-1",
    });
  });

  test("are the first alternative that can be met", async () => {
    withScheme({ kind: "unsupported" }, [["key"], ["missing"], ["login"]]);
    await call();
    expect(sent().init.headers.Authorization).toBe("Bearer token-1");
    withScheme({ kind: "unsupported" });
    await call();
    expect(sent().init.headers.Authorization).toBeUndefined();
  });

  test("are used for nobody who is not signed in", async () => {
    withScheme({ kind: "basic" });
    expect((await call({ session: null })).status).toBe(401);
    accessToken.mockResolvedValue(null);
    expect((await call()).status).toBe(401);
    expect(send).not.toHaveBeenCalled();
  });

  test("are not needed for what is public", async () => {
    for (const security of [[], [[], ["login"]]]) {
      withScheme({ kind: "basic" }, security);
      expect((await call({ session: null })).status).toBe(200);
      expect(sent().init.headers.Authorization).toBeUndefined();
    }
  });
});

describe("what goes wrong is told without the inside", () => {
  test.each([
    [
      "is not there",
      () =>
        Promise.reject(
          Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNREFUSED" } }),
        ),
      502,
    ],
    [
      "does not answer",
      (_: unknown, init?: RequestInit) =>
        new Promise<Response>((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason as Error));
        }),
      504,
    ],
    [
      "gets more than is accepted",
      () => Promise.reject(new TypeError("fetch failed", { cause: new TooLarge() })),
      413,
    ],
  ] as const)("a service that %s", async (_, implementation, status) => {
    send.mockImplementation(implementation as typeof fetch);
    const answer = await call({ signal: new AbortController().signal });
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toMatch(/internal:8000|ECONN/);
  });

  test("an issuer that does not answer", async () => {
    accessToken.mockRejectedValue(new IssuerUnavailable());
    const answer = await call();
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
  });
});
