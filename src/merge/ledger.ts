/**
 * The books: every change that the user made is in the result, or shown as a conflict. Written without a look at how
 * files are merged, since it is there to find what was merged wrongly.
 */
import { equal, identityOf, isList, isMap, valueOf } from './data/model.js';
import type { Format, Value } from './data/model.js';
import { formatOf } from './formats.js';
import { decode } from './text/decode.js';
import { hunksOf } from './text/hunks.js';

/** One file of the user's. */
export interface Entry {
  readonly path: string;
  readonly base: Uint8Array | null;
  /** Null: the user deleted it. */
  readonly user: Uint8Array | null;
  readonly next: Uint8Array | null;
  /** Null: it is not there. */
  readonly result: Uint8Array | null;
  /** The user is shown a conflict here. */
  readonly shown: boolean;
}

/** What of the user's is neither in the result nor shown; one line each. */
export function lost(entry: Entry): string[] {
  const { path, base, user, result, shown } = entry;
  if (user === null) return result === null || shown ? [] : [`${path}: you deleted it, and it would be there again`];
  if (base !== null && same(base, user)) return [];
  if (result === null) return [`${path}: you have it, and it would be gone`];
  if (same(user, result)) return [];
  return changesIn(entry, user, result);
}

function changesIn({ path, base, next, shown }: Entry, user: Uint8Array, result: Uint8Array): string[] {
  const [b, u, n, r] = [base ?? new Uint8Array(), user, next ?? new Uint8Array(), result].map(linesOf);
  if (u === null || r === null || b == null || n == null || u === undefined || r === undefined) return [`${path}: what you have would be replaced`];
  const missing = linesLost(b, u, n, r, shown);
  if (missing === null || shown) return missing === null ? [] : [`${path}: ${missing}`];
  const format = formatOf(path);
  const values = format === null ? null : valuesLost(format, b, u, n, r);
  return values === null ? [`${path}: ${missing}`] : values.map((value) => `${path}: ${value}`);
}

/** The first change of the user's that is not there; null when all are. */
function linesLost(base: readonly string[], user: readonly string[], next: readonly string[], result: readonly string[], shown: boolean): string | null {
  const bare = (lines: readonly string[]): string[] => lines.map((line) => line.trim());
  const [b, u, r] = [base, user, result].map(countsOf);
  const there = bare(result);
  const theirs = hunksOf(bare(base), bare(next));
  const removed = countsOf(theirs.flatMap((hunk) => base.slice(hunk.from, hunk.to)));
  const added = countsOf(theirs.flatMap((hunk) => next.slice(hunk.at, hunk.end)));
  const count = (counts: ReadonlyMap<string, number> | undefined, line: string): number => counts?.get(line.trim()) ?? 0;
  for (const hunk of hunksOf(bare(base), bare(user))) {
    let at = 0;
    for (const line of user.slice(hunk.at, hunk.end)) {
      if (count(u, line) <= count(b, line) || !says(line)) continue;
      if (count(r, line) < count(u, line) - count(removed, line)) return `line ${hunk.at + 1} and what follows: ${JSON.stringify(line.trim())} is missing`;
      const found = there.indexOf(line.trim(), at);
      if (found === -1) return `line ${hunk.at + 1} and what follows is there in another order`;
      at = found + 1;
    }
    if (shown) continue;
    for (const line of base.slice(hunk.from, hunk.to)) {
      if (count(u, line) >= count(b, line) || !says(line)) continue;
      if (count(r, line) > count(u, line) + count(added, line)) return `${JSON.stringify(line.trim())}, which you took out, is there again`;
    }
  }
  return null;
}

/** Brackets and blank lines are everywhere. */
function says(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line);
}

function countsOf(lines: readonly string[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const line of lines) out.set(line.trim(), (out.get(line.trim()) ?? 0) + 1);
  return out;
}

/** Values and comments of the user's that are not there; null when a text cannot be understood. */
function valuesLost(format: Format, base: readonly string[], user: readonly string[], next: readonly string[], result: readonly string[]): string[] | null {
  const read = (lines: readonly string[]): Value | undefined | null => {
    if (lines.every((line) => line.trim() === '')) return undefined;
    const node = format.parse(lines.map((line) => `${line}\n`).join(''));
    return node === null ? null : valueOf(node);
  };
  const [b, u, n, r] = [base, user, next, result].map(read);
  if (b === null || u === null || n === null || r === null) return null;
  const comments = (lines: readonly string[]): string[] => format.comments(lines.map((line) => `${line}\n`).join(''));
  const [known, there] = [new Set(comments(base)), new Set(comments(result))];
  const gone = comments(user).filter((comment) => !known.has(comment) && !there.has(comment));
  return [...gone.map((comment) => `the comment ${comment} is missing`), ...differences(b, u, n, r, '')];
}

/** Where the user's value is another one than the base's, and the result's is not the user's. */
function differences(b: Value | undefined, u: Value | undefined, n: Value | undefined, r: Value | undefined, path: string): string[] {
  if (equal(b, u) || equal(u, r)) return [];
  if (isMap(u) && isMap(r)) {
    const of = (value: Value | undefined, key: string): Value | undefined => (isMap(value) ? value.get(key) : undefined);
    const keys = new Set([...u.keys(), ...(isMap(b) ? b.keys() : [])]);
    return [...keys].flatMap((key) => differences(of(b, key), of(u, key), of(n, key), of(r, key), path === '' ? key : `${path}.${key}`));
  }
  if (isList(u) && isList(r)) {
    const [bl, nl] = [isList(b) ? b : [], isList(n) ? n : []];
    const identity = identityOf([bl, u, nl, r]);
    if (identity === null) return listDifferences(bl, u, nl, r, path);
    const of = (list: readonly Value[]): Map<string, Value> => new Map(list.map((item) => [identity(item), item]));
    const [bm, um, nm, rm] = [of(bl), of(u), of(nl), of(r)];
    return [...new Set([...bm.keys(), ...um.keys()])].flatMap((id) => differences(bm.get(id), um.get(id), nm.get(id), rm.get(id), `${path}[${id}]`));
  }
  // A text of several lines is merged line by line.
  if (typeof u === 'string' && typeof r === 'string' && u.includes('\n')) {
    const lines = (value: Value | undefined): string[] => (typeof value === 'string' ? value.split('\n') : []);
    const gone = linesLost(lines(b), lines(u), lines(n), lines(r), false);
    return gone === null ? [] : [`${path}: ${gone}`];
  }
  return [`${path} is not what you made it`];
}

/** Elements without names: those that the user added or changed are there, or changed further by a merge of both. */
function listDifferences(b: readonly Value[], u: readonly Value[], n: readonly Value[], r: readonly Value[], path: string): string[] {
  const count = (list: readonly Value[], item: Value): number => list.filter((other) => equal(other, item)).length;
  return u.flatMap((item, i) => {
    if (count(u, item) <= count(b, item) || count(r, item) >= count(u, item) + Math.min(0, count(n, item) - count(b, item))) return [];
    const other = r[i];
    return isMap(item) && u.length === r.length && isMap(other) ? differences(b[i], item, n[i], other, `${path}[${i}]`) : [`${path}[${i}] is missing`];
  });
}

function linesOf(bytes: Uint8Array): readonly string[] | null {
  const decoded = decode(bytes);
  return decoded.kind === 'text' ? decoded.text.lines : null;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
