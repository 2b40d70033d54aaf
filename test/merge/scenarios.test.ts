/**
 * Directories that say what is right: `base/` what we wrote, `user/` what the user made of it, `new/` what we would
 * write now, `expected/` what is to come of it, and in `about.txt` a sentence and the fate of each file.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mergeSnapshots } from '../../src/merge/snapshots.js';
import type { Snapshot } from '../../src/merge/snapshots.js';
import { readFolder } from '../../verify/merge/folders.js';

const ROOT = join(import.meta.dirname, 'scenarios');
const NAMES = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort();

const shown = (tree: Snapshot): Record<string, string> => Object.fromEntries([...tree].sort().map(([path, { bytes, mode }]) => [`${mode} ${path}`, Buffer.from(bytes).toString('latin1')]));

test('there are sixty or more', () => expect(NAMES.length).toBeGreaterThanOrEqual(60));

describe.each(NAMES)('%s', (name) => {
  const [base, user, next, expected] = ['base', 'user', 'new', 'expected'].map((side) => readFolder(join(ROOT, name, side)));
  const [about = '', fates = ''] = readFileSync(join(ROOT, name, 'about.txt'), 'utf8').split('\n\n');
  if (base === undefined || user === undefined || next === undefined || expected === undefined) throw new Error('four sides');

  test(about.trim(), () => {
    const { files, tree, lost } = mergeSnapshots({ base, user, next });
    expect(lost).toEqual([]);
    expect(files.map(({ path, action, note }) => `${action} ${path}${note === null ? '' : ` (${note})`}`)).toEqual(fates.trimEnd().split('\n'));
    expect(shown(tree)).toEqual(shown(expected));
  });

  test('and once more changes nothing', () => {
    const first = mergeSnapshots({ base, user, next });
    const { tree, files } = mergeSnapshots({ base: next, user: first.tree, next, moved: first.moved, deleted: first.deleted });
    expect(shown(tree)).toEqual(shown(first.tree));
    expect(files.filter((file) => ['create', 'update', 'merge', 'delete'].includes(file.action))).toEqual([]);
  });
});
