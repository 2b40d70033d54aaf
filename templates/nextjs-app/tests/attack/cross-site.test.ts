import { beforeAll, describe, expect, test } from "vitest";
import { Browser, fromPage } from "./support/browser";
import { APP, EVERYONE, sample } from "./support/stack";

const change = sample("POST") ?? sample("PATCH") ?? sample("DELETE");
const browser = new Browser();

beforeAll(async () => {
  await browser.signIn(APP, EVERYONE);
});

const FOREIGN: readonly (readonly [string, Record<string, string>])[] = [
  ["another site", { origin: "https://evil.example", "sec-fetch-site": "cross-site" }],
  ["a sibling of this site", { origin: "https://evil.example", "sec-fetch-site": "same-site" }],
  ["an opaque origin", { origin: "null" }],
  ["a look-alike origin", { origin: `${APP}.evil.example` }],
  ["another port", { origin: "http://127.0.0.1:1" }],
  ["an origin that fetch metadata contradicts", { origin: APP, "sec-fetch-site": "cross-site" }],
  ["nobody who says so", {}],
];

const TARGETS = [
  `${APP}/auth/sign-out`,
  `${APP}/`,
  ...(change ? [`${APP}/api/services/${change.service}${change.path}`] : []),
];

describe.each(TARGETS)("a change at %s", (url) => {
  test.each(FOREIGN)("sent by %s is refused", async (_, headers) => {
    for (const method of url.includes("/api/") && change ? [change.method] : ["POST", "DELETE"]) {
      const answer = await browser.send(url, {
        method,
        headers: { ...headers, "content-type": "application/json" },
        body: "{}",
      });
      expect(answer.status).toBe(403);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(JSON.parse(answer.text)).toMatchObject({ status: 403, title: "Forbidden" });
    }
  });
});

test("the session is still there, and no link can end it", async () => {
  const answer = await browser.send(`${APP}/auth/sign-out`);
  expect(answer.status).toBe(405);
  expect((await browser.send(`${APP}/`)).status).toBe(200);
});

test.skipIf(change === undefined)("a page of this app may send changes", async () => {
  const { service = "", path = "", method = "" } = change ?? {};
  const answer = await browser.send(`${APP}/api/services/${service}${path}`, {
    method,
    headers: { ...fromPage(APP), "content-type": "application/json" },
    body: "[]",
  });
  expect(answer.status).not.toBe(403);
  expect(answer.status).toBeLessThan(500);
});
