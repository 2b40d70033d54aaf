/** Runs that did not come to their end, and files that changed under the hands of one. */
import { problem } from '../problems.js';
import type { Problem } from '../problems.js';
import { recover } from '../write/journal.js';
import type { System } from '../write/system.js';

/** Finishes what a killed run left behind. Returns what to say about it; nothing when there was none. */
export function mend(root: string, system: System): Problem[] {
  const applied = recover(system, root);
  if (applied === null) return [];
  const finished = problem('generate/finished', 'The last run was interrupted; it is finished now', null, null, 'warning');
  return [finished, ...skippedWarnings(applied.skipped)];
}

/** One warning for each file that was left alone. */
export function skippedWarnings(paths: readonly string[]): Problem[] {
  return paths.map((path) => problem('generate/skipped', `${path} changed while it was to be written; your version stays`, null, 'Run: specwright generate', 'warning'));
}
