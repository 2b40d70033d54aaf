// Starts the built app: migrates, then serves. Runs beside the standalone server.js in the image, and from the
// repository after `next build`. SIGTERM and SIGINT: requests under way are finished first.
import { cpSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { migrate } from "./migrate.mjs";

const ROOT = join(import.meta.dirname, "..");
const server = [join(ROOT, "server.js"), join(ROOT, ".next", "standalone", "server.js")].find(
  (path) => existsSync(path),
);
if (server === undefined) {
  console.error("start: the app is not built; run `make build` first");
  process.exit(2);
}
// The image has the files that browsers load beside the server; a build in the repository has them one folder up.
for (const folder of [join(".next", "static"), "public"]) {
  const [from, to] = [join(ROOT, folder), join(dirname(server), folder)];
  if (from !== to && existsSync(from)) cpSync(from, to, { recursive: true });
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
