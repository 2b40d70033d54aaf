// Starts the built app: migrates, then serves. Runs beside the standalone server.js in the image, and from the
// repository after `next build`. SIGTERM and SIGINT: requests under way are finished first.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, stripVTControlCharacters } from "node:util";
import { migrate } from "./migrate.mjs";

const ROOT = join(import.meta.dirname, "..");
const server = [join(ROOT, "server.js"), join(ROOT, ".next", "standalone", "server.js")].find(
  (path) => existsSync(path),
);
if (server === undefined) {
  console.error("start: the app is not built; run `make build` first");
  process.exit(2);
}
// What browsers download lies beside the server, unless `next build` was run by itself.
if (!existsSync(join(dirname(server), ".next", "static"))) await import("./assemble.mjs");
const url = process.env.DATABASE_URL_DIRECT || process.env.DATABASE_URL;
if (!url) {
  console.error("start: DATABASE_URL is missing");
  process.exit(2);
}
// Being asked to stop is no failure: what Next.js reports as 128 + 15 ends with 0.
let asked = false;
process.once("SIGTERM", () => (asked = true));
process.on("exit", (code) => {
  if (asked && code === 143) process.exitCode = 0;
});
// What Next.js and libraries print becomes one line of JSON like everything else.
const LEVELS = { debug: "debug", log: "info", info: "info", warn: "warning", error: "error" };
for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...words) => {
    const event = stripVTControlCharacters(format(...words)).trim();
    if (event === "") return;
    const line = { timestamp: new Date().toISOString(), level, logger: "next", event };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}
process.env.HOSTNAME = process.env.HOST || "127.0.0.1";
await migrate(url);
await import(server);
