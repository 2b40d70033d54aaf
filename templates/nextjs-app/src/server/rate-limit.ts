import "server-only";
import { createHash } from "node:crypto";
import { query } from "@/server/database";
import { env } from "@/server/env";
import { problem } from "@/server/problems";

/** Seconds of a window. */
const WINDOW = 60;

export interface Verdict {
  readonly limit: number;
  readonly remaining: number;
  readonly seconds: number;
  readonly refused: boolean;
}

/** Counts one request against `bucket`. The count lives in PostgreSQL, so that all replicas share it. */
export async function hit(bucket: string, limit: number): Promise<Verdict> {
  const [row] = await query<{ readonly hits: number; readonly seconds: number }>(
    `INSERT INTO rate_limits AS known (bucket, hits, window_ends)
     VALUES ($1, 1, now() + make_interval(secs => $2))
     ON CONFLICT (bucket) DO UPDATE SET
       hits = CASE WHEN known.window_ends <= now() THEN 1 ELSE known.hits + 1 END,
       window_ends = CASE WHEN known.window_ends <= now() THEN excluded.window_ends ELSE known.window_ends END
     RETURNING hits, ceil(extract(epoch FROM window_ends - now()))::int AS seconds`,
    [createHash("sha256").update(bucket).digest(), WINDOW],
  );
  const hits = row?.hits ?? limit + 1;
  const seconds = Math.max(1, row?.seconds ?? WINDOW);
  return { limit, remaining: Math.max(0, limit - hits), seconds, refused: hits > limit };
}

/** Tells a caller how much is left. */
export function limitHeaders({ limit, remaining, seconds }: Verdict): Record<string, string> {
  return {
    "RateLimit-Policy": `"minute";q=${limit};w=${WINDOW}`,
    RateLimit: `"minute";r=${remaining};t=${seconds}`,
  };
}

/** 429 when the bucket is used up, otherwise null. */
export async function tooMany(bucket: string, limit: number): Promise<Response | null> {
  const verdict = await hit(bucket, limit);
  if (!verdict.refused) return null;
  return problem(429, `Try again in ${verdict.seconds} seconds.`, {
    ...limitHeaders(verdict),
    "Retry-After": String(verdict.seconds),
  });
}

/**
 * The address that a request comes from, as the outermost proxy of ours saw it. What stands further left in
 * X-Forwarded-For is the caller's own claim. Without a proxy of ours nothing in it can be believed, and all share one
 * bucket.
 */
export function clientAddress(headers: Headers): string {
  const proxies = env().trustedProxies;
  if (proxies === 0) return "direct";
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  return hops.at(-proxies) || "unknown";
}
