import "server-only";
import * as client from "openid-client";
import type { SignIn } from "@/server/cookies";
import { env } from "@/server/env";
import type { StoredSession } from "@/server/session-store";

/** Seconds that the issuer may take for one answer. */
const TIMEOUT = 5;

let discovered:
  { readonly at: number; readonly configuration: Promise<client.Configuration> } | undefined;
const DISCOVERY_LIFETIME = 3_600_000;

/** What the issuer says about itself; asked once an hour, and again after a failure. */
function configuration(): Promise<client.Configuration> {
  if (discovered === undefined || Date.now() - discovered.at > DISCOVERY_LIFETIME) {
    const asked = discover();
    discovered = { at: Date.now(), configuration: asked };
    asked.catch(() => (discovered = undefined));
  }
  return discovered.configuration;
}

async function discover(): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = env().oidc;
  // env() accepts http: for addresses of this machine only.
  const execute = issuer.startsWith("http:") ? [client.allowInsecureRequests] : [];
  const authentication =
    clientSecret === null ? client.None() : client.ClientSecretPost(clientSecret);
  return client.discovery(new URL(issuer), clientId, undefined, authentication, {
    execute,
    timeout: TIMEOUT,
  });
}

function redirectUri(): string {
  return `${env().publicUrl}/auth/callback`;
}

/** Begins the code flow with PKCE: the issuer's address to go to, and what to remember until the answer. */
export async function beginSignIn(
  returnTo: string,
): Promise<{ readonly location: URL; readonly signIn: SignIn }> {
  const issuer = await configuration();
  const signIn = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    returnTo,
  };
  const location = client.buildAuthorizationUrl(issuer, {
    ...env().oidc.parameters,
    response_type: "code",
    redirect_uri: redirectUri(),
    scope: env().oidc.scope,
    state: signIn.state,
    nonce: signIn.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(signIn.verifier),
    code_challenge_method: "S256",
  });
  return { location, signIn };
}

/** Exchanges the issuer's answer for a session. @throws when the answer does not belong to this sign-in. */
export async function completeSignIn(search: string, signIn: SignIn): Promise<StoredSession> {
  const answer = new URL(redirectUri());
  answer.search = search;
  const tokens = await client.authorizationCodeGrant(await configuration(), answer, {
    expectedState: signIn.state,
    expectedNonce: signIn.nonce,
    pkceCodeVerifier: signIn.verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new Error("the issuer sent no identity");
  return {
    user: {
      subject: claims.sub,
      name:
        text(claims.name) ?? text(claims.preferred_username) ?? text(claims.email) ?? claims.sub,
      email: text(claims.email),
    },
    roles: rolesIn(claims) ?? rolesIn(payloadOf(tokens.access_token)) ?? [],
    scopes: scopesOf(tokens) ?? words(env().oidc.scope),
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? null,
    accessExpires: expiry(tokens),
  };
}

/** Whether the issuer has refused a grant for good, as opposed to not having answered. */
export function isRefusal(error: unknown): boolean {
  return error instanceof client.ResponseBodyError && error.status < 500;
}

/** Fresh tokens for a session. @throws when the issuer refuses or does not answer. */
export async function refreshed(
  session: StoredSession,
  refreshToken: string,
): Promise<StoredSession> {
  const tokens = await client.refreshTokenGrant(await configuration(), refreshToken);
  const claims = tokens.claims();
  if (claims !== undefined && claims.sub !== session.user.subject) {
    throw new Error("the issuer sent tokens of somebody else");
  }
  const roles = (claims && rolesIn(claims)) ?? rolesIn(payloadOf(tokens.access_token));
  return {
    ...session,
    roles: roles ?? session.roles,
    scopes: scopesOf(tokens) ?? session.scopes,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? refreshToken,
    accessExpires: expiry(tokens),
  };
}

/** Has the issuer forget a refresh token (RFC 7009), where it offers that. @throws when it refuses or does not answer. */
export async function revoke(refreshToken: string): Promise<void> {
  const issuer = await configuration();
  if (issuer.serverMetadata().revocation_endpoint === undefined) return;
  await client.tokenRevocation(issuer, refreshToken, { token_type_hint: "refresh_token" });
}

/** Where the issuer ends its own session, or null when it has no such place. No token is part of the address. */
export async function endSessionUrl(): Promise<URL | null> {
  const issuer = await configuration();
  if (issuer.serverMetadata().end_session_endpoint === undefined) return null;
  return client.buildEndSessionUrl(issuer, {
    post_logout_redirect_uri: `${env().publicUrl}/auth/signed-out`,
  });
}

function expiry(
  tokens: client.TokenEndpointResponse & client.TokenEndpointResponseHelpers,
): number {
  // An issuer that does not say how long a token lives is asked for the next one soon.
  return Date.now() + (tokens.expiresIn() ?? 300) * 1000;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Roles decide what is shown; what is allowed the services decide, from the token itself. */
function rolesIn(claims: Readonly<Record<string, unknown>>): readonly string[] | null {
  const value = claims[env().oidc.rolesClaim];
  return Array.isArray(value) ? value.filter((role) => typeof role === "string") : null;
}

/** What the issuer says that a token is for; null when it does not say: then it is for what was asked (RFC 6749, 5.1). */
function scopesOf(tokens: client.TokenEndpointResponse): readonly string[] | null {
  const told = tokens.scope ?? payloadOf(tokens.access_token).scope;
  return typeof told === "string" ? words(told) : null;
}

function words(list: string): readonly string[] {
  return list.split(" ").filter((word) => word !== "");
}

/** The claims of a token that came from the issuer over TLS just now; none when it is not a JWT. */
function payloadOf(token: string): Readonly<Record<string, unknown>> {
  try {
    const [, payload = ""] = token.split(".");
    const parsed: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}
