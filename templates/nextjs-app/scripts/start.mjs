// Starts the built app: migrates, then serves. Runs beside the standalone server.js in the image, and from the
// repository after `next build`. SIGTERM and SIGINT: requests under way are finished first.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "./migrate.mjs";

const ROOT = join(import.meta.dirname, "..");
const server = [join(ROOT, "server.js"), join(ROOT, ".next", "standalone", "server.js")].find(
  (path) => existsSync(path),
);
if (server === undefined) {
  console.error("start: the app is not built; run `make build` first");
  process.exit(2);
}
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
process.env.HOSTNAME = process.env.HOST || "127.0.0.1";
await migrate(url);
await import(server);
