import "server-only";
import { env } from "@/server/env";
import { log, reason } from "@/server/log";
import { prune } from "@/server/session-store";

const FIVE_MINUTES = 300_000;

/** Checks the settings and begins to forget ended sessions. @throws EnvError naming every wrong setting. */
export function startUp(): void {
  const { environment, publicUrl } = env();
  log.info("web.started", { environment, public_url: publicUrl });
  setInterval(() => {
    prune().catch((error: unknown) => log.warning("prune.failed", { reason: reason(error) }));
  }, FIVE_MINUTES).unref();
}
