import { beforeEach, expect, test, vi } from "vitest";
import { stubSettings } from "@/server/testing";

let cookies: typeof import("@/server/cookies");
let sealing: typeof import("@/server/sealing");
const secrets = [crypto.randomUUID(), crypto.randomUUID()] as const;

async function load(changes: Record<string, string>): Promise<void> {
  stubSettings(changes);
  cookies = await import("@/server/cookies");
  sealing = await import("@/server/sealing");
}

beforeEach(async () => load({ WEB_SECRET: secrets[0] }));

const signIn = { state: "s", nonce: "n", verifier: "v", returnTo: "/x" };

test("cookies are for this host, this app and no script", async () => {
  for (const cookie of [
    await cookies.sessionCookie("id", 60),
    await cookies.signInCookie(signIn),
    cookies.removed("__Host-x"),
  ]) {
    expect(cookie.name).toMatch(/^__Host-/);
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "lax", path: "/" });
    expect(cookie).not.toHaveProperty("domain");
  }
});

test("what was sealed is read again, and nothing else is", async () => {
  const { value } = await cookies.sessionCookie("id-1", 60);
  expect(await cookies.sessionIdOf(value)).toBe("id-1");
  expect(value).not.toContain("id-1");
  const pending = (await cookies.signInCookie(signIn)).value;
  expect(await cookies.signInOf(pending)).toEqual(signIn);
  const changed = `${value.slice(0, -2)}${value.at(-2) === "A" ? "B" : "A"}${value.slice(-1)}`;
  for (const other of [undefined, "", "x", pending, changed]) {
    expect(await cookies.sessionIdOf(other)).toBeNull();
  }
  expect(await cookies.signInOf(value)).toBeNull();
  expect(await cookies.signInOf(undefined)).toBeNull();
});

test("a sealed value of the right kind with the wrong content is refused", async () => {
  expect(
    await cookies.sessionIdOf(await sealing.seal("session-cookie", { sid: 1 }, 60)),
  ).toBeNull();
  expect(await cookies.signInOf(await sealing.seal("sign-in", { state: "s" }, 60))).toBeNull();
});

test("a sealed value is void after its time", async () => {
  const { value } = await cookies.sessionCookie("id", 60);
  vi.useFakeTimers({ now: Date.now() + 61_000 });
  expect(await cookies.sessionIdOf(value)).toBeNull();
  vi.useRealTimers();
});

test("a rotated secret still opens what the previous one sealed", async () => {
  const { value } = await cookies.sessionCookie("id", 60);
  await load({ WEB_SECRET: secrets[1] });
  expect(await cookies.sessionIdOf(value)).toBeNull();
  await load({ WEB_SECRET: secrets[1], WEB_SECRET_PREVIOUS: secrets[0] });
  expect(await cookies.sessionIdOf(value)).toBe("id");
});
