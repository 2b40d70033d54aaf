// Puts what browsers download beside the standalone server, which serves it from there. Runs after `next build`.
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const STANDALONE = join(ROOT, ".next", "standalone");

for (const folder of [join(".next", "static"), "public"]) {
  rmSync(join(STANDALONE, folder), { recursive: true, force: true });
  if (existsSync(join(ROOT, folder))) {
    cpSync(join(ROOT, folder), join(STANDALONE, folder), { recursive: true });
  }
}
