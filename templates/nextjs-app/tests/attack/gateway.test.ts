import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Browser, fromPage } from "./support/browser";
import { fakeService } from "./support/fakes";
import type { FakeService } from "./support/fakes";
import { addressOf, APP, basePathOf, EVERYONE, sample, startReplica } from "./support/stack";
import type { Replica } from "./support/stack";

const read = sample("GET") ?? { service: "none", method: "GET", path: "/none" };
const change = sample("POST") ?? sample("PATCH") ?? sample("PUT");
const named = change ?? read;

let service: FakeService;
let app: Replica;
const browser = new Browser();

beforeAll(async () => {
  service = await fakeService();
  app = await startReplica({
    [addressOf(read.service)]: `${service.url}${basePathOf(read.service)}`,
    [addressOf(named.service)]: `${service.url}${basePathOf(named.service)}`,
    MAX_BODY_BYTES: "1000000",
    SERVICE_TIMEOUT_SECONDS: "1",
    LOG_LEVEL: "DEBUG",
  });
  await browser.signIn(app.url, EVERYONE);
});
afterAll(async () => {
  await app.stop();
  await service.close();
});
beforeEach(() => {
  service.seen.length = 0;
  service.respond = (_, response) => {
    response.writeHead(200, { "Content-Type": "application/json", ETag: '"7"' }).end('{"a":1}');
  };
});

const url = (path = read.path): string => `${app.url}/api/services/${read.service}${path}`;

/** A request whose path is sent as it stands: `fetch` would tidy it up first. */
async function raw(path: string, headers: Record<string, string> = {}): Promise<number> {
  const { hostname, port } = new URL(app.url);
  const cookies = [...(browser.cookies.get(new URL(app.url).host) ?? [])];
  const cookie = cookies.map(([name, value]) => `${name}=${value}`).join("; ");
  return new Promise((resolve, reject) => {
    httpRequest({ hostname, port, path, headers: { cookie, ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on("error", reject)
      .end();
  });
}

describe("the way to a service", () => {
  test("brings the service's own answer, with the person's token", async () => {
    const answer = await browser.send(`${url()}?limit=2&q=a%20b`, {
      headers: { "if-none-match": '"6"', "x-request-id": "request-4711" },
    });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"a":1}');
    expect(answer.headers.get("etag")).toBe('"7"');
    expect(answer.headers.get("x-request-id")).toBe("request-4711");
    const [seen] = service.seen;
    expect(seen?.url).toBe(`${read.path}?limit=2&q=a%20b`);
    expect(seen?.headers["if-none-match"]).toBe('"6"');
    expect(seen?.headers["x-request-id"]).toBe("request-4711");
    expect(seen?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  test("passes a trace on, and makes one when it is malformed", async () => {
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    const parent = `00-${id}-00f067aa0ba902b7-01`;
    await browser.send(url(), { headers: { traceparent: parent } });
    expect(service.seen[0]?.headers.traceparent).toContain(id);
    expect(service.seen[0]?.headers.traceparent).not.toBe(parent);
    await browser.send(url(), { headers: { traceparent: "00-zz" } });
    expect(service.seen[1]?.headers.traceparent).toMatch(/^00-[0-9a-f]{32}-/);
  });

  test("tells a service nothing that is not its business, and believes no header", async () => {
    await browser.send(url(), {
      headers: {
        authorization: "Bearer stolen",
        "x-forwarded-for": "10.0.0.1",
        "x-forwarded-host": "evil.example",
        "x-original-url": "/admin",
        forwarded: "host=evil.example",
        "x-roles": "admin",
      },
    });
    const headers = service.seen[0]?.headers ?? {};
    expect(headers.authorization ?? "").not.toContain("stolen");
    expect(headers.host).toBe(new URL(service.url).host);
    for (const name of [
      "cookie",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-original-url",
      "forwarded",
      "x-roles",
    ]) {
      expect(headers[name] ?? "", name).not.toMatch(/evil|10\.0\.0\.1|admin|__Host-/);
    }
  });

  test("keeps what a service must not tell a browser", async () => {
    service.respond = (_, response) => {
      response.writeHead(200, {
        "Content-Type": "text/html",
        "Set-Cookie": "__Host-session=planted; Path=/; Secure",
        "Access-Control-Allow-Origin": "*",
        "Content-Security-Policy": "default-src *",
        Server: "secret/1.0",
      });
      response.end("<script>alert(1)</script>");
    };
    const answer = await browser.send(url());
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(answer.headers.get("server")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
    expect(answer.headers.get("content-disposition")).toBe("attachment");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test("follows no redirect of a service", async () => {
    let reached = 0;
    const inside = await fakeService();
    inside.respond = (_, response) => {
      reached += 1;
      response.end("secret");
    };
    service.respond = (_, response) => {
      response.writeHead(302, { Location: `${inside.url}/latest/meta-data` }).end();
    };
    const answer = await browser.send(url());
    expect(answer.status).toBe(302);
    expect(answer.text).not.toContain("secret");
    expect(reached).toBe(0);
    await inside.close();
  });

  const TRICKS = [
    "/health/ready",
    "/metrics",
    "/openapi.json",
    `${read.path}/../../../health/ready`,
    `${read.path}/..%2f..%2fhealth%2fready`,
    `${read.path}/%2e%2e/%2e%2e/health`,
    `${read.path}%2f..%2f..%2fhealth`,
    `${read.path}%00`,
    `${read.path}%5c..%5chealth`,
    `/%2e%2e${read.path}`,
    `/@evil.example${read.path}`,
    `//evil.example${read.path}`,
    `:80@evil.example${read.path}`,
    "/http://169.254.169.254/latest/meta-data",
    "/%68ttp:%2f%2f169.254.169.254",
    "",
    "/",
  ];
  test.each(TRICKS)("does not open for %j", async (path) => {
    const status = await raw(`/api/services/${read.service}${path}`);
    expect([307, 308, 400, 404, 405]).toContain(status);
    expect(service.seen).toEqual([]);
  });

  test.each(["__proto__", "constructor", "none", "..", "localhost:5432", "evil.example", "%2e%2e"])(
    "leads to no service called %s",
    async (name) => {
      const status = await raw(`/api/services/${name}${read.path}`);
      expect([307, 308, 404]).toContain(status);
      expect(service.seen).toEqual([]);
    },
  );

  test("takes the methods of the document and no other", async () => {
    const answer = await browser.send(url(), {
      method: "PUT",
      headers: fromPage(app.url),
      body: "{}",
    });
    expect([200, 405]).toContain(answer.status);
    if (answer.status === 405) expect(answer.headers.get("allow")).toContain("GET");
  });

  test("is closed to who is not signed in, unless the document says public", async () => {
    const answer = await new Browser().send(url());
    expect([200, 401]).toContain(answer.status);
    if (answer.status === 401) {
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(service.seen).toEqual([]);
    } else {
      expect(service.seen[0]?.headers.authorization).toBeUndefined();
    }
  });

  test("gives up on a service that does not answer, and on one that is not there", async () => {
    service.respond = () => undefined;
    const late = await browser.send(url());
    expect(late.status).toBe(504);
    expect(late.headers.get("content-type")).toBe("application/problem+json");
    const lost = await startReplica({ [addressOf(read.service)]: "http://127.0.0.1:9" });
    const visitor = browser.at(app.url, lost.url);
    const answer = await visitor.send(`${lost.url}/api/services/${read.service}${read.path}`);
    expect(answer.status).toBe(502);
    expect(answer.text).not.toMatch(/127\.0\.0\.1|ECONN/);
    await lost.stop();
  });
});

describe.skipIf(change === undefined)("a body", () => {
  const send = async (body: BodyInit, headers: Record<string, string> = {}) => {
    const cookies = [...(browser.cookies.get(new URL(app.url).host) ?? [])];
    return fetch(`${app.url}/api/services/${named.service}${named.path}`, {
      method: named.method,
      headers: {
        ...fromPage(app.url),
        "content-type": "application/json",
        cookie: cookies.map(([name, value]) => `${name}=${value}`).join("; "),
        ...headers,
      },
      body,
      ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
    } as RequestInit);
  };

  test("passes through whole", async () => {
    const answer = await send(JSON.stringify({ text: "x".repeat(900_000) }));
    expect(answer.status).toBe(200);
    expect(service.seen[0]?.bytes).toBe(900_011);
  });

  test("that is too large is refused, whether it says so or not", async () => {
    expect((await send("x".repeat(1_000_001))).status).toBe(413);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 2000) controller.close();
        else controller.enqueue(new Uint8Array(10_000));
      },
    });
    const answer = await send(endless).catch(() => null);
    if (answer !== null) expect(answer.status).toBe(413);
    expect(service.seen).toEqual([]);
  });
});

test("logs hold facts as JSON, and no secret", async () => {
  await browser.send(`${url()}?q=private-words`);
  const lines = app
    .logged()
    .split("\n")
    .filter((line) => line !== "");
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
  const cookie = browser.cookie(app.url, "__Host-session") ?? "none";
  const secrets = [
    cookie,
    process.env.WEB_SECRET,
    process.env.DATABASE_URL,
    "private-words",
    "Bearer",
    "eyJ",
  ];
  for (const secret of secrets) expect(app.logged()).not.toContain(secret);
});

test("the app that the other tests use runs on", async () => {
  expect((await fetch(`${APP}/health/live`)).status).toBe(200);
});
