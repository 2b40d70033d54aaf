import "server-only";
import { seal, unseal } from "@/server/sealing";

/**
 * The app's cookies. `__Host-` makes browsers insist on Secure, on the whole site and on this host alone; scripts
 * never see them, and other sites' forms are sent without them.
 */
const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: "lax", path: "/" } as const;

export const SESSION_COOKIE = "__Host-session";
export const SIGN_IN_COOKIE = "__Host-sign-in";

/** A sign-in under way is given up after ten minutes. */
export const SIGN_IN_SECONDS = 600;

export interface CookieToSet {
  readonly name: string;
  readonly value: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly sameSite: "lax";
  readonly path: string;
  readonly maxAge: number;
}

/** The session's id, sealed: the only thing about a session that reaches a browser. */
export async function sessionCookie(id: string, seconds: number): Promise<CookieToSet> {
  const value = await seal("session-cookie", { sid: id }, seconds);
  return { ...ATTRIBUTES, name: SESSION_COOKIE, value, maxAge: seconds };
}

/** The session id in a cookie, or null when the cookie is not one of ours. */
export async function sessionIdOf(value: string | undefined): Promise<string | null> {
  const payload = value === undefined ? null : await unseal("session-cookie", value);
  return typeof payload?.sid === "string" ? payload.sid : null;
}

/** What a sign-in has to remember until the issuer sends the person back. */
export interface SignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

export async function signInCookie(signIn: SignIn): Promise<CookieToSet> {
  const value = await seal("sign-in", { ...signIn }, SIGN_IN_SECONDS);
  return { ...ATTRIBUTES, name: SIGN_IN_COOKIE, value, maxAge: SIGN_IN_SECONDS };
}

export async function signInOf(value: string | undefined): Promise<SignIn | null> {
  const payload = value === undefined ? null : await unseal("sign-in", value);
  if (payload === null) return null;
  const { state, nonce, verifier, returnTo } = payload;
  if (
    typeof state !== "string" ||
    typeof nonce !== "string" ||
    typeof verifier !== "string" ||
    typeof returnTo !== "string"
  ) {
    return null;
  }
  return { state, nonce, verifier, returnTo };
}

/** Deletes a cookie in the browser. */
export function removed(name: string): CookieToSet {
  return { ...ATTRIBUTES, name, value: "", maxAge: 0 };
}
