/** Numbers of decision records: a record keeps the one it was written under, whatever is decided later. */
import type { SlotTypes } from '../../src/kit.js';

type Decision = SlotTypes['decision'];

/**
 * Paths in the order of `decisions`. A slug that `history` knows keeps its path; a new one gets the next number after
 * the highest known. Numbers from 0100 on are the users' own, so the two never meet.
 */
export function numbered(folder: string, decisions: readonly Decision[], history: ReadonlySet<string>): readonly { path: string; decision: Decision }[] {
  const known = new Map<string, string>();
  let highest = 0;
  for (const path of history) {
    const match = path.startsWith(folder) ? /^(\d{4})-(.+)\.md$/.exec(path.slice(folder.length)) : null;
    if (match === null) continue;
    known.set(match[2] as string, path);
    highest = Math.max(highest, Number(match[1]));
  }
  return decisions.map((decision) => {
    const path = known.get(decision.slug) ?? `${folder}${String(++highest).padStart(4, '0')}-${decision.slug}.md`;
    return { path, decision };
  });
}
