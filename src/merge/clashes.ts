/** New files that cannot be beside what is there: their names differ in case only. */
import type { Changes } from './model.js';

/** The changes, with a conflict for each such file. `there` are the paths of the user's tree. */
export function withCaseClashes(all: Changes, there: Iterable<string>): Changes {
  const going = new Set(all.changes.filter((change) => change.action === 'delete').map((change) => change.path));
  const spelled = new Map<string, string>();
  const note = (path: string): void => prefixes(path).forEach((prefix) => spelled.set(fold(prefix), spelled.get(fold(prefix)) ?? prefix));
  for (const path of there) if (!going.has(path)) note(path);
  const refused = new Set<string>();
  const changes = all.changes.map((change) => {
    if (change.before !== null || change.after === null || going.has(change.path)) return change;
    const other = prefixes(change.path).map((prefix) => [prefix, spelled.get(fold(prefix))] as const).find(([prefix, known]) => known !== undefined && known !== prefix)?.[1];
    if (other === undefined) {
      note(change.path);
      return change;
    }
    refused.add(change.path);
    return { ...change, action: 'conflict' as const, after: null, note: `${other} is there, and many systems take the two names for one` };
  });
  if (refused.size === 0) return all;
  const isRefused = (path: string): boolean => refused.has(all.moved.get(path) ?? path);
  return { ...all, changes, outputs: all.outputs.filter((line) => !isRefused(line.path)) };
}

/** `a/b/c` -> `a`, `a/b`, `a/b/c`. */
function prefixes(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

function fold(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
