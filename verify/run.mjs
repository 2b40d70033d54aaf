/**
 * Runs one TypeScript program of this checkout: `node verify/run.mjs verify/main.ts [ARGS]`.
 * esbuild bundles our own sources; packages stay where npm put them. The exit code is the program's.
 */
import { build } from 'esbuild';
import { mkdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node verify/run.mjs FILE.ts [ARGS]');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..');
const folder = resolve(root, 'node_modules/.cache/specwright');
mkdirSync(folder, { recursive: true });
const outfile = resolve(folder, `${basename(entry, '.ts')}-${process.pid}.mjs`);
await build({
  entryPoints: [resolve(root, entry)],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  // What the build made of the templates.
  alias: { 'specwright-templates': resolve(root, 'dist/templates.cjs') },
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.env.SPECWRIGHT_CHECKOUT = root;
process.argv = [process.argv[0], outfile, ...rest];
await import(pathToFileURL(outfile).href);
