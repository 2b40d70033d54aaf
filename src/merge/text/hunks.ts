/** What one side changed: runs of base lines and what stands in their place. */
import { diffIndices } from 'node-diff3';

/** Lines `[from, to)` of the base became lines `[at, end)` of the other text. Empty on one side: an insertion or a deletion. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly end: number;
}

/** The changes from one text to another, in order. */
export function hunksOf(base: readonly string[], other: readonly string[]): Hunk[] {
  let head = 0;
  while (head < base.length && head < other.length && base[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < base.length - head && tail < other.length - head && base[base.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  const raw = compare(base.slice(head, base.length - tail), other.slice(head, other.length - tail));
  return slide(raw.map((h) => ({ from: h.from + head, to: h.to + head, at: h.at + head, end: h.end + head })), base, other);
}

/** Pairs of equal lines that are looked at for one comparison: more of them are cut at lines that both have once. */
const PAIRS = 1_000_000;
/** For each pair, every line of the longest run so far may be looked at. */
const STEPS = 20_000_000;

function compare(base: readonly string[], other: readonly string[]): Hunk[] {
  if (base.length === 0 && other.length === 0) return [];
  const pairs = pairsOf(base, other);
  const cuts = pairs <= PAIRS && pairs * Math.min(base.length, other.length) <= STEPS ? [] : commonOnce(base, other);
  if (cuts.length === 0 && pairs <= PAIRS) {
    return diffIndices(base as string[], other as string[]).map((d) => {
      const [from = 0, removed = 0] = d.buffer1 as number[];
      const [at = 0, added = 0] = d.buffer2 as number[];
      return { from, to: from + removed, at, end: at + added };
    });
  }
  // Nothing to cut at: the whole run was replaced.
  if (cuts.length === 0) return [{ from: 0, to: base.length, at: 0, end: other.length }];
  const out: Hunk[] = [];
  let [i, j] = [0, 0];
  for (const [b, o] of [...cuts, [base.length, other.length] as const]) {
    const [from, at] = [i, j];
    for (const h of hunksOf(base.slice(i, b), other.slice(j, o))) out.push({ from: h.from + from, to: h.to + from, at: h.at + at, end: h.end + at });
    [i, j] = [b + 1, o + 1];
  }
  return out;
}

function pairsOf(base: readonly string[], other: readonly string[]): number {
  const counts = countOf(base);
  return other.reduce((sum, line) => sum + (counts.get(line) ?? 0), 0);
}

function countOf(lines: readonly string[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const line of lines) out.set(line, (out.get(line) ?? 0) + 1);
  return out;
}

/** Places of lines that both texts have exactly once, as many as are in the same order in both. */
function commonOnce(base: readonly string[], other: readonly string[]): (readonly [number, number])[] {
  const [b, o] = [countOf(base), countOf(other)];
  const places = new Map(base.map((line, i) => [line, i]));
  const pairs = other.flatMap((line, j) => (b.get(line) === 1 && o.get(line) === 1 ? [[places.get(line) ?? 0, j] as const] : []));
  // The longest rising run: for each length, the pair that ends such a run lowest, and the pair before each.
  const ends: number[] = [];
  const before: number[] = [];
  for (const [k, [place]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[0] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[k] = ends[low - 1] ?? -1;
    ends[low] = k;
  }
  const out: (readonly [number, number])[] = [];
  for (let k = ends.at(-1) ?? -1; k !== -1; k = before[k] ?? -1) out.push(pairs[k] ?? [0, 0]);
  return out.reverse();
}

/**
 * A block that is inserted or deleted between equal lines can be seen at several places; all diffs see it at the last
 * one, so that two sides that did the same look the same.
 */
function slide(hunks: readonly Hunk[], base: readonly string[], other: readonly string[]): Hunk[] {
  const out: Hunk[] = [];
  for (let i = hunks.length - 1; i >= 0; i -= 1) {
    let { from, to, at, end } = hunks[i] as Hunk;
    const stop = out[0]?.from ?? base.length;
    if (from === to || at === end) {
      const [lines, start, past] = from === to ? [other, at, end] : [base, from, to];
      let by = 0;
      while (to + by < stop && past + by < lines.length && lines[start + by] === lines[past + by]) by += 1;
      // Touching the next change would make one of two.
      if (to + by === stop && by > 0 && stop < base.length) by -= 1;
      [from, to, at, end] = [from + by, to + by, at + by, end + by];
    }
    out.unshift({ from, to, at, end });
  }
  return out;
}

/** As many lines as before, each like the one in its place: as many changes as lines. */
export function splitHunks(hunks: readonly Hunk[], base: readonly string[], other: readonly string[]): Hunk[] {
  return hunks.flatMap((h) => {
    const count = h.to - h.from;
    if (count < 2 || count !== h.end - h.at) return [h];
    const alike = Array.from({ length: count }, (_, i) => similar(base[h.from + i] ?? '', other[h.at + i] ?? ''));
    if (alike.includes(false)) return [h];
    return alike.map((_, i) => ({ from: h.from + i, to: h.from + i + 1, at: h.at + i, end: h.at + i + 1 }));
  });
}

/** Two lines of which one became the other: half of the longer one's characters at either end are the same. */
export function similar(a: string, b: string): boolean {
  const [x, y] = [a.trim(), b.trim()];
  const length = Math.max(x.length, y.length);
  let head = 0;
  while (head < x.length && head < y.length && x[head] === y[head]) head += 1;
  let tail = 0;
  while (tail < x.length - head && tail < y.length - head && x[x.length - 1 - tail] === y[y.length - 1 - tail]) tail += 1;
  return length > 0 && (head + tail) * 2 >= length;
}

/** Where each base line is in the other text; -1 when it is not. */
export function matches(base: readonly string[], hunks: readonly Hunk[]): number[] {
  const out: number[] = Array.from({ length: base.length }, () => -1);
  let from = 0;
  let at = 0;
  for (const hunk of [...hunks, { from: base.length, to: base.length, at: -1, end: -1 }]) {
    for (; from < hunk.from; from += 1, at += 1) out[from] = at;
    from = hunk.to;
    at = hunk.end;
  }
  return out;
}
