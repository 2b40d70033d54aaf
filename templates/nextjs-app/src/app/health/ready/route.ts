import { query } from "@/server/database";
import { env } from "@/server/env";
import { log, reason } from "@/server/log";
import { problem } from "@/server/problems";

export const dynamic = "force-dynamic";

/** The settings are there and the database of sessions answers: the app can serve. */
export async function GET(): Promise<Response> {
  try {
    env();
    await query("SELECT 1");
  } catch (error) {
    log.error("health.not_ready", { reason: reason(error) });
    return problem(503, "The app is not ready.", { "Retry-After": "5" });
  }
  return Response.json({ status: "ok" }, { headers: { "Cache-Control": "no-store" } });
}
