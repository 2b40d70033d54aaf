/** Runs that did not come to their end, and files that changed under the hands of one. */
import type { Change } from '../merge/model.js';
import { comparePaths } from '../plan/paths.js';
import { problem } from '../problems.js';
import type { Problem } from '../problems.js';
import { digest } from '../render/digest.js';
import { refuseWhenBusy } from '../write/claims.js';
import type { Coming, ComingFile, Disk } from '../write/disk.js';
import { outstanding, recover } from '../write/journal.js';
import { ENGINE_FOLDER } from '../write/layout.js';
import type { System } from '../write/system.js';

/** What a run meets in a folder where another was killed. */
export interface Met {
  /** What to say about it; empty when there was none. */
  readonly words: readonly Problem[];
  /** What that run has left to be done: everything that comes next is decided as if it was there. */
  readonly coming: Coming;
}

export const NOTHING_MET: Met = { words: [], coming: new Map() };

/** Finishes what a killed run left behind. */
export function mend(root: string, system: System): Met {
  const applied = recover(system, root);
  if (applied === null) return NOTHING_MET;
  const finished = problem('generate/finished', 'The last run was interrupted; it is finished now', null, null, 'warning');
  return { ...NOTHING_MET, words: [finished, ...skippedWarnings(applied.skipped)] };
}

/** The same for those who write nothing: what is left to be done, as if it was. @throws EnvironmentError when a run is at work. */
export function foresee(root: string, system: System): Met {
  refuseWhenBusy(system, root);
  const rest = outstanding(system, root);
  if (rest === null) return NOTHING_MET;
  const message = 'The last run was interrupted, and the next that writes finishes it first; this is what both come to';
  const unfinished = problem('generate/unfinished', message, null, 'Run: specwright generate', 'warning');
  return { coming: rest.coming, words: [unfinished, ...skippedWarnings(rest.skipped)] };
}

/** One warning for each file that was left alone. */
export function skippedWarnings(paths: readonly string[]): Problem[] {
  return paths.map((path) => problem('generate/skipped', `${path} changed while it was to be written; your version stays`, null, 'Run: specwright generate', 'warning'));
}

/** Changes that were decided as if what is coming was there, seen from `disk`, where it is not. */
export function seenFrom(disk: Disk, changes: readonly Change[], coming: Coming): Change[] {
  const decided = new Map(changes.map((change) => [change.path, change]));
  const mine = [...coming.keys()].filter((path) => !path.startsWith(`${ENGINE_FOLDER}/`) || decided.has(path));
  const paths = [...new Set([...decided.keys(), ...mine])].sort(comparePaths);
  return paths.flatMap((path) => {
    const file = coming.get(path);
    const change = decided.get(path);
    if (file === undefined) return change ?? [];
    return both(disk, change ?? leftBehind(path), file);
  });
}

/** A file that the interrupted run takes away, and that nothing plans any more. */
function leftBehind(path: string): Change {
  return { path, action: 'delete', ownership: 'merged', generator: 'specwright', rules: [], before: null, after: null, note: null };
}

function both(disk: Disk, change: Change, file: ComingFile | null): Change[] {
  const state = disk.state(change.path);
  const before = state.kind === 'file' ? { digest: state.digest, mode: state.mode } : null;
  const after = change.action === 'delete' ? null : afterBoth(change, file);
  if (after === null) return before === null ? [] : [{ ...change, action: 'delete', before, after }];
  if (before === null) return [{ ...change, action: 'create', before, after, note: null }];
  if (before.digest === after.digest && before.mode === after.mode) return [{ ...change, action: 'unchanged', before, after: null }];
  return [{ ...change, action: 'update', before, after, note: null }];
}

function afterBoth({ after }: Change, file: ComingFile | null): Change['after'] {
  const there = file === null ? null : { ...file, digest: digest(file.bytes) };
  return after === null ? there : { ...after, bytes: after.bytes ?? there?.bytes ?? null };
}
