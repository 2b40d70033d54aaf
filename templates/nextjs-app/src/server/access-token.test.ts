import { beforeEach, describe, expect, test, vi } from "vitest";
import { session } from "@/server/testing";
import type { StoredSession } from "@/server/session-store";

const changeSession = vi.fn();
const deleteSession = vi.fn();
const refreshed = vi.fn();
const revoke = vi.fn();
const isRefusal = vi.fn();
vi.mock("@/server/session-store", () => ({
  changeSession: (...given: unknown[]) => changeSession(...given) as unknown,
  deleteSession: (id: string) => deleteSession(id) as unknown,
}));
vi.mock("@/server/oidc", () => ({
  refreshed: (...given: unknown[]) => refreshed(...given) as unknown,
  isRefusal: (error: unknown) => isRefusal(error) as unknown,
  revoke: (token: string) => revoke(token) as unknown,
}));

const { accessToken, endSession, IssuerUnavailable } = await import("@/server/access-token");

let stored: StoredSession;
beforeEach(() => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  refreshed.mockReset();
  revoke.mockReset().mockResolvedValue(undefined);
  isRefusal.mockReset().mockReturnValue(false);
  changeSession
    .mockReset()
    .mockImplementation(async (_: string, change: (before: StoredSession) => unknown) =>
      change(stored),
    );
});

const soon = (milliseconds: number) => session({ accessExpires: Date.now() + milliseconds });
const open = (given: StoredSession) => ({ id: given.user.subject, stored: given });

test("a token that lives on is used as it is", async () => {
  stored = session();
  expect(await accessToken(open(stored))).toBe(stored.accessToken);
  expect(changeSession).not.toHaveBeenCalled();
});

test("requests at once share one refresh", async () => {
  stored = soon(1000);
  refreshed.mockResolvedValue({ ...stored, accessToken: "new" });
  const tokens = await Promise.all([1, 2, 3].map(() => accessToken(open(stored))));
  expect(tokens).toEqual(["new", "new", "new"]);
  expect(refreshed).toHaveBeenCalledOnce();
});

test("what another replica has renewed meanwhile is used", async () => {
  stored = session({ accessToken: "theirs" });
  expect(await accessToken(open(soon(1000)))).toBe("theirs");
  expect(refreshed).not.toHaveBeenCalled();
});

test("without a refresh token a session lasts as long as its token", async () => {
  stored = { ...soon(1000), refreshToken: null };
  expect(await accessToken(open(stored))).toBe(stored.accessToken);
  stored = { ...soon(-1), refreshToken: null };
  expect(await accessToken(open(stored))).toBeNull();
});

test("a refusal of the issuer ends the session", async () => {
  stored = soon(1000);
  refreshed.mockRejectedValue(new Error("invalid_grant"));
  isRefusal.mockReturnValue(true);
  expect(await accessToken(open(stored))).toBeNull();
});

test("an issuer that does not answer ends nothing", async () => {
  refreshed.mockRejectedValue(new Error("timeout"));
  stored = soon(1000);
  expect(await accessToken(open(stored))).toBe(stored.accessToken);
  stored = soon(-1);
  await expect(accessToken(open(stored))).rejects.toThrow(IssuerUnavailable);
});

describe("the end of a session", () => {
  test("has its refresh token revoked, and does not wait for that", async () => {
    stored = session();
    deleteSession.mockResolvedValueOnce(stored);
    revoke.mockReturnValueOnce(new Promise(() => undefined));
    await endSession("id");
    expect(deleteSession).toHaveBeenLastCalledWith("id");
    expect(revoke.mock.calls).toEqual([[stored.refreshToken]]);
  });

  test("is one whatever the issuer says", async () => {
    deleteSession.mockResolvedValueOnce(session());
    revoke.mockRejectedValueOnce(new Error("away"));
    await endSession("id");
    await vi.waitFor(() => {
      expect(process.stdout.write).toHaveBeenCalledWith(
        expect.stringContaining("session.revocation_failed"),
      );
    });
  });

  test("asks nothing of the issuer when there is no session or no such token", async () => {
    deleteSession.mockResolvedValueOnce(null);
    await endSession("id");
    deleteSession.mockResolvedValueOnce(session({ refreshToken: null }));
    await endSession("id");
    expect(revoke).not.toHaveBeenCalled();
  });
});
