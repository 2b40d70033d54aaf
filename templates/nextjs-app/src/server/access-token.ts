import "server-only";
import { log, reason } from "@/server/log";
import { isRefusal, refreshed, revoke } from "@/server/oidc";
import type { OpenSession } from "@/server/session";
import { changeSession, deleteSession } from "@/server/session-store";
import type { StoredSession } from "@/server/session-store";

/** A token that ends sooner than this is replaced before it is used. */
const MARGIN = 30_000;

/** Requests of one session in this process share one refresh; other replicas wait for the row's lock. */
const underWay = new Map<string, Promise<StoredSession | null>>();

/** The issuer cannot be asked for a new token now; the session itself is still good. */
export class IssuerUnavailable extends Error {
  constructor() {
    super("the issuer does not answer");
    this.name = "IssuerUnavailable";
  }
}

/**
 * An access token that is good for a while, or null when the session has ended.
 * @throws IssuerUnavailable when a new token is needed and the issuer does not answer.
 */
export async function accessToken({ id, stored }: OpenSession): Promise<string | null> {
  if (isFresh(stored)) return stored.accessToken;
  let asked = underWay.get(id);
  if (asked === undefined) {
    asked = changeSession(id, renew).finally(() => underWay.delete(id));
    underWay.set(id, asked);
  }
  return (await asked)?.accessToken ?? null;
}

/**
 * Ends a session for good. The issuer is asked to forget the refresh token as well, but nobody waits for it: with the
 * session this app's only copy of the token is gone.
 */
export async function endSession(id: string): Promise<void> {
  const refreshToken = (await deleteSession(id))?.refreshToken;
  if (!refreshToken) return;
  revoke(refreshToken).catch((error: unknown) => {
    log.warning("session.revocation_failed", { reason: reason(error) });
  });
}

function isFresh({ accessExpires }: StoredSession): boolean {
  return accessExpires - Date.now() > MARGIN;
}

/** Runs under the session's lock: whoever came first has renewed it already, and the next ones use that. */
async function renew(session: StoredSession): Promise<StoredSession | null> {
  if (isFresh(session)) return session;
  if (session.refreshToken === null) return session.accessExpires > Date.now() ? session : null;
  try {
    return await refreshed(session, session.refreshToken);
  } catch (error) {
    if (isRefusal(error)) {
      log.info("session.ended_by_issuer", { subject: session.user.subject });
      return null;
    }
    log.warning("session.refresh_failed", { reason: reason(error) });
    if (session.accessExpires > Date.now()) return session;
    throw new IssuerUnavailable();
  }
}
