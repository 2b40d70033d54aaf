import "server-only";
import { env, EnvError } from "@/server/env";
import type { Env } from "@/server/env";
import { log, reason } from "@/server/log";
import { prune } from "@/server/session-store";

const FIVE_MINUTES = 300_000;

/** Checks the settings, without which nothing can be served, and begins to forget ended sessions. */
export function startUp(): void {
  const { environment, publicUrl } = settings();
  log.info("web.started", { environment, public_url: publicUrl });
  setInterval(() => {
    prune().catch((error: unknown) => log.warning("prune.failed", { reason: reason(error) }));
  }, FIVE_MINUTES).unref();
}

/** The settings; ends the process, naming what is wrong, when there are none to go by. */
function settings(): Env {
  try {
    return env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    log.error("web.settings_wrong", { settings: error.names.join(" ") });
    process.exit(1);
  }
}
