// The JavaScript that a first visit to each route loads, compressed, against the budget. Needs a finished build.
// usage: bundle-budget.mjs [BYTES]
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const ROOT = join(import.meta.dirname, "..");
const STATS = join(ROOT, ".next", "diagnostics", "route-bundle-stats.json");
const budget = Number(process.argv[2] ?? 200_000);

if (!existsSync(STATS)) {
  console.error("bundle-budget: there is no build; run `next build` first");
  process.exit(2);
}

const sizes = new Map();
function compressed(path) {
  if (!sizes.has(path)) sizes.set(path, gzipSync(readFileSync(join(ROOT, path))).length);
  return sizes.get(path);
}

const routes = JSON.parse(readFileSync(STATS, "utf8"))
  .map(({ route, firstLoadChunkPaths }) => ({
    route,
    bytes: firstLoadChunkPaths.reduce((sum, path) => sum + compressed(path), 0),
  }))
  .sort((a, b) => b.bytes - a.bytes || (a.route < b.route ? -1 : 1));

if (routes.length === 0) {
  console.error("bundle-budget: the build names no route");
  process.exit(2);
}
for (const { route, bytes } of routes) {
  console.log(`${String(bytes).padStart(8)} B  ${bytes > budget ? "OVER " : ""}${route}`);
}
const over = routes.filter(({ bytes }) => bytes > budget);
console.log(`${routes.length} routes, ${over.length} over the budget of ${budget} B`);
process.exit(over.length === 0 ? 0 : 1);
