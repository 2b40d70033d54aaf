/** Three texts -> one, in the user's style, or with git's conflict markers where they clash. */
import { encode, mergeStyle } from './decode.js';
import type { ResultLine, Style, Text } from './decode.js';
import { mergeLines } from './regions.js';
import type { Piece } from './regions.js';
import { addedTwice, unite } from './sets.js';
import { replayIndent, replayMoves } from './replay.js';

/** What became of a text; `clashes` counts the places where markers are. */
export interface MergedText {
  readonly bytes: Uint8Array;
  readonly clashes: number;
}

type Lines = readonly string[];

/** Merges texts. `keyOf` tells the lines of a set apart. */
export function mergeText(base: Text, user: Text, next: Text, keyOf: ((line: string) => string) | null = null): MergedText {
  const merged = mergePieces(base.lines, user.lines, next.lines);
  const twice = keyOf !== null && isClean(merged) && addedTwice(base.lines, user.lines, next.lines, keyOf);
  const pieces = twice ? oneClash(base.lines, user.lines, next.lines) : keyOf === null ? merged : unite(merged, keyOf);
  return { bytes: written(pieces.flatMap((piece) => linesOf(piece, user)), base, user, next), clashes: pieces.filter((p) => p.kind === 'clash').length };
}

/** The result's bytes when clashes are settled one way; null where nothing clashes. */
export function settledText(base: Text, user: Text, next: Text, side: 'user' | 'next'): Uint8Array {
  const settled = mergePieces(base.lines, user.lines, next.lines).map((piece): Piece => {
    if (piece.kind === 'settled') return piece;
    return { kind: 'settled', lines: piece[side], user: piece[side].map((_, i) => (side === 'user' ? piece.userAt + i : null)) };
  });
  return written(settled.flatMap((piece) => linesOf(piece, user)), base, user, next);
}

/** Everything that differs in one clash: for values that contradict each other although their lines do not. */
export function clashingText(base: Text, user: Text, next: Text): MergedText {
  const pieces = oneClash(base.lines, user.lines, next.lines);
  return { bytes: written(pieces.flatMap((piece) => linesOf(piece, user)), base, user, next), clashes: 1 };
}

function oneClash(...sides: readonly [Lines, Lines, Lines]): Piece[] {
  const [base, user, next] = sides;
  const room = Math.min(...sides.map((lines) => lines.length));
  const equalAt = (i: number): boolean => sides.every((lines) => lines.at(i) === user.at(i));
  let head = 0;
  while (head < room && equalAt(head)) head += 1;
  let tail = 0;
  while (tail < room - head && equalAt(-1 - tail)) tail += 1;
  const middle = (lines: Lines): Lines => lines.slice(head, lines.length - tail);
  const same = (from: number, to: number): Piece => ({ kind: 'settled', lines: user.slice(from, to), user: user.slice(from, to).map((_, i) => from + i) });
  return [same(0, head), { kind: 'clash', base: middle(base), user: middle(user), next: middle(next), userAt: head }, same(user.length - tail, user.length)];
}

/** Lines merged, and merged again with blocks that one side moved or indented put where they belong. */
export function mergePieces(base: Lines, user: Lines, next: Lines): Piece[] {
  const plain = mergeLines(base, user, next);
  const whole = isClean(plain) && isWhole(base, user, next, plain);
  if (whole) return plain;
  for (const replay of [replayIndent, replayMoves]) {
    const mine = replay(base, user, next);
    if (mine !== null) {
      const pieces = mergeLines(mine.base, user, mine.other);
      if (isClean(pieces) && isWhole(base, user, next, pieces)) return pieces;
    }
    const theirs = replay(base, next, user);
    if (theirs !== null) {
      const pieces = mergeLines(theirs.base, theirs.other, next);
      // Lines were moved: their numbers in the user's text are gone.
      if (isClean(pieces) && isWhole(base, user, next, pieces)) return pieces.map((piece) => (piece.kind === 'clash' ? piece : { ...piece, user: piece.lines.map(() => null) }));
    }
  }
  return isClean(plain) ? oneClash(base, user, next) : plain;
}

/**
 * Every line that one side added or took out is there, or is not, as often as that side has it. A line that one side took
 * out and the other moved would be there again; and a guess about moves may be wrong. Only lines of which the base has no
 * two are told apart by their text.
 */
function isWhole(base: Lines, user: Lines, next: Lines, pieces: readonly Piece[]): boolean {
  const result = pieces.flatMap((piece) => (piece.kind === 'settled' ? piece.lines : []));
  const [b, u, n, r] = [base, user, next, result].map(countLines);
  const of = (counts: ReadonlyMap<string, number> | undefined, line: string): number => counts?.get(line) ?? 0;
  const kept = (mine: ReadonlyMap<string, number> | undefined, other: ReadonlyMap<string, number> | undefined, line: string): boolean => {
    const by = of(mine, line) - of(b, line);
    const others = of(other, line) - of(b, line);
    return by > 0 ? of(r, line) >= of(mine, line) + Math.min(0, others) : by === 0 || of(r, line) <= of(mine, line) + Math.max(0, others);
  };
  const lines = new Set([base, user, next].flatMap((text) => text.map((line) => line.trim())));
  return [...lines].filter((line) => of(b, line) < 2 && /[\p{L}\p{N}]/u.test(line)).every((line) => kept(u, n, line) && kept(n, u, line));
}

function countLines(lines: Lines): Map<string, number> {
  const out = new Map<string, number>();
  for (const line of lines) out.set(line.trim(), (out.get(line.trim()) ?? 0) + 1);
  return out;
}

function isClean(pieces: readonly Piece[]): boolean {
  return pieces.every((piece) => piece.kind === 'settled');
}

function linesOf(piece: Piece, user: Text): ResultLine[] {
  if (piece.kind === 'settled') return piece.lines.map((line, i) => ({ line, end: user.ends[piece.user[i] ?? -1] ?? null }));
  const plain = (lines: Lines): ResultLine[] => lines.map((line) => ({ line, end: null }));
  const mark = (line: string): ResultLine[] => [{ line, end: null }];
  return [
    ...mark('<<<<<<< yours'), ...plain(piece.user), ...mark('||||||| base'), ...plain(piece.base),
    ...mark('======='), ...plain(piece.next), ...mark('>>>>>>> new'),
  ];
}

function written(lines: readonly ResultLine[], base: Text, user: Text, next: Text): Uint8Array {
  // A text without lines has no style.
  const styleOf = (text: Text, other: Style): Style => (text.lines.length === 0 ? other : text.style);
  const mine = styleOf(user, next.style);
  const style = mergeStyle(styleOf(base, mine), mine, styleOf(next, mine));
  const marked = lines.at(-1)?.line === '>>>>>>> new';
  return encode(lines, marked ? { ...style, final: true } : style);
}
