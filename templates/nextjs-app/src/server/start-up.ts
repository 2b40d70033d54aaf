import "server-only";
import { env, EnvError } from "@/server/env";
import type { Env } from "@/server/env";
import { log, reason } from "@/server/log";
import { prune } from "@/server/session-store";

/** Where a connection without TLS is nobody's business. */
const RELAXED = new Set(["local", "test"]);

/** The values of `sslmode` that never fall back to a connection without TLS. */
const ENCRYPTED = new Set(["require", "verify-ca", "verify-full", "no-verify"]);

const FIVE_MINUTES = 300_000;

/** Checks the settings, without which nothing can be served, and begins to forget ended sessions. */
export function startUp(): void {
  const { environment, publicUrl, databaseUrl } = settings();
  log.info("web.started", { environment, public_url: publicUrl });
  if (!RELAXED.has(environment) && !isEncrypted(databaseUrl)) {
    log.warning("database.unencrypted", { setting: "DATABASE_URL" });
  }
  setInterval(() => {
    prune().catch((error: unknown) => log.warning("prune.failed", { reason: reason(error) }));
  }, FIVE_MINUTES).unref();
}

/** Whether an address insists on TLS; of a parameter that is there twice the driver takes the last. */
function isEncrypted(databaseUrl: string): boolean {
  const { searchParams } = new URL(databaseUrl);
  const mode = searchParams.getAll("sslmode").at(-1);
  if (mode !== undefined) return ENCRYPTED.has(mode);
  return ["true", "1"].includes(searchParams.getAll("ssl").at(-1) ?? "");
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
