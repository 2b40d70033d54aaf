/**
 * Three texts -> the merged one, in pieces. Changes of the two sides that touch different lines are both made, also
 * when the lines are neighbours; what they did to the same lines is a clash.
 */
import { hunksOf, splitHunks } from './hunks.js';
import type { Hunk } from './hunks.js';

type Lines = readonly string[];

/** A run of the result: lines that are settled, each with its number in the user's text or null; or a clash. */
export type Piece =
  | { readonly kind: 'settled'; readonly lines: Lines; readonly user: readonly (number | null)[] }
  | { readonly kind: 'clash'; readonly base: Lines; readonly user: Lines; readonly next: Lines; readonly userAt: number };

interface Sided extends Hunk {
  readonly side: 'user' | 'next';
}

/** Merges lines. */
export function mergeLines(base: Lines, user: Lines, next: Lines): Piece[] {
  const sided = (side: Sided['side'], other: Lines): Sided[] => splitHunks(hunksOf(base, other), base, other).map((hunk) => ({ ...hunk, side }));
  const all = [...sided('user', user), ...sided('next', next)].sort((a, b) => a.from - b.from || a.to - b.to);
  const known = new Set(base.map((line) => line.trim()));
  const pieces: Piece[] = [];
  let from = 0;
  let userAt = 0;
  for (const group of groupsOf(all)) {
    const start = group.reduce((least, h) => Math.min(least, h.from), Infinity);
    const end = group.reduce((most, h) => Math.max(most, h.to), 0);
    pieces.push(copy(base, from, start, userAt));
    userAt += start - from;
    const mine = applied(base, user, group.filter((h) => h.side === 'user'), start, end);
    const theirs = applied(base, next, group.filter((h) => h.side === 'next'), start, end);
    pieces.push(settle(base.slice(start, end), mine, theirs, userAt, group, known));
    userAt += mine.length;
    from = end;
  }
  pieces.push(copy(base, from, base.length, userAt));
  return pieces.filter((piece) => piece.kind === 'clash' || piece.lines.length > 0);
}

/** Changes that have to be looked at together. */
function groupsOf(all: readonly Sided[]): Sided[][] {
  const groups: Sided[][] = [];
  for (const hunk of all) {
    const group = groups.at(-1);
    if (group?.some((other) => other.side !== hunk.side && meet(other, hunk)) === true) group.push(hunk);
    else groups.push([hunk]);
  }
  return groups;
}

/** Whether two changes of different sides can not be made one after the other; `a` begins first. */
function meet(a: Hunk, b: Hunk): boolean {
  if (a.to > b.from) return true;
  if (a.to < b.from) return false;
  // Neighbours. Lines that one side adds where the other takes some away or adds its own could mean anything.
  const adds = (h: Hunk): boolean => h.end - h.at > h.to - h.from;
  const removes = (h: Hunk): boolean => h.end - h.at < h.to - h.from;
  return (adds(a) && (adds(b) || removes(b))) || (removes(a) && adds(b));
}

/** What a side has in place of base lines `[start, end)`. */
function applied(base: Lines, other: Lines, hunks: readonly Hunk[], start: number, end: number): string[] {
  // No arguments: there may be more lines than a call can take.
  const parts: Lines[] = [];
  let at = start;
  for (const hunk of hunks) {
    parts.push(base.slice(at, hunk.from), other.slice(hunk.at, hunk.end));
    at = hunk.to;
  }
  return [...parts, base.slice(at, end)].flat();
}

function settle(base: Lines, user: Lines, next: Lines, userAt: number, group: readonly Sided[], known: ReadonlySet<string>): Piece {
  const mine: Piece = { kind: 'settled', lines: user, user: user.map((_, i) => userAt + i) };
  if (!group.some((h) => h.side === 'next') || same(user, next) || covers(user, next, base, known)) return mine;
  if (!group.some((h) => h.side === 'user') || covers(next, user, base, known)) return { kind: 'settled', lines: next, user: next.map(() => null) };
  return { kind: 'clash', base, user, next, userAt };
}

/**
 * `more` did what `less` did, and added something before or after it that is new: lines that the base has elsewhere may
 * have been moved here by one side, and left out on purpose by the other.
 */
function covers(more: Lines, less: Lines, base: Lines, known: ReadonlySet<string>): boolean {
  const says = (line: string): boolean => /[\p{L}\p{N}]/u.test(line);
  if (less.length < base.length || less.length >= more.length || !less.some(says)) return false;
  const isNew = (lines: Lines): boolean => !lines.some((line) => says(line) && known.has(line.trim()));
  const rest = more.length - less.length;
  return (same(more.slice(0, less.length), less) && isNew(more.slice(less.length))) || (same(more.slice(rest), less) && isNew(more.slice(0, rest)));
}

function same(a: Lines, b: Lines): boolean {
  return a.length === b.length && a.every((line, i) => line === b[i]);
}

function copy(base: Lines, from: number, to: number, userAt: number): Piece {
  const lines = base.slice(from, to);
  return { kind: 'settled', lines, user: lines.map((_, i) => userAt + i) };
}
