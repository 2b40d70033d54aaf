/**
 * `npm run -s scenario -- DIR OUT`: the engine alone on `DIR/base`, `DIR/user` and `DIR/new`. The merged tree goes to
 * OUT, what became of each file to standard output. Exit 0 clean, 1 with conflicts, 2 wrong arguments, 3 a defect.
 */
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { mergeSnapshots } from '../../src/merge/snapshots.js';
import { NameError, readFolder, writeFolder } from './folders.js';

function main([dir, out]: readonly string[]): number {
  if (dir === undefined || out === undefined) {
    console.error('usage: npm run -s scenario -- DIR OUT');
    return 2;
  }
  const sides = ['base', 'user', 'new'];
  if (!sides.some((side) => lstatSync(join(dir, side), { throwIfNoEntry: false })?.isDirectory())) {
    console.error(`${dir} has none of base/, user/ and new/`);
    return 2;
  }
  const [base, user, next] = sides.map((side) => readFolder(join(dir, side)));
  const { files, tree, lost } = mergeSnapshots({ base: base ?? new Map(), user: user ?? new Map(), next: next ?? new Map() });
  if (lost.length > 0) {
    console.error(`Nothing was written, for changes would be lost:\n${lost.map((line) => `  ${line}`).join('\n')}`);
    return 3;
  }
  writeFolder(out, tree);
  console.log(JSON.stringify({ files }, null, 2));
  return files.some((file) => file.action === 'conflict') ? 1 : 0;
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof NameError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
