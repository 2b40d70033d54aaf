/**
 * One side moved a block, or indented it anew; the other changed something in it. Lines alone cannot tell. So what was
 * only moved or indented is done to the base and to the other side too, and then all three can be compared again.
 */
import { hunksOf, matches } from './hunks.js';
import type { Hunk } from './hunks.js';

type Lines = readonly string[];

/** The base and the other side as they would be, had they been moved or indented as well. */
export interface Replayed {
  readonly base: Lines;
  readonly other: Lines;
}

/** Beyond these nobody moved a block: the file was written anew. */
const HUNKS = 300;
const CELLS = 1_000_000;
const MOVES = 8;
const LETTERS = 16;

/** Blocks that `changed` moved. Null when there are none, or when one cannot be found in `other`. */
export function replayMoves(base: Lines, changed: Lines, other: Lines): Replayed | null {
  let now: Replayed = { base, other };
  for (let i = 0; i < MOVES; i += 1) {
    const block = movedBlock(now.base, changed);
    if (block === null) return i === 0 ? null : now;
    const next = moveBoth(now, block);
    if (next === null) return null;
    now = next;
  }
  return now;
}

/** Base lines `[from, to)` now stand where base line `target` begins. */
interface Move {
  readonly from: number;
  readonly to: number;
  readonly target: number;
}

/** The longest run of lines that vanished at one place and appeared at another, and is at no third one. */
function movedBlock(base: Lines, changed: Lines): Move | null {
  const hunks = hunksOf(base, changed);
  if (hunks.length > HUNKS) return null;
  let best: { from: number; length: number; at: number } | null = null;
  for (const gone of hunks) {
    for (const come of hunks) {
      if ((gone.to - gone.from) * (come.end - come.at) > CELLS) continue;
      const run = longestRun(base, gone, changed, come);
      if (run !== null && run.length > (best?.length ?? 0) && telling(base.slice(run.from, run.from + run.length))) best = run;
    }
  }
  if (best === null) return null;
  const block = base.slice(best.from, best.from + best.length);
  if (occurrences(base, block) !== 1 || occurrences(changed, block) !== 1) return null;
  return { from: best.from, to: best.from + best.length, target: targetOf(base, changed, hunks, best.at) };
}

function longestRun(base: Lines, gone: Hunk, changed: Lines, come: Hunk): { from: number; length: number; at: number } | null {
  let best: { from: number; length: number; at: number } | null = null;
  let above: number[] = [];
  for (let i = gone.from; i < gone.to; i += 1) {
    const row: number[] = [];
    for (let j = come.at; j < come.end; j += 1) {
      const k = j - come.at;
      row[k] = base[i] === changed[j] ? (above[k - 1] ?? 0) + 1 : 0;
      const length = row[k] ?? 0;
      if (length > (best?.length ?? 0)) best = { from: i - length + 1, length, at: j - length + 1 };
    }
    above = row;
  }
  return best;
}

/** Two lines at least that say something, or nobody could tell a move from an accident. */
function telling(lines: Lines): boolean {
  const letters = lines.map((line) => line.replace(/[^\p{L}\p{N}]/gu, '').length).filter((n) => n > 0);
  return letters.length >= 2 && letters.reduce((a, b) => a + b, 0) >= LETTERS;
}

function occurrences(text: Lines, block: Lines): number {
  let count = 0;
  for (let i = 0; i + block.length <= text.length; i += 1) if (block.every((line, k) => text[i + k] === line)) count += 1;
  return count;
}

/** The base line behind the last one, above the new place, that did not change. */
function targetOf(base: Lines, changed: Lines, hunks: readonly Hunk[], at: number): number {
  const places = matches(base, hunks);
  let target = 0;
  for (const [i, place] of places.entries()) if (place !== -1 && place < at) target = i + 1;
  return target;
}

function moveBoth({ base, other }: Replayed, { from, to, target }: Move): Replayed | null {
  const hunks = hunksOf(base, other);
  // The other side did something where the block went to: which comes first?
  if (hunks.some((h) => h.from <= target && target <= h.to && !(h.from >= from && h.to <= to))) return null;
  const start = placeIn(hunks, from, 'start', base, other);
  const end = placeIn(hunks, to, 'end', base, other);
  const goal = placeIn(hunks, target, 'start', base, other);
  if (start === null || end === null || goal === null || end <= start) return null;
  return { base: moved(base, from, to, target), other: moved(other, start, end, goal) };
}

/** The other text's line for a border between base lines; null inside of a change. */
function placeIn(hunks: readonly Hunk[], border: number, edge: 'start' | 'end', base: Lines, other: Lines): number | null {
  let shift = 0;
  for (const h of hunks) {
    if (h.from > border) break;
    if (h.from < border && border < h.to) return null;
    if (h.from === border && h.to > border) return edge === 'start' ? h.at : border + shift;
    if (h.from === border && h.to === border) {
      // Lines added at the end of the block are its own when they are indented more than its first line is not.
      const inside = edge === 'end' && other.slice(h.at, h.end).every((line) => line.trim() === '' || indentOf(line).length > 0);
      return edge === 'start' || inside ? h.end : h.at;
    }
    shift = h.end - h.to;
  }
  return border + shift;
}

function moved(lines: Lines, from: number, to: number, target: number): string[] {
  const block = lines.slice(from, to);
  if (target <= from) return [...lines.slice(0, target), ...block, ...lines.slice(target, from), ...lines.slice(to)];
  return [...lines.slice(0, from), ...lines.slice(to, Math.max(to, target)), ...block, ...lines.slice(Math.max(to, target))];
}

/** Lines that `changed` only indented otherwise. Null when there are none, or when it is not clear how to follow. */
export function replayIndent(base: Lines, changed: Lines, other: Lines): Replayed | null {
  const bare = (lines: Lines): string[] => lines.map((line) => line.trim());
  const indented = (side: Lines): (string | null)[] =>
    matches(base, hunksOf(bare(base), bare(side))).map((at, i) => (at !== -1 && base[i]?.trim() !== '' && base[i] !== side[at] ? (side[at] ?? null) : null));
  const becomes = indented(changed);
  if (!becomes.some((line) => line !== null)) return null;
  // Both did, and not alike: one on top of the other is what neither wanted.
  if (indented(other).some((line, i) => line !== null && becomes[i] !== null && becomes[i] !== line)) return null;
  const shifts = new Map(becomes.flatMap((line, i) => (line === null ? [] : [[indentOf(base[i] ?? ''), indentOf(line)] as const])));
  const hunks = hunksOf(base, other);
  const out: string[] = [];
  let at = 0;
  for (const hunk of [...hunks, { from: base.length, to: base.length, at: 0, end: 0 }]) {
    for (; at < hunk.from; at += 1) out.push(becomes[at] ?? base[at] ?? '');
    const lines = other.slice(hunk.at, hunk.end);
    const follow = follows(becomes, base, hunk);
    if (follow === null) return null;
    for (const line of lines) {
      const shifted = follow ? shift(line, shifts) : line;
      if (shifted === null) return null;
      out.push(shifted);
    }
    at = hunk.to;
  }
  return { base: base.map((line, i) => becomes[i] ?? line), other: out };
}

/** Whether changed lines lie in a block that was indented anew; null at its border. */
function follows(becomes: readonly (string | null)[], base: Lines, hunk: Hunk): boolean | null {
  if (hunk.at === hunk.end) return false;
  const inside = (i: number, step: number): boolean => {
    let k = i;
    while (k >= 0 && k < base.length && base[k]?.trim() === '') k += step;
    return becomes[k] != null;
  };
  const own = Array.from({ length: hunk.to - hunk.from }, (_, i) => hunk.from + i).filter((i) => base[i]?.trim() !== '');
  const seen = own.length > 0 ? own.map((i) => becomes[i] != null) : [inside(hunk.from - 1, -1), inside(hunk.to, 1)];
  if (seen.every(Boolean)) return true;
  return seen.some(Boolean) ? null : false;
}

/** A line with the indentation that its like was given. */
function shift(line: string, shifts: ReadonlyMap<string, string>): string | null {
  if (line.trim() === '') return line;
  const indent = indentOf(line);
  for (let length = indent.length; length >= 0; length -= 1) {
    const known = shifts.get(indent.slice(0, length));
    if (known !== undefined) return known + inUnitsOf(indent.slice(length), known) + line.slice(indent.length);
  }
  return null;
}

/** Deeper indentation, with tabs where the new one has tabs. */
function inUnitsOf(rest: string, known: string): string {
  return known.startsWith('\t') && /^ +$/.test(rest) ? '\t'.repeat(Math.ceil(rest.length / 4)) : rest;
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
