/**
 * Builds dist/: the bundle, the packed templates and blueprints, the schemas. `--out DIR` builds elsewhere. Everything
 * is made beside its place and moved there at the end, so a failing build leaves the last one alone.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { filesBelow, pack, readBlueprints, readManifests, sha256, templateFolders } from './assets.mjs';
import { precompile } from './templates.mjs';

const require = createRequire(import.meta.url);
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const out = process.argv[2] === '--out' ? resolve(process.argv[3]) : join(root, 'dist');
const dist = `${out}.new-${process.pid}`;
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Native or WebAssembly, or only for development: they load from node_modules when they are called. */
const EXTERNAL = ['@astral-sh/ruff-wasm-nodejs', 'node-plop', 'plop'];
/** Bundled CommonJS packages ask for `require`. */
const REQUIRE = "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const COMMON = {
  outdir: dist, bundle: true, platform: 'node', target: 'node20.19', minify: true, legalComments: 'none', logLevel: 'warning',
  // The ES modules of yaml: half the size of its CommonJS, and loaded in half the time.
  // That of jsonc-parser too: its other form asks for its parts in a way that no bundler follows.
  alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js'), 'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'), 'specwright-templates': join(dist, 'templates.cjs') },
  external: EXTERNAL,
};

/** Commander loads it at once, for subcommands that are programs of their own: there are none, and it takes its time. */
const noPrograms = {
  name: 'no-programs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) => (importer.includes('commander') ? { path: 'none', namespace: 'no-programs' } : null));
    onLoad({ filter: /.*/, namespace: 'no-programs' }, () => ({ contents: '' }));
  },
};

/** What only given documents, the wizard and edited repositories need lies beside the bundle: V8 reads every character of what it loads. */
const SELDOM = { redocly: '@redocly/openapi-core', 'swagger-parser': '@apidevtools/swagger-parser', inquirer: 'inquirer', edited: join(root, 'src/pipeline/edited.ts') };
const seldom = {
  name: 'seldom',
  setup({ onResolve }) {
    const names = new Map(Object.entries(SELDOM).map(([file, name]) => [name, `./seldom/${file}.cjs`]));
    onResolve({ filter: /^\.\/edited\.js$/ }, () => ({ path: './seldom/edited.cjs', external: true }));
    onResolve({ filter: /^[@\w]/ }, ({ path, kind }) => (names.has(path) && kind !== 'entry-point' ? { path: names.get(path), external: true } : null));
  },
};

/** The executable, which is next to nothing; the rest as one CommonJS file whose compiled code can be kept; plop's door. */
async function bundle() {
  const source = (name) => join(root, 'src', name);
  const define = { SPECWRIGHT_VERSION: JSON.stringify(version) };
  // CommonJS for what starts: loading an ES module costs as much as half of `--help`. Sources are ES modules throughout.
  // A script has no loader of its own for `import()`.
  const cjs = { ...COMMON, format: 'cjs', supported: { 'dynamic-import': false }, banner: { js: "const __url = require('node:url').pathToFileURL(__filename).href;" }, define: { ...define, 'import.meta.url': '__url' } };
  writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
  await Promise.all([
    build({ ...cjs, entryPoints: { specwright: source('cli/main.ts'), 'code-cache': source('cli/code-cache.ts') } }),
    build({ ...cjs, plugins: [noPrograms, seldom], entryPoints: { app: source('cli/app.ts') }, outExtension: { '.js': '.cjs' } }),
    build({ ...cjs, entryPoints: SELDOM, outdir: join(dist, 'seldom'), outExtension: { '.js': '.cjs' } }),
    build({
      ...COMMON, entryPoints: { plopfile: source('plopfile.ts'), schemas: source('schemas.ts') }, format: 'esm', splitting: true,
      outExtension: { '.js': '.mjs' }, chunkNames: 'chunks/[name]-[hash]', banner: { js: REQUIRE }, define,
    }),
  ]);
  const bin = join(dist, 'specwright.js');
  writeFileSync(bin, `#!/usr/bin/env node\n${readFileSync(bin, 'utf8')}`);
  chmodSync(bin, 0o755);
}

/**
 * Makes two repositories in this process and keeps what V8 compiled for them: the example, and one with every type and
 * relation. A function that neither reaches is compiled when it is first called, in the middle of somebody's run.
 */
async function keepCompiledCode() {
  const { loadBundle } = require(join(dist, 'code-cache.js'));
  const path = join(dist, 'app.cjs');
  // It is read as Latin-1, and esbuild leaves the characters of regular expressions as they are.
  const escape = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(path, readFileSync(path, 'utf8').replace(/[^\0-\x7f]/g, escape));
  const { exports: app, script } = loadBundle(path);
  const home = pathToFileURL(`${dist}/`);
  const folder = mkdtempSync(join(tmpdir(), 'specwright-build-'));
  try {
    const host = {
      system: app.realSystem, cwd: folder, env: {}, version, interactive: false, colour: false, progress: false,
      build: () => null, tool: () => Promise.resolve({ ...app.packedTool(home, version), build: null }),
      out: () => undefined, err: () => undefined,
    };
    const rich = join(root, 'test/specs/six.yaml');
    const runs = [['new', 'made', '--yes', '--no-git'], ['new', 'rich', '--spec', rich, '--yes', '--no-git'], ['generate', 'made']];
    for (const argv of runs) if ((await app.main(argv, host)) !== 0) throw new Error(`specwright ${argv.join(' ')} failed`);
    writeFileSync(`${path}.cache`, script.createCachedData());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One module of all compiled templates, which the bundles take in; one file of copied bytes per generator. */
function packTemplates() {
  const folders = templateFolders(root);
  const packs = [];
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
    packs.push(`${JSON.stringify(generator)}: { templates: {${templates.join(',\n')}}, files: ${JSON.stringify(files)} }`);
    writeFileSync(join(dist, 'templates', `${generator}.bin`), Buffer.concat(blobs));
  }
  writeFileSync(join(dist, 'templates.cjs'), `module.exports = {${packs.join(',\n')}};\n`);
}

async function writeSchemas() {
  const { modelSchema, specSchema } = await import(pathToFileURL(join(dist, 'schemas.mjs')).href);
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
  const all = filesBelow(dist).filter((path) => path !== 'build-id' && !path.endsWith('.cache')).map((path) => `${path} ${sha256(readFileSync(join(dist, path)))}\n`);
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
  await keepCompiledCode();
  moveIntoPlace();
} finally {
  rmSync(dist, { recursive: true, force: true });
}
