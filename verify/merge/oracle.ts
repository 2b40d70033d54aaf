/** What `git merge-file` makes of the same three texts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Triple } from './histories.js';

/** Ours beside git's; `git` is null where it has conflicts. */
export interface Comparison {
  readonly kind: 'same' | 'both conflict' | 'only we merge' | 'only git merges' | 'different';
  readonly git: string | null;
}

/** Compares one merge. */
export function compareWithGit({ base, user, next, result, conflict }: Triple): Comparison {
  const folder = mkdtempSync(join(tmpdir(), 'specwright-oracle-'));
  try {
    const files = [user, base, next].map((content, i) => {
      const file = join(folder, String(i));
      writeFileSync(file, content);
      return file;
    });
    const { status, stdout } = spawnSync('git', ['merge-file', '-p', ...files], { encoding: 'utf8' });
    if (status !== 0) return { kind: conflict ? 'both conflict' : 'only we merge', git: null };
    return { kind: conflict ? 'only git merges' : stdout === result ? 'same' : 'different', git: stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
