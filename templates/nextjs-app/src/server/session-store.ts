import "server-only";
import { createHash, randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import { query, transaction } from "@/server/database";
import { env } from "@/server/env";
import { seal, unseal } from "@/server/sealing";

/** Who is signed in, and with what. Kept in PostgreSQL, encrypted; a browser only ever holds an id. */
export interface StoredSession {
  readonly user: {
    readonly subject: string;
    readonly name: string;
    readonly email: string | null;
  };
  readonly roles: readonly string[];
  /** What the access token may be used for. */
  readonly scopes: readonly string[];
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since 1970. */
  readonly accessExpires: number;
}

/** An id of 256 random bits; the database knows its digest only, so that a copy of it signs nobody in. */
export function newSessionId(): string {
  return randomBytes(32).toString("base64url");
}

function digest(id: string): Buffer {
  return createHash("sha256").update(id).digest();
}

/** Keeps a new session, for as long as it may live in all. */
export async function createSession(id: string, session: StoredSession): Promise<void> {
  await query(
    `INSERT INTO sessions (id_digest, subject, data, expires_at)
     VALUES ($1, $2, $3, now() + make_interval(hours => $4))`,
    [digest(id), session.user.subject, await encrypted(id, session), env().sessionHours],
  );
}

interface Row {
  readonly data: string;
}

/**
 * The session, or null when it has ended: signed out, too old, or unused for too long. Counts as use; the database
 * writes that down once a minute at most.
 */
export async function findSession(id: string): Promise<StoredSession | null> {
  const rows = await query<Row & { readonly stale: boolean }>(
    `SELECT data, seen_at < now() - interval '1 minute' AS stale FROM sessions
     WHERE id_digest = $1 AND expires_at > now() AND seen_at > now() - make_interval(mins => $2)`,
    [digest(id), env().sessionIdleMinutes],
  );
  const [row] = rows;
  if (row === undefined) return null;
  if (row.stale)
    await query("UPDATE sessions SET seen_at = now() WHERE id_digest = $1", [digest(id)]);
  return decrypted(id, row.data);
}

/** Ends a session for good, in every replica: its cookie is worth nothing from now on. Answers with what it was. */
export async function deleteSession(id: string): Promise<StoredSession | null> {
  const [row] = await query<Row>("DELETE FROM sessions WHERE id_digest = $1 RETURNING data", [
    digest(id),
  ]);
  return row === undefined ? null : decrypted(id, row.data);
}

/**
 * Changes a session while no other request, in this or another replica, can do so. `change` sees what is stored now
 * and answers with what is to be stored: the same value for no change, null to end the session.
 */
export async function changeSession(
  id: string,
  change: (session: StoredSession) => Promise<StoredSession | null>,
): Promise<StoredSession | null> {
  return transaction(async (client) => {
    const before = await locked(client, id);
    if (before === null) return null;
    const after = await change(before);
    if (after === null)
      await client.query("DELETE FROM sessions WHERE id_digest = $1", [digest(id)]);
    else if (after !== before) await store(client, id, after);
    return after;
  });
}

async function locked(client: PoolClient, id: string): Promise<StoredSession | null> {
  const { rows } = await client.query<Row>(
    "SELECT data FROM sessions WHERE id_digest = $1 AND expires_at > now() FOR UPDATE",
    [digest(id)],
  );
  return rows[0] ? decrypted(id, rows[0].data) : null;
}

async function store(client: PoolClient, id: string, session: StoredSession): Promise<void> {
  await client.query("UPDATE sessions SET data = $2 WHERE id_digest = $1", [
    digest(id),
    await encrypted(id, session),
  ]);
}

/** Forgets what has ended. Every replica may do so at any time. */
export async function prune(): Promise<void> {
  await query(
    `DELETE FROM sessions
     WHERE expires_at <= now() OR seen_at <= now() - make_interval(mins => $1)`,
    [env().sessionIdleMinutes],
  );
  await query("DELETE FROM rate_limits WHERE window_ends <= now()");
}

/** Sealed for the row of this id: copied into another row, it is no session. */
async function encrypted(id: string, session: StoredSession): Promise<string> {
  return seal("session-data", { session }, env().sessionHours * 3600, rowOf(id));
}

async function decrypted(id: string, data: string): Promise<StoredSession | null> {
  const payload = await unseal("session-data", data, rowOf(id));
  return payload === null ? null : (payload.session as StoredSession);
}

function rowOf(id: string): string {
  return digest(id).toString("hex");
}
