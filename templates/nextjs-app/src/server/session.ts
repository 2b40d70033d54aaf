import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { grantsOf } from "@/lib/access";
import { SESSION_COOKIE, sessionIdOf } from "@/server/cookies";
import { safeReturnTo } from "@/server/return-to";
import { findSession } from "@/server/session-store";
import type { StoredSession } from "@/server/session-store";

/** What pages may know about who is signed in. Tokens are not part of it. */
export interface Session {
  readonly user: {
    readonly subject: string;
    readonly name: string;
    readonly email: string | null;
  };
  /** Roles, and scopes as `scope:read`: what operations ask for, see `may`. */
  readonly roles: readonly string[];
}

/** A session with its id and tokens: for the server's own modules, never for a page. */
export interface OpenSession {
  readonly id: string;
  readonly stored: StoredSession;
}

/** The session that this request's cookie names; looked up once a request. */
export const openSession = cache(async (): Promise<OpenSession | null> => {
  const id = await sessionIdOf((await cookies()).get(SESSION_COOKIE)?.value);
  const stored = id === null ? null : await findSession(id);
  return id === null || stored === null ? null : { id, stored };
});

/** Who is signed in, or null. */
export async function getSession(): Promise<Session | null> {
  const open = await openSession();
  if (open === null) return null;
  const { user, roles, scopes } = open.stored;
  return { user, roles: grantsOf(roles, scopes) };
}

/** Who is signed in; anybody else is sent to sign in first, and then back to `returnTo`. */
export async function requireSession(returnTo: string): Promise<Session> {
  const session = await getSession();
  if (session !== null) return session;
  redirect(`/auth/sign-in?returnTo=${encodeURIComponent(safeReturnTo(returnTo))}`);
}
