/**
 * `npm run verify:planted -- [--histories N]`: bugs that engines of this kind have, planted one at a time; each is to be
 * found by random histories. A bug whose place in the source is gone is an error: it would prove nothing.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { firstFailure } from './search.js';

interface Bug {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const BUGS: readonly Bug[] = [
  { name: 'a deleted file comes back', file: 'src/merge/merge.ts', from: "if (user.kind === 'missing') return { change: stay('keep', user, next, moved", to: "if (user.kind === 'missing' && moved) return { change: put('create', user, next), line: renewed };\n  if (user.kind === 'missing') return { change: stay('keep', user, next, moved" },
  { name: 'an edited file is overwritten', file: 'src/merge/merge.ts', from: "if (deep !== null) return both(base, user, next, path, deep);\n    return { change: stay('conflict'", to: "if (deep !== null) return { change: at(path, put('update', user, next)), line: renewed };\n    return { change: stay('conflict'" },
  { name: 'an edited file goes with its generator', file: 'src/merge/merge.ts', from: "if (user.kind === 'file' && same(user, base) && path === base.path) {", to: "if (user.kind === 'file' && path === base.path) {" },
  { name: 'the mode of the user is forgotten', file: 'src/merge/merge.ts', from: "const mode: Mode = user.mode === base.mode ? next.mode : user.mode;\n  const mine", to: 'const mode: Mode = next.mode;\n  const mine' },
  { name: 'a clash is written as if it were none', file: 'src/merge/merge.ts', from: "if (merged.kind === 'clash') {", to: "if (merged.kind === 'clash' && path === '') {" },
  { name: 'the last change of a text is dropped', file: 'src/merge/text/regions.ts', from: 'for (const group of groupsOf(all)) {', to: 'for (const group of groupsOf(all).slice(0, 3)) {' },
  { name: 'a value that both changed is the blueprint\'s', file: 'src/merge/data/values.ts', from: 'if (text === null) clashes.paths.push(path);\n  return text ?? user;', to: 'return text ?? next;' },
  { name: 'a key that the user added is dropped', file: 'src/merge/data/values.ts', from: 'for (const key of new Set([...user.keys(), ...next.keys()])) {', to: 'for (const key of new Set([...next.keys()])) {' },
  { name: 'comments are not looked after', file: 'src/merge/data/merge.ts', from: 'says(format, bytes, value, equal) && hasAll(format, bytes, wanted)', to: 'says(format, bytes, value, equal)' },
  { name: 'a moved file is made anew at its old place', file: 'src/merge/merge.ts', from: 'return deep?.moved.get(base.path) ??', to: 'return' },
  { name: 'an edit moves into a file that looks alike', file: 'src/merge/renames.ts', from: 'const NEITHER = 0.75;', to: 'const NEITHER = 0.01;' },
  { name: 'a file in the way is written over', file: 'src/merge/merge.ts', from: "if (deep !== null && user.kind === 'file') return both(undefined, user, next, path, deep);", to: "if (deep !== null && user.kind === 'file') return { change: at(path, put('update', user, next)), line: lineOf(next) };" },
  { name: 'names that differ in case are two', file: 'src/merge/clashes.ts', from: "return path.normalize('NFC').toLowerCase();", to: 'return path;' },
  { name: 'line ends become those of the blueprint', file: 'src/merge/text/decode.ts', from: "return line + (end === null || end === '' ? style.eol : end);", to: "return line + '\\n';" },
];

async function planted(root: string, bug: Bug, place: string): Promise<typeof firstFailure> {
  await build({
    entryPoints: [join(root, 'verify/merge/search.ts')], outfile: place, bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external', logLevel: 'warning',
    plugins: [{
      name: 'plant',
      setup({ onLoad }) {
        onLoad({ filter: /\.ts$/ }, ({ path }) => (path === join(root, bug.file) ? { contents: readFileSync(path, 'utf8').replace(bug.from, () => bug.to), loader: 'ts' } : null));
      },
    }],
  });
  return ((await import(pathToFileURL(place).href)) as { firstFailure: typeof firstFailure }).firstFailure;
}

const { values } = parseArgs({ options: { histories: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, only: { type: 'string', default: '' } } });
const root = process.env['SPECWRIGHT_CHECKOUT'] ?? process.cwd();
const folder = join(root, 'node_modules/.cache/specwright');
mkdirSync(folder, { recursive: true });
const gone = BUGS.filter((bug) => !readFileSync(join(root, bug.file), 'utf8').includes(bug.from));
for (const bug of gone) console.error(`no place for: ${bug.name}`);
let found = 0;
const chosen = BUGS.filter((bug) => bug.name.includes(values.only));
for (const [i, bug] of chosen.entries()) {
  const search = await planted(root, bug, join(folder, `planted-${process.pid}-${i}.mjs`));
  const failure = search(Number(values.histories), Number(values.seed));
  if (failure !== null) found += 1;
  console.log(`${failure === null ? 'MISSED' : 'found '} ${bug.name}${failure === null ? '' : `: after ${failure.after} (${failure.why})`}`);
}
console.log(`${found} of ${chosen.length} planted bugs found`);
process.exitCode = gone.length === 0 && chosen.length > 0 && found === chosen.length ? 0 : 1;
