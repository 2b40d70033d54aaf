/** Renames that may cross: `a` becomes `b` while `b` becomes `a`. */
import type { Step } from './operations.js';

/** Steps for pairs of old and new names; a name that is still taken is freed through a temporary one. */
export function renames(pairs: readonly (readonly [string, string])[], rename: (from: string, to: string) => Step): Step[] {
  const changed = pairs.filter(([from, to]) => from !== to);
  const taken = new Set(changed.map(([from]) => from));
  const crossing = changed.filter(([, to]) => taken.has(to));
  const temporary = new Map(crossing.map(([from], index) => [from, `moving_${index}`]));
  return [
    ...crossing.map(([from]) => rename(from, temporary.get(from) ?? from)),
    ...changed.filter(([from]) => !temporary.has(from)).map(([from, to]) => rename(from, to)),
    ...crossing.map(([from, to]) => rename(temporary.get(from) ?? from, to)),
  ];
}
