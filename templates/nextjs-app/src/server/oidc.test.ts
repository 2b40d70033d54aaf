import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { PUBLIC_URL, session, stubSettings } from "@/server/testing";

const ISSUER = "https://issuer.example";
const { publicKey, privateKey } = await generateKeyPair("RS256");
const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" };

const metadata: Record<string, unknown> = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: `${ISSUER}/token`,
  end_session_endpoint: `${ISSUER}/logout`,
  jwks_uri: `${ISSUER}/jwks`,
  id_token_signing_alg_values_supported: ["RS256"],
};
const answers = vi.fn<(form: URLSearchParams) => Promise<Response>>();
const asked: string[] = [];

async function issuer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  asked.push(url.pathname);
  if (url.pathname === "/.well-known/openid-configuration") return Response.json(metadata);
  if (url.pathname === "/jwks") return Response.json({ keys: [jwk] });
  return answers(new URLSearchParams(init?.body as string));
}

const sign = (claims: Record<string, unknown>, changes: { subject?: string } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: "one" })
    .setIssuer(ISSUER)
    .setAudience("web")
    .setSubject(changes.subject ?? "sub-1")
    .setIssuedAt()
    .setExpirationTime("5 minutes")
    .sign(privateKey);

async function tokens(claims: Record<string, unknown>, access = "opaque"): Promise<Response> {
  return Response.json({
    access_token: access,
    token_type: "Bearer",
    expires_in: 60,
    refresh_token: "refresh-2",
    id_token: await sign(claims),
  });
}

let oidc: typeof import("@/server/oidc");
beforeEach(async () => {
  stubSettings({ OIDC_AUTHORIZE_PARAMETERS: "audience=shop" });
  asked.length = 0;
  answers.mockReset();
  vi.stubGlobal("fetch", vi.fn(issuer));
  oidc = await import("@/server/oidc");
});

/** Begins to sign in and comes back with a code. */
async function complete(claims: (nonce: string) => Record<string, unknown>, access?: string) {
  const { signIn } = await oidc.beginSignIn("/x");
  answers.mockImplementation(async () => tokens(claims(signIn.nonce), access));
  return oidc.completeSignIn(`?code=c&state=${signIn.state}`, signIn);
}

test("signing in begins with state, nonce and PKCE", async () => {
  const { location, signIn } = await oidc.beginSignIn("/x");
  expect(location.origin + location.pathname).toBe(`${ISSUER}/authorize`);
  const query = Object.fromEntries(location.searchParams);
  expect(query).toMatchObject({
    response_type: "code",
    client_id: "web",
    redirect_uri: `${PUBLIC_URL}/auth/callback`,
    code_challenge_method: "S256",
    audience: "shop",
    state: signIn.state,
    nonce: signIn.nonce,
  });
  expect(query.code_challenge).not.toBe(signIn.verifier);
  expect(signIn.returnTo).toBe("/x");
  const again = await oidc.beginSignIn("/x");
  for (const key of ["state", "nonce", "verifier"] as const) {
    expect(again.signIn[key]).not.toBe(signIn[key]);
  }
  expect(asked.filter((path) => path.startsWith("/.well-known"))).toHaveLength(1);
});

describe("a code becomes a session", () => {
  test("with name, address and roles of the identity", async () => {
    const profile = { name: "N", email: "n@b.test", roles: ["viewer", 7, "editor"] };
    const session = await complete((nonce) => ({ nonce, ...profile }));
    expect(session).toMatchObject({
      user: { subject: "sub-1", name: "N", email: "n@b.test" },
      roles: ["viewer", "editor"],
      accessToken: "opaque",
      refreshToken: "refresh-2",
    });
    expect(session.accessExpires).toBeGreaterThan(Date.now() + 50_000);
    expect(answers.mock.lastCall?.[0].get("code_verifier")).toHaveLength(43);
  });

  test("with the roles of the access token where the identity names none", async () => {
    const access = await sign({ roles: ["admin"] });
    const named = await complete((nonce) => ({ nonce, preferred_username: "p" }), access);
    expect(named).toMatchObject({ user: { name: "p", email: null }, roles: ["admin"] });
    const bare = await complete((nonce) => ({ nonce }));
    expect(bare).toMatchObject({ user: { name: "sub-1" }, roles: [] });
  });

  test("with the scopes of the token, or those that were asked for", async () => {
    const access = await sign({ scope: "openid read" });
    expect((await complete((nonce) => ({ nonce }), access)).scopes).toEqual(["openid", "read"]);
    const untold = await complete((nonce) => ({ nonce }));
    expect(untold.scopes.slice(0, 4)).toEqual(["openid", "profile", "email", "offline_access"]);
    const before = session({ user: { subject: "sub-1", name: "N", email: null } });
    answers.mockResolvedValue(
      Response.json({ access_token: "a", token_type: "Bearer", scope: "read  write" }),
    );
    expect((await oidc.refreshed(before, "r")).scopes).toEqual(["read", "write"]);
  });

  test("not when nonce or state are another sign-in's", async () => {
    await expect(complete(() => ({ nonce: "other" }))).rejects.toThrow();
    const { signIn } = await oidc.beginSignIn("/");
    await expect(oidc.completeSignIn("?code=c&state=other", signIn)).rejects.toThrow();
    await expect(oidc.completeSignIn("?error=access_denied", signIn)).rejects.toThrow();
  });

  test("not without an identity", async () => {
    const { signIn } = await oidc.beginSignIn("/");
    answers.mockResolvedValue(Response.json({ access_token: "a", token_type: "Bearer" }));
    await expect(oidc.completeSignIn(`?code=c&state=${signIn.state}`, signIn)).rejects.toThrow();
  });
});

describe("a refresh", () => {
  test("brings new tokens, and new roles where there are some", async () => {
    const before = session({ user: { subject: "sub-1", name: "N", email: null } });
    answers.mockImplementation(async () => tokens({ roles: ["editor"] }));
    expect(await oidc.refreshed(before, "refresh-1")).toMatchObject({
      user: before.user,
      roles: ["editor"],
      accessToken: "opaque",
      refreshToken: "refresh-2",
    });
    expect(answers.mock.lastCall?.[0].get("refresh_token")).toBe("refresh-1");
    answers.mockResolvedValue(Response.json({ access_token: "a", token_type: "Bearer" }));
    expect(await oidc.refreshed(before, "refresh-1")).toMatchObject({
      roles: before.roles,
      refreshToken: "refresh-1",
    });
  });

  test("with tokens of somebody else is none", async () => {
    answers.mockImplementation(async () => tokens({}));
    await expect(oidc.refreshed(session(), "r")).rejects.toThrow("somebody else");
  });

  test("that is refused is told from one that is not answered", async () => {
    const failure = async (status: number) => {
      answers.mockResolvedValue(Response.json({ error: "invalid_grant" }, { status }));
      return oidc.refreshed(session(), "r").catch((error: unknown) => error);
    };
    expect(oidc.isRefusal(await failure(400))).toBe(true);
    expect(oidc.isRefusal(await failure(503))).toBe(false);
    expect(oidc.isRefusal(new Error("timeout"))).toBe(false);
  });
});

describe("a refresh token is revoked", () => {
  const offering = (more: Record<string, string>) =>
    vi.stubGlobal(
      "fetch",
      vi.fn(async (input: string | URL | Request, init?: RequestInit) =>
        String(input).endsWith("/.well-known/openid-configuration")
          ? Response.json({ ...metadata, ...more })
          : issuer(input, init),
      ),
    );

  test("where the issuer offers it, by name and kind", async () => {
    offering({ revocation_endpoint: `${ISSUER}/revoke` });
    answers.mockResolvedValue(new Response(""));
    await oidc.revoke("refresh-1");
    expect(asked).toEqual(["/revoke"]);
    expect(Object.fromEntries(answers.mock.lastCall?.[0] ?? [])).toEqual({
      client_id: "web",
      token: "refresh-1",
      token_type_hint: "refresh_token",
    });
  });

  test("and a refusal is told", async () => {
    offering({ revocation_endpoint: `${ISSUER}/revoke` });
    answers.mockResolvedValue(Response.json({ error: "invalid_client" }, { status: 401 }));
    await expect(oidc.revoke("refresh-1")).rejects.toThrow();
  });

  test("nowhere else", async () => {
    await oidc.revoke("refresh-1");
    expect(answers).not.toHaveBeenCalled();
  });
});

test("signing out at the issuer sends no token along", async () => {
  const url = await oidc.endSessionUrl();
  expect(Object.fromEntries(url?.searchParams ?? [])).toEqual({
    client_id: "web",
    post_logout_redirect_uri: `${PUBLIC_URL}/auth/signed-out`,
  });
});

test("an issuer that ends no sessions has no such address", async () => {
  const { end_session_endpoint: kept, ...rest } = metadata;
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Response.json(rest)),
  );
  expect(kept).toBeDefined();
  expect(await oidc.endSessionUrl()).toBeNull();
});

test("an issuer that was away is asked again", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response("", { status: 503 })),
  );
  await expect(oidc.beginSignIn("/")).rejects.toThrow();
  vi.stubGlobal("fetch", vi.fn(issuer));
  expect((await oidc.beginSignIn("/")).location.origin).toBe(ISSUER);
});
