import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browser, fromPage, location } from "./support/browser";
import { APP, DATABASE_URL, EVERYONE, sample, startReplica } from "./support/stack";
import type { Replica } from "./support/stack";

const read = sample("GET");
const SESSION = "__Host-session";
const SIGN_IN = "__Host-sign-in";
const gateway = (app: string): string => `${app}/api/services/${read?.service}${read?.path}`;

let replica: Replica;
const database = new Client({ connectionString: DATABASE_URL });
beforeAll(async () => {
  replica = await startReplica();
  await database.connect();
});
afterAll(async () => {
  await replica.stop();
  await database.end();
});

async function signedIn(): Promise<Browser> {
  const browser = new Browser();
  const answer = await browser.signIn(APP, EVERYONE);
  expect(answer.status).toBe(303);
  return browser;
}

/** Whether somebody is signed in: the home page answers, instead of leading to the sign-in in whatever way. */
async function isSignedIn(browser: Browser, app = APP): Promise<boolean> {
  const { status, text } = await browser.send(`${app}/`);
  return status === 200 && !text.includes("/auth/sign-in");
}

describe("cookies", () => {
  test("are for this host alone, for no script and no other site, and only over TLS", async () => {
    const browser = await signedIn();
    const lines = browser.setCookies.filter((line) => line.startsWith("__Host-"));
    expect(lines.map((line) => line.split("=")[0])).toEqual(
      expect.arrayContaining([SESSION, SIGN_IN]),
    );
    for (const line of browser.setCookies) {
      expect(line).toMatch(/^__Host-/);
      expect(line).toMatch(/; Path=\/(;|$)/i);
      expect(line).toMatch(/; Secure(;|$)/i);
      expect(line).toMatch(/; HttpOnly(;|$)/i);
      expect(line).toMatch(/; SameSite=lax(;|$)/i);
      expect(line).not.toMatch(/; Domain=/i);
    }
  });

  test("tell nothing: the session's one is encrypted and holds no token", async () => {
    const cookie = (await signedIn()).cookie(APP, SESSION) ?? "";
    const [header = "", key] = cookie.split(".");
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({
      alg: "dir",
      enc: "A256GCM",
    });
    expect(key).toBe("");
    expect(cookie.length).toBeLessThan(400);
  });

  test("that were made up or tampered with sign nobody in", async () => {
    const genuine = (await signedIn()).cookie(APP, SESSION) ?? "";
    const parts = genuine.split(".");
    const flipped = parts.with(3, `${parts[3]?.startsWith("A") ? "B" : "A"}${parts[3]?.slice(1)}`);
    const none = Buffer.from('{"alg":"none"}').toString("base64url");
    const forged = [flipped.join("."), `${none}.${none}.`, "x", "", genuine.slice(0, -5)];
    for (const value of forged) {
      const browser = new Browser();
      browser.cookies.set(new URL(APP).host, new Map([[SESSION, value]]));
      expect(await isSignedIn(browser)).toBe(false);
    }
  });

  test("of a sign-in under way are no session, and the reverse", async () => {
    const browser = new Browser();
    const callback = await browser.authorise(APP, EVERYONE);
    const pending = browser.cookie(APP, SIGN_IN) ?? "";
    const other = new Browser();
    other.cookies.set(new URL(APP).host, new Map([[SESSION, pending]]));
    expect(await isSignedIn(other)).toBe(false);
    const session = (await signedIn()).cookie(APP, SESSION) ?? "";
    other.cookies.set(new URL(APP).host, new Map([[SIGN_IN, session]]));
    expect(location(await other.send(callback)).pathname).toBe("/auth/failed");
  });
});

describe("a session", () => {
  test("gets an id of its own at every sign-in, and the one before ends", async () => {
    const attacker = await signedIn();
    const planted = attacker.cookie(APP, SESSION) ?? "";
    const victim = new Browser();
    victim.cookies.set(new URL(APP).host, new Map([[SESSION, planted]]));
    await victim.signIn(APP, EVERYONE);
    expect(victim.cookie(APP, SESSION)).not.toBe(planted);
    expect(await isSignedIn(victim)).toBe(true);
    expect(await isSignedIn(attacker)).toBe(false);
  });

  test("is known to every replica, and ends in all of them at once", async () => {
    const browser = await signedIn();
    const there = browser.at(APP, replica.url);
    expect(await isSignedIn(there, replica.url)).toBe(true);
    const copy = browser.at(APP, APP);
    const out = await browser.send(`${APP}/auth/sign-out`, {
      method: "POST",
      headers: fromPage(APP),
    });
    expect(out.status).toBe(303);
    expect(browser.cookie(APP, SESSION)).toBeUndefined();
    expect(await isSignedIn(copy)).toBe(false);
    expect(await isSignedIn(there, replica.url)).toBe(false);
    if (read) expect((await copy.send(gateway(APP))).status).toBe(401);
  });

  test("that has lived its time, or was not used for long, is over", async () => {
    for (const column of ["expires_at", "seen_at"]) {
      const browser = await signedIn();
      expect(await isSignedIn(browser)).toBe(true);
      await database.query(`UPDATE sessions SET ${column} = now() - interval '30 days'`);
      expect(await isSignedIn(browser)).toBe(false);
      if (read) expect((await browser.send(gateway(APP))).status).toBe(401);
    }
  });

  test("is worth nothing to who reads the database", async () => {
    const browser = await signedIn();
    const { rows } = await database.query<{ data: string; id: string }>(
      "SELECT data, encode(id_digest, 'hex') AS id FROM sessions ORDER BY created_at DESC LIMIT 1",
    );
    const [row] = rows;
    expect(row?.data).not.toMatch(/somebody|example\.test|roles|access/i);
    expect(row?.data.split(".")).toHaveLength(5);
    for (const value of [row?.data ?? "", row?.id ?? ""]) {
      const thief = new Browser();
      thief.cookies.set(new URL(APP).host, new Map([[SESSION, value]]));
      expect(await isSignedIn(thief)).toBe(false);
    }
    expect(await isSignedIn(browser)).toBe(true);
  });
});

describe("the issuer's answer", () => {
  test("works once", async () => {
    const browser = new Browser();
    const callback = await browser.authorise(APP, EVERYONE);
    const thief = browser.at(APP, APP);
    expect((await browser.send(callback)).status).toBe(303);
    expect(await isSignedIn(browser)).toBe(true);
    for (const again of [browser, thief]) {
      expect(location(await again.send(callback)).pathname).toBe("/auth/failed");
    }
    expect(thief.cookie(APP, SESSION)).toBeUndefined();
  });

  test("is for the browser that asked, and nobody else", async () => {
    const callback = await new Browser().authorise(APP, EVERYONE);
    const victim = new Browser();
    expect(location(await victim.send(callback)).pathname).toBe("/auth/failed");
    await victim.authorise(APP, EVERYONE);
    expect(location(await victim.send(callback)).pathname).toBe("/auth/failed");
    expect(victim.cookie(APP, SESSION)).toBeUndefined();
  });

  test.each([
    ["another state", (url: URL) => url.searchParams.set("state", "x")],
    ["no state", (url: URL) => url.searchParams.delete("state")],
    ["two states", (url: URL) => url.searchParams.append("state", "x")],
    ["another issuer", (url: URL) => url.searchParams.set("iss", "https://evil.example")],
    ["another code", (url: URL) => url.searchParams.set("code", "x")],
    ["an error", (url: URL) => url.searchParams.set("error", "<script>alert(1)</script>")],
  ])("with %s is refused, in words of our own", async (_, change) => {
    const browser = new Browser();
    const callback = await browser.authorise(APP, EVERYONE);
    change(callback);
    const answer = await browser.open(callback);
    expect(new URL(answer.url).pathname).toBe("/auth/failed");
    expect(answer.text).not.toContain("alert(1)");
    expect(browser.cookie(APP, SESSION)).toBeUndefined();
  });
});
