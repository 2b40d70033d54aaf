/**
 * Builds dist/: the bundle, the packed templates and blueprints, the schemas. `--out DIR` builds elsewhere. Everything
 * is made beside its place and moved there at the end, so a failing build leaves the last one alone.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { filesBelow, pack, readBlueprints, readManifests, sha256, templateFolders } from './assets.mjs';
import { precompile } from './templates.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = process.argv[2] === '--out' ? resolve(process.argv[3]) : join(root, 'dist');
const dist = `${out}.new-${process.pid}`;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Native or WebAssembly, or only for development: they load from node_modules when they are called. */
const EXTERNAL = ['@astral-sh/ruff-wasm-nodejs', 'node-plop', 'plop'];
/** Bundled CommonJS packages ask for `require`. */
const REQUIRE = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

async function bundle() {
  await build({
    entryPoints: { specwright: join(root, 'src/cli/main.ts'), plopfile: join(root, 'src/plopfile.ts'), schemas: join(root, 'src/schemas.ts') },
    outdir: dist, bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20.19',
    minify: true, keepNames: true, legalComments: 'none', logLevel: 'warning',
    chunkNames: 'chunks/[name]-[hash]', external: EXTERNAL,
    // The ES modules of yaml: half the size of its CommonJS, and loaded in half the time.
    alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
    banner: { js: REQUIRE }, define: { SPECWRIGHT_VERSION: JSON.stringify(version) },
  });
  const bin = join(dist, 'specwright.js');
  writeFileSync(bin, `#!/usr/bin/env node\n${readFileSync(bin, 'utf8')}`);
  chmodSync(bin, 0o755);
}

/** One module of compiled templates and one file of copied bytes per generator. */
function packTemplates() {
  const folders = templateFolders(root);
  mkdirSync(join(dist, 'templates'), { recursive: true });
  for (const generator of folders) {
    const folder = join(root, 'templates', generator);
    const templates = [];
    const files = {};
    const blobs = [];
    let offset = 0;
    for (const path of filesBelow(folder)) {
      const bytes = readFileSync(join(folder, path));
      if (path.endsWith('.hbs')) templates.push(`${JSON.stringify(path)}: ${precompile(bytes.toString('utf8'), `templates/${generator}/${path}`)}`);
      else {
        const packed = pack(bytes);
        files[path] = [offset, bytes.length, packed.length, sha256(bytes)];
        offset += bytes.length + packed.length;
        blobs.push(bytes, packed);
      }
    }
    writeFileSync(join(dist, 'templates', `${generator}.js`), `export const templates = {${templates.join(',\n')}};\nexport const files = ${JSON.stringify(files)};\n`);
    writeFileSync(join(dist, 'templates', `${generator}.bin`), Buffer.concat(blobs));
  }
  writeFileSync(join(dist, 'templates/index.json'), JSON.stringify(folders));
}

async function writeSchemas() {
  const { modelSchema, specSchema } = await import(pathToFileURL(join(dist, 'schemas.js')).href);
  writeFileSync(join(dist, 'spec.schema.json'), `${JSON.stringify(specSchema(), null, 2)}\n`);
  writeFileSync(join(dist, 'model.schema.json'), `${JSON.stringify(modelSchema(), null, 2)}\n`);
}

/** The first page of the help, so that `--help` need not load what reads arguments. */
function writeHelp() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(dist, 'specwright.js'), '--help'], { encoding: 'utf8' });
  if (status !== 0 || stdout === '') throw new Error(`--help failed: ${stderr}`);
  writeFileSync(join(dist, 'help.txt'), stdout);
}

/** Two builds of the same sources have the same id. */
function writeBuildId() {
  const all = filesBelow(dist).filter((path) => path !== 'build-id').map((path) => `${path} ${sha256(readFileSync(join(dist, path)))}\n`);
  writeFileSync(join(dist, 'build-id'), `${sha256(all.join(''))}\n`);
}

/** Two renames: the moment without a build is as short as it can be. */
function moveIntoPlace() {
  const old = `${out}.old-${process.pid}`;
  if (existsSync(out)) renameSync(out, old);
  renameSync(dist, out);
  rmSync(old, { recursive: true, force: true });
}

try {
  mkdirSync(dist, { recursive: true });
  packTemplates();
  writeFileSync(join(dist, 'blueprints.json'), JSON.stringify(readBlueprints(root)));
  writeFileSync(join(dist, 'manifests.json'), JSON.stringify(readManifests(root)));
  await bundle();
  await writeSchemas();
  writeHelp();
  writeBuildId();
  moveIntoPlace();
} finally {
  rmSync(dist, { recursive: true, force: true });
}
