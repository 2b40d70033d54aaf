import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Browser, location } from "./support/browser";
import { fakeIssuer, fakeService } from "./support/fakes";
import type { FakeIssuer, FakeService } from "./support/fakes";
import { addressOf, basePathOf, sample, startReplica } from "./support/stack";
import type { Replica } from "./support/stack";

const read = sample("GET") ?? sample("POST") ?? { service: "none", method: "GET", path: "/none" };

let issuer: FakeIssuer;
let service: FakeService;
let replicas: readonly [Replica, Replica];

beforeAll(async () => {
  issuer = await fakeIssuer();
  service = await fakeService();
  const settings = {
    OIDC_ISSUER: issuer.url,
    [addressOf(read.service)]: `${service.url}${basePathOf(read.service)}`,
  };
  replicas = [await startReplica(settings), await startReplica(settings)];
});
afterAll(async () => {
  for (const replica of replicas) await replica.stop();
  await issuer.close();
  await service.close();
});
beforeEach(() => {
  issuer.refreshes = 0;
  issuer.refuses = null;
  service.seen.length = 0;
});

const call = async (browser: Browser, app: string) =>
  browser.send(`${app}/api/services/${read.service}${read.path}`);

async function signedIn(seconds: number): Promise<Browser> {
  issuer.seconds = seconds;
  const browser = new Browser();
  const [{ url }] = replicas;
  let next = new URL(`${url}/auth/sign-in`);
  // To the issuer, back to the callback, and no further: a page could use the token already.
  for (let step = 0; step < 3; step += 1) next = location(await browser.send(next));
  expect(browser.cookie(url, "__Host-session")).toBeDefined();
  issuer.seconds = 3600;
  return browser;
}

test("requests at once, in two replicas, replace a token once", async () => {
  const browser = await signedIn(1);
  const [one, two] = replicas;
  const there = browser.at(one.url, two.url);
  const calls = Array.from({ length: 8 }, (_, index) =>
    index % 2 === 0 ? call(browser, one.url) : call(there, two.url),
  );
  const answers = await Promise.all(calls);
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(issuer.refreshes).toBe(1);
  const bearers = new Set(service.seen.map(({ headers }) => headers.authorization ?? ""));
  expect(bearers.size).toBe(1);
});

test("a token that is good is not replaced", async () => {
  const browser = await signedIn(3600);
  expect((await call(browser, replicas[0].url)).status).toBe(200);
  expect(issuer.refreshes).toBe(0);
});

test("a session that the issuer ends is over, everywhere and for good", async () => {
  const browser = await signedIn(1);
  issuer.refuses = 400;
  const [one, two] = replicas;
  expect((await call(browser, one.url)).status).toBe(401);
  issuer.refuses = null;
  expect((await call(browser, one.url)).status).toBe(401);
  expect((await call(browser.at(one.url, two.url), two.url)).status).toBe(401);
  expect(service.seen).toEqual([]);
});

test("an issuer that is down ends no session", async () => {
  const browser = await signedIn(1);
  await new Promise((next) => setTimeout(next, 1100));
  issuer.refuses = 503;
  const down = await call(browser, replicas[0].url);
  expect(down.status).toBe(503);
  expect(down.headers.get("retry-after")).toBe("5");
  issuer.refuses = null;
  expect((await call(browser, replicas[0].url)).status).toBe(200);
});

test("no token ever reaches the browser", async () => {
  const browser = await signedIn(3600);
  const [{ url }] = replicas;
  const seen = [...browser.setCookies, (await browser.open(`${url}/`)).text];
  seen.push((await call(browser, url)).text);
  expect(issuer.tokens.length).toBeGreaterThan(0);
  for (const token of issuer.tokens) {
    for (const text of seen) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(token.split(".")[1]);
    }
  }
});
