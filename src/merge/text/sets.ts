/** Files whose lines are a set: ignore lists, requirements, variables. Two additions at one place are no clash. */
import type { Piece } from './regions.js';

const IGNORE = /(^|\/)(\.[\w-]*ignore)$/;
const REQUIREMENTS = /(^|\/)[\w.-]*(requirements|constraints)[\w.-]*\.txt$/;
const VARIABLES = /(^|\/)\.env(\.[\w-]+)*$/;

/** By what two lines of such a file are told apart; null for any other file. */
export function lineKeyOf(path: string): ((line: string) => string) | null {
  if (IGNORE.test(path)) return (line) => line.trim();
  if (REQUIREMENTS.test(path)) return (line) => (/^[\w.-]+/.exec(line.trim())?.[0] ?? line.trim()).toLowerCase().replace(/[._-]+/g, '-');
  if (VARIABLES.test(path)) return (line) => /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? line.trim();
  return null;
}

/** A line of the set that both sides added, at two places and not alike; `base` does not have it. */
export function addedTwice(base: readonly string[], user: readonly string[], next: readonly string[], keyOf: (line: string) => string): boolean {
  const names = (lines: readonly string[]): Map<string, string> => new Map(lines.filter((line) => /^\s*[\p{L}\p{N}]/u.test(line)).map((line) => [keyOf(line), line.trim()]));
  const [b, u, n] = [names(base), names(user), names(next)];
  return [...u].some(([key, line]) => !b.has(key) && n.has(key) && n.get(key) !== line);
}

/** Both additions, the user's first; pieces in which more than that happened stay as they are. */
export function unite(pieces: readonly Piece[], keyOf: (line: string) => string): Piece[] {
  return pieces.map((piece): Piece => {
    if (piece.kind === 'settled' || piece.base.length > 0) return piece;
    const mine = new Map(piece.user.map((line) => [keyOf(line), line]));
    const more = piece.next.filter((line) => mine.get(keyOf(line)) !== line);
    const unclear = more.some((line) => mine.has(keyOf(line))) || [...piece.user, ...piece.next].some((line) => line.startsWith('!'));
    if (unclear) return piece;
    const user = [...piece.user.map((_, i) => piece.userAt + i), ...more.map(() => null)];
    return { kind: 'settled', lines: [...piece.user, ...more], user };
  });
}

const DEFINITION = /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:def|class|function|func|fn|interface|type|const|let|var|resource|variable)\s+([\w$" ]+)/;
const TARGET = /^([\w./-]+)\s*:(?!=)/;

/** Whether both sides define, at two places, what the base does not: each alone has it as often as it should. */
export function definedTwice(path: string, base: readonly string[], user: readonly string[], next: readonly string[], result: readonly string[]): boolean {
  const pattern = /(^|\/)(GNU)?[Mm]akefile$|\.mk$/.test(path) ? TARGET : DEFINITION;
  const [b, u, n, r] = [base, user, next, result].map((lines) => {
    const out = new Map<string, number>();
    for (const line of lines) {
      const name = pattern.exec(line)?.[1]?.trim();
      if (name !== undefined && !name.startsWith('.')) out.set(name, (out.get(name) ?? 0) + 1);
    }
    return out;
  });
  return [...(u ?? [])].some(([name, count]) => b?.has(name) !== true && n?.has(name) === true && (r?.get(name) ?? 0) > Math.max(count, n.get(name) ?? 0));
}
