import { NextRequest } from "next/server";
import { renderToStaticMarkup } from "react-dom/server";
import type { ReactElement } from "react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { PUBLIC_URL, session } from "@/server/testing";

const mocks = {
  query: vi.fn(),
  beginSignIn: vi.fn(),
  completeSignIn: vi.fn(),
  endSessionUrl: vi.fn(),
  createSession: vi.fn(),
  deleteSession: vi.fn(),
  revoke: vi.fn(),
  gateway: vi.fn(),
};
const settings = { publicUrl: PUBLIC_URL, sessionHours: 1, signInsPerMinute: 5, trustedProxies: 0 };
vi.mock("@/server/env", () => ({ env: () => ({ ...settings, secrets: ["s".repeat(32)] }) }));
vi.mock("@/server/database", () => ({ query: (text: string) => mocks.query(text) as unknown }));
vi.mock("@/server/oidc", () => ({
  beginSignIn: (to: string) => mocks.beginSignIn(to) as unknown,
  completeSignIn: (...given: unknown[]) => mocks.completeSignIn(...given) as unknown,
  endSessionUrl: () => mocks.endSessionUrl() as unknown,
  revoke: (token: string) => mocks.revoke(token) as unknown,
}));
vi.mock("@/server/session-store", () => ({
  newSessionId: () => "new-id",
  createSession: (...given: unknown[]) => mocks.createSession(...given) as unknown,
  deleteSession: (id: string) => mocks.deleteSession(id) as unknown,
}));

const signIn = await import("@/app/auth/sign-in/route");
const callback = await import("@/app/auth/callback/route");
const signOut = await import("@/app/auth/sign-out/route");
const live = await import("@/app/health/live/route");
const ready = await import("@/app/health/ready/route");
const { default: SignedOutPage } = await import("@/app/auth/signed-out/page");
const { default: SignInFailedPage } = await import("@/app/auth/failed/page");
const { proxy } = await import("@/proxy");
const cookies = await import("@/server/cookies");

const pending = { state: "s", nonce: "n", verifier: "v", returnTo: "/x?y=z" };

beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  settings.publicUrl = PUBLIC_URL;
  for (const mock of Object.values(mocks)) mock.mockReset().mockResolvedValue(undefined);
  mocks.query.mockResolvedValue([{ hits: 1, seconds: 9 }]);
  mocks.beginSignIn.mockResolvedValue({
    location: new URL("https://i.example/a"),
    signIn: pending,
  });
  mocks.completeSignIn.mockResolvedValue(session());
});

async function request(path: string, jar: Record<string, string> = {}, init = {}) {
  const cookie = Object.entries(jar)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");
  return new NextRequest(`${PUBLIC_URL}${path}`, { headers: { cookie }, ...init });
}

const path = (response: Response) => response.headers.get("location")?.replace(PUBLIC_URL, "");

describe("signing in", () => {
  test("goes to the issuer, with what is to be remembered in a cookie", async () => {
    const response = await signIn.GET(await request("/auth/sign-in?returnTo=//evil.example"));
    expect(response.headers.get("location")).toBe("https://i.example/a");
    expect(mocks.beginSignIn).toHaveBeenCalledWith("/");
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-sign-in=.*HttpOnly/);
  });

  test("under another name of this machine begins under the one that cookies know", async () => {
    settings.publicUrl = "http://127.0.0.1:3000";
    const other = new NextRequest("http://localhost:3000/auth/sign-in?returnTo=/x", {
      headers: { host: "localhost:3000" },
    });
    const response = await signIn.GET(other);
    expect(response.headers.get("location")).toBe(
      "http://127.0.0.1:3000/auth/sign-in?returnTo=%2Fx",
    );
    expect(mocks.beginSignIn).not.toHaveBeenCalled();
  });

  test("is begun by the browser itself, not in the background", async () => {
    const headers = { rsc: "1" };
    const response = await signIn.GET(await request("/auth/sign-in?returnTo=/x", {}, { headers }));
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(mocks.beginSignIn).not.toHaveBeenCalled();
  });

  test("too often is refused, and without an issuer it says so", async () => {
    mocks.query.mockResolvedValueOnce([{ hits: 6, seconds: 9 }]);
    expect((await signIn.GET(await request("/auth/sign-in"))).status).toBe(429);
    mocks.beginSignIn.mockRejectedValue(new Error("away"));
    const response = await signIn.GET(await request("/auth/sign-in"));
    expect(path(response)).toBe("/auth/failed?reason=unavailable");
  });
});

describe("coming back from the issuer", () => {
  const pendingCookie = async () => ({
    "__Host-sign-in": (await cookies.signInCookie(pending)).value,
  });

  test("makes a session with a new id and ends the one before", async () => {
    const before = (await cookies.sessionCookie("old-id", 60)).value;
    const jar = { ...(await pendingCookie()), "__Host-session": before };
    const response = await callback.GET(await request("/auth/callback?code=c&state=s", jar));
    expect(path(response)).toBe("/x?y=z");
    expect(mocks.completeSignIn).toHaveBeenCalledWith("?code=c&state=s", pending);
    expect(mocks.deleteSession).toHaveBeenCalledWith("old-id");
    expect(mocks.createSession.mock.lastCall?.[0]).toBe("new-id");
    const [kept = "", gone = ""] = response.headers.getSetCookie();
    const value = /^__Host-session=([^;]+)/.exec(kept)?.[1];
    expect(await cookies.sessionIdOf(value)).toBe("new-id");
    expect(gone).toMatch(/^__Host-sign-in=;.*Max-Age=0/);
  });

  test("without having asked, too often, or with a refusal makes none", async () => {
    const answer = async (jar = {}) =>
      callback.GET(await request("/auth/callback?code=c&state=s", jar));
    expect(path(await answer())).toBe("/auth/failed?reason=expired");
    mocks.completeSignIn.mockRejectedValue(new Error("refused"));
    expect(path(await answer(await pendingCookie()))).toBe("/auth/failed?reason=refused");
    mocks.query.mockResolvedValue([{ hits: 6, seconds: 9 }]);
    expect((await answer(await pendingCookie())).status).toBe(429);
    expect(mocks.createSession).not.toHaveBeenCalled();
  });
});

describe("signing out", () => {
  test("ends the session and its cookie", async () => {
    const jar = { "__Host-session": (await cookies.sessionCookie("id", 60)).value };
    const response = await signOut.POST(await request("/auth/sign-out", jar, { method: "POST" }));
    expect(path(response)).toBe("/auth/signed-out?leave=1");
    expect(response.headers.get("set-cookie")).toMatch(/^__Host-session=;.*Max-Age=0/);
    mocks.deleteSession.mockReset();
    await signOut.POST(await request("/auth/sign-out", {}, { method: "POST" }));
    expect(mocks.deleteSession).not.toHaveBeenCalled();
  });

  test("has the refresh token revoked, and does not wait for the issuer", async () => {
    const ended = session();
    mocks.deleteSession.mockResolvedValue(ended);
    mocks.revoke.mockReturnValue(new Promise(() => undefined));
    const jar = { "__Host-session": (await cookies.sessionCookie("id", 60)).value };
    const response = await signOut.POST(await request("/auth/sign-out", jar, { method: "POST" }));
    expect(path(response)).toBe("/auth/signed-out?leave=1");
    expect(mocks.revoke.mock.calls).toEqual([[ended.refreshToken]]);
  });

  test("goes on to the issuer, when there is such a place", async () => {
    const page = async (query: Record<string, string>) =>
      renderToStaticMarkup(
        (await SignedOutPage({ searchParams: Promise.resolve(query) })) as ReactElement,
      );
    mocks.endSessionUrl.mockResolvedValue(new URL("https://i.example/end"));
    expect(await page({ leave: "1" })).toContain("0; url=https://i.example/end");
    expect(await page({})).not.toContain("i.example");
    mocks.endSessionUrl.mockRejectedValue(new Error("away"));
    expect(await page({ leave: "1" })).not.toContain("refresh");
  });
});

test("a sign-in that failed is explained in words of our own", async () => {
  const page = async (reason?: string) =>
    renderToStaticMarkup(
      (await SignInFailedPage({
        searchParams: Promise.resolve(reason === undefined ? {} : { reason }),
      })) as ReactElement,
    );
  const [expired, refused] = [await page("expired"), await page("refused")];
  expect(expired).not.toBe(refused);
  for (const strange of [undefined, "<script>", "constructor"]) {
    expect(await page(strange)).toBe(refused);
  }
});

describe("health", () => {
  test("is alive while it runs, and ready while its database answers", async () => {
    expect(live.GET().status).toBe(200);
    expect((await ready.GET()).status).toBe(200);
    mocks.query.mockRejectedValue(new Error("away"));
    expect((await ready.GET()).status).toBe(503);
  });
});

describe("before every page", () => {
  test("what another site sends is refused", async () => {
    const response = proxy(await request("/x", {}, { method: "POST" }));
    expect(response.status).toBe(403);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test("the page learns the nonce that its policy has", async () => {
    const response = proxy(await request("/x"));
    const nonce = response.headers.get("x-middleware-request-x-nonce") ?? "";
    expect(nonce).not.toBe("");
    expect(response.headers.get("content-security-policy")).toContain(`'nonce-${nonce}'`);
    expect(response.headers.get("x-frame-options")).toBe("DENY");
    expect(response.headers.get("x-request-id")).toBe(
      response.headers.get("x-middleware-request-x-request-id"),
    );
  });
});
