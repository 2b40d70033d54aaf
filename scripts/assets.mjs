/** Reads templates/ and blueprints/ for the build, and for tests that run from source. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { parse } from 'yaml';

/** What tools leave behind in template folders while these are worked on. */
const LITTER = /(^|\/)(__pycache__|\.venv|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.hypothesis|node_modules|\.coverage|htmlcov|\.DS_Store|[^/]*\.egg-info)(\/|$)|\.pyc$/;

export function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As src/write/base.ts does, and explains; a test holds the two together. */
export function pack(bytes) {
  if (bytes.length > 0 && bytes.length <= 4096) {
    const head = ((bytes.length - 1) << 4) | (1 << 20);
    return Buffer.concat([Buffer.from([head & 0xff, (head >> 8) & 0xff, head >> 16]), bytes, Buffer.from([3])]);
  }
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 0, [constants.BROTLI_PARAM_LGWIN]: 16 } });
}

/** Relative paths of the files below a folder, sorted. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !LITTER.test(path))
    .sort();
}

/** Generators that have a template folder, sorted. */
export function templateFolders(root) {
  return readdirSync(join(root, 'templates'), { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name).sort();
}

/** Every blueprint as one value. */
export function readBlueprints(root) {
  const home = join(root, 'blueprints');
  return readdirSync(home, { withFileTypes: true }).filter((e) => e.isDirectory()).map((entry) => {
    const folder = join(home, entry.name);
    const { example, ...manifest } = parse(readFileSync(join(folder, 'blueprint.yaml'), 'utf8'));
    const all = filesBelow(folder).map((path) => `${path} ${sha256(readFileSync(join(folder, path)))}\n`).join('');
    return {
      ...manifest,
      example: readFileSync(join(folder, example), 'utf8'),
      changelog: readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'),
      digest: sha256(all),
    };
  }).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The manifests of generators that are nothing but data, by name. */
export function readManifests(root) {
  const home = join(root, 'generators');
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, 'generator.yaml')))
    .map((entry) => {
      const manifest = parse(readFileSync(join(home, entry.name, 'generator.yaml'), 'utf8'));
      if (manifest.name !== entry.name) throw new Error(`generators/${entry.name}/generator.yaml names itself ${manifest.name}`);
      return manifest;
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
