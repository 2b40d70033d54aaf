import { afterAll, beforeAll, expect, test } from "vitest";
import { Browser } from "./support/browser";
import { EVERYONE, sample, startReplica } from "./support/stack";
import type { Replica } from "./support/stack";

const read = sample("GET") ?? sample("POST") ?? { service: "none", method: "GET", path: "/none" };
let replicas: readonly [Replica, Replica];

beforeAll(async () => {
  const settings = { REQUESTS_PER_MINUTE: "20", SIGN_INS_PER_MINUTE: "5", TRUSTED_PROXIES: "1" };
  replicas = [await startReplica(settings), await startReplica(settings)];
});
afterAll(async () => {
  for (const replica of replicas) await replica.stop();
});

test("two replicas count the same requests", async () => {
  const [one, two] = replicas;
  const browser = new Browser();
  await browser.signIn(one.url, EVERYONE);
  const there = browser.at(one.url, two.url);
  const statuses: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const [visitor, { url }] = index % 2 === 0 ? [browser, one] : [there, two];
    statuses.push((await visitor.send(`${url}/api/services/${read.service}${read.path}`)).status);
  }
  expect(statuses).not.toContain(429);
  for (const [visitor, { url }] of [
    [browser, one],
    [there, two],
  ] as const) {
    const refused = await visitor.send(`${url}/api/services/${read.service}${read.path}`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(refused.headers.get("ratelimit-policy")).toBe('"minute";q=20;w=60');
  }
});

test("requests at once are all counted", async () => {
  const [one, two] = replicas;
  const address = { "x-forwarded-for": "192.0.2.7" };
  const sent = Array.from({ length: 50 }, (_, index) =>
    new Browser().send(
      `${index % 2 === 0 ? one.url : two.url}/api/services/${read.service}${read.path}`,
      { headers: address },
    ),
  );
  const statuses = (await Promise.all(sent)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(30);
});

test("signing in is limited for each address, whatever the caller claims to have passed", async () => {
  const [one, two] = replicas;
  const statuses: number[] = [];
  for (let index = 0; index < 7; index += 1) {
    const { url } = index % 2 === 0 ? one : two;
    const headers = { "x-forwarded-for": `10.0.0.${index}, 192.0.2.9` };
    statuses.push((await new Browser().send(`${url}/auth/sign-in`, { headers })).status);
  }
  expect(statuses).toEqual([307, 307, 307, 307, 307, 429, 429]);
  const other = await new Browser().send(`${one.url}/auth/sign-in`, {
    headers: { "x-forwarded-for": "192.0.2.10" },
  });
  expect(other.status).toBe(307);
});
