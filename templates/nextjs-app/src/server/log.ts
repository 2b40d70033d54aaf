import "server-only";

type Level = "debug" | "info" | "warning" | "error";
type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

const ORDER: readonly Level[] = ["debug", "info", "warning", "error"];

/** Names of fields that never reach a log, whatever a caller passes. */
const SECRET = /token|secret|password|cookie|authorization|verifier|credential/i;

/**
 * Writes one line of JSON to standard output. Callers pass facts about a request, never its content: no bodies, no
 * query strings, no tokens.
 */
function write(level: Level, event: string, fields: Fields): void {
  const least = (process.env.LOG_LEVEL ?? "INFO").toLowerCase() as Level;
  if (ORDER.indexOf(level) < Math.max(0, ORDER.indexOf(least))) return;
  const kept = Object.entries(fields).filter(
    ([name, value]) => value !== undefined && !SECRET.test(name),
  );
  const line = { timestamp: new Date().toISOString(), level, event, ...Object.fromEntries(kept) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export const log = {
  debug: (event: string, fields: Fields = {}) => write("debug", event, fields),
  info: (event: string, fields: Fields = {}) => write("info", event, fields),
  warning: (event: string, fields: Fields = {}) => write("warning", event, fields),
  error: (event: string, fields: Fields = {}) => write("error", event, fields),
};

/** What went wrong, without anything that a message may quote from a request. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return code ?? error.name;
}
