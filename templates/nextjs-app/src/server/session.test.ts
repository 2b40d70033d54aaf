import { beforeEach, expect, test, vi } from "vitest";
import { session } from "@/server/testing";

const sessionIdOf = vi.fn();
const findSession = vi.fn();
const callService = vi.fn();
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => ({ value: "cookie" }) }),
  headers: async () => new Headers({ "x-request-id": "request-1" }),
}));
vi.mock("next/navigation", () => ({
  redirect: (path: string) => {
    throw new Error(`redirect ${path}`);
  },
}));
vi.mock("@/server/cookies", () => ({
  SESSION_COOKIE: "__Host-session",
  sessionIdOf: (value: string) => sessionIdOf(value) as unknown,
}));
vi.mock("@/server/session-store", () => ({
  findSession: (id: string) => findSession(id) as unknown,
}));
vi.mock("@/server/service-client", () => ({
  callService: (call: unknown) => callService(call) as unknown,
}));

const { getSession, requireSession } = await import("@/server/session");
const { serviceFetch } = await import("@/server/services");

const stored = session();
beforeEach(() => {
  sessionIdOf.mockReset().mockResolvedValue("id");
  findSession.mockReset().mockResolvedValue(stored);
  callService.mockReset().mockImplementation(async () => Response.json({}));
});

test("a page learns who is signed in, and no token", async () => {
  const roles = ["viewer", "scope:viewer", "scope:openid", "scope:read"];
  expect(await getSession()).toEqual({ user: stored.user, roles });
  expect(JSON.stringify(await requireSession("/"))).not.toContain(stored.accessToken);
});

test("who is not signed in goes to sign in, and then back", async () => {
  findSession.mockResolvedValue(null);
  expect(await getSession()).toBeNull();
  await expect(requireSession("/a?b=c")).rejects.toThrow(
    "redirect /auth/sign-in?returnTo=%2Fa%3Fb%3Dc",
  );
  sessionIdOf.mockResolvedValue(null);
  await expect(requireSession("//b.example")).rejects.toThrow("returnTo=%2F");
  expect(findSession).toHaveBeenCalledTimes(2);
});

test("a server component calls a service as the person who is signed in", async () => {
  await serviceFetch("books", "/v1/books?limit=2", { method: "post", body: "{}" });
  expect(callService.mock.lastCall?.[0]).toMatchObject({
    service: "books",
    method: "POST",
    path: "/v1/books",
    search: "?limit=2",
    body: "{}",
    session: { id: "id", stored },
    trace: { requestId: "request-1" },
  });
  await serviceFetch("books", "/v1/books");
  expect(callService.mock.lastCall?.[0]).toMatchObject({ method: "GET", body: null, search: "" });
});
