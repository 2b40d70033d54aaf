/** Three values -> one: maps key by key, lists by what their elements are, scalars as they are. */
import { hunksOf } from '../text/hunks.js';
import { mergePieces } from '../text/merge.js';
import { canonical, equal, identityOf, isList, isMap, STRING } from './model.js';
import type { Value } from './model.js';

type Maybe = Value | undefined;

/** The merged value, and where both sides want something else: `services.web.port`. */
export interface MergedValue {
  readonly value: Maybe;
  readonly clashes: readonly string[];
}

/** Merges values; undefined is one that is not there. `label` makes keys readable. */
export function mergeValues(base: Maybe, user: Maybe, next: Maybe, label: (key: string) => string = (key) => key): MergedValue {
  const clashes = new Clashes(label);
  const value = merge(base, user, next, '', clashes);
  return { value, clashes: clashes.paths };
}

class Clashes {
  readonly paths: string[] = [];

  constructor(readonly label: (key: string) => string) {}
}

function merge(base: Maybe, user: Maybe, next: Maybe, path: string, clashes: Clashes): Maybe {
  if (equal(user, next) || equal(base, next)) return user;
  if (equal(base, user)) return next;
  if (isMap(user) && isMap(next)) return mergeMaps(isMap(base) ? base : new Map(), user, next, path, clashes);
  if (isList(user) && isList(next)) return mergeLists(isList(base) ? base : [], user, next, path, clashes);
  const text = mergeStrings(base, user, next);
  if (text === null) clashes.paths.push(path);
  return text ?? user;
}

function mergeMaps(base: ReadonlyMap<string, Value>, user: ReadonlyMap<string, Value>, next: ReadonlyMap<string, Value>, path: string, clashes: Clashes): Value {
  const out = new Map<string, Value>();
  for (const key of new Set([...user.keys(), ...next.keys()])) {
    const value = merge(base.get(key), user.get(key), next.get(key), path === '' ? clashes.label(key) : `${path}.${clashes.label(key)}`, clashes);
    if (value !== undefined) out.set(key, value);
  }
  return out;
}

function mergeStrings(base: Maybe, user: Maybe, next: Maybe): Value | null {
  const lines = [base, user, next].map((value) => (typeof value === 'string' && value.startsWith(STRING) && value.includes('\n') ? value.split('\n') : null));
  const [b, u, n] = lines;
  if (b == null || u == null || n == null) return null;
  const pieces = mergePieces(b, u, n);
  const settled = pieces.flatMap((piece) => (piece.kind === 'settled' ? piece.lines : []));
  return pieces.some((piece) => piece.kind === 'clash') ? null : settled.join('\n');
}

function mergeLists(base: readonly Value[], user: readonly Value[], next: readonly Value[], path: string, clashes: Clashes): Value {
  const identity = identityOf([base, user, next]);
  return identity === null ? mergeSequences(base, user, next, path, clashes) : mergeNamed(base, user, next, path, clashes, identity);
}

/** Elements by place: runs that only one side changed; where both did, one by one if there are as many. */
function mergeSequences(base: readonly Value[], user: readonly Value[], next: readonly Value[], path: string, clashes: Clashes): Value {
  const values = new Map([...base, ...user, ...next].map((value) => [canonical(value), value]));
  const [b, u, n] = [base, user, next].map((list) => list.map(canonical));
  const valuesOf = (keys: readonly string[]): Value[] => keys.flatMap((key) => values.get(key) ?? []);
  return mergePieces(b ?? [], u ?? [], n ?? []).flatMap((piece): readonly Value[] => {
    if (piece.kind === 'settled') return valuesOf(piece.lines);
    const [was, mine, theirs] = [piece.base, piece.user, piece.next].map(valuesOf);
    if (was === undefined || mine === undefined || theirs === undefined) return [];
    const scalars = [...was, ...mine, ...theirs].some((value) => typeof value === 'string');
    if (scalars || was.length !== mine.length || was.length !== theirs.length) {
      clashes.paths.push(path);
      return mine;
    }
    return was.map((value, i) => merge(value, mine[i], theirs[i], `${path}[${i}]`, clashes) ?? value);
  });
}

/** Elements by name: each is merged with its like; scalars are their own names. */
function mergeNamed(base: readonly Value[], user: readonly Value[], next: readonly Value[], path: string, clashes: Clashes, identity: (item: Value) => string): Value {
  const [b, u, n] = [base, user, next].map((list) => new Map(list.map((item) => [identity(item), item])));
  if (b === undefined || u === undefined || n === undefined) return user;
  const out = new Map<string, Value>();
  for (const id of new Set([...u.keys(), ...n.keys()])) {
    const value = merge(b.get(id), u.get(id), n.get(id), `${path}[${id.replace(STRING, '')}]`, clashes);
    if (value !== undefined) out.set(id, value);
  }
  const keys = [b, u, n].map((map) => [...map.keys()]) as [string[], string[], string[]];
  if (typeof (user[0] ?? next[0]) === 'string' && replacedTwice(...keys)) clashes.paths.push(path);
  return orderOf(...keys, new Set(out.keys())).flatMap((id) => out.get(id) ?? []);
}

/** Both took the same scalar away and put another in its place: no set, but a value that both changed. */
function replacedTwice(base: readonly string[], user: readonly string[], next: readonly string[]): boolean {
  const replaced = (other: readonly string[]): Map<string, string> => new Map(
    hunksOf(base, other).filter((h) => h.end > h.at).flatMap((h) => base.slice(h.from, h.to).map((key) => [key, other.slice(h.at, h.end).join('\n')] as const)),
  );
  const [mine, theirs] = [replaced(user), replaced(next)];
  return [...mine].some(([key, by]) => theirs.has(key) && theirs.get(key) !== by);
}

/** The order of a result: as lines would merge, else the side's that changed it, with the other's additions behind their neighbours. */
function orderOf(base: readonly string[], user: readonly string[], next: readonly string[], wanted: ReadonlySet<string>): string[] {
  const pieces = mergePieces(base, user, next);
  const merged = pieces.flatMap((piece) => (piece.kind === 'settled' ? piece.lines : []));
  if (pieces.every((piece) => piece.kind === 'settled') && merged.length === wanted.size && merged.every((key) => wanted.has(key))) return merged;
  if ([base, user, next].every((keys) => isSorted(keys)) && user.length > 1 && next.length > 1) return [...wanted].sort(byCode);
  const common = base.filter((key) => user.includes(key) && next.includes(key));
  const moved = (side: readonly string[]): boolean => side.filter((key) => common.includes(key)).some((key, i) => key !== common[i]);
  const [first, second] = !moved(user) && moved(next) ? [next, user] : [user, next];
  const out = first.filter((key) => wanted.has(key));
  for (const [i, key] of second.entries()) {
    if (!wanted.has(key) || out.includes(key)) continue;
    const before = second.slice(0, i).reverse().find((other) => out.includes(other));
    const behind = second.slice(i + 1).find((other) => out.includes(other));
    let place = before !== undefined ? out.indexOf(before) + 1 : behind !== undefined ? out.indexOf(behind) : out.length;
    // The other side's own additions there come first.
    while (before !== undefined && place < out.length && !second.includes(out[place] ?? '')) place += 1;
    out.splice(place, 0, key);
  }
  return out;
}

function byCode(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Keys in the order of their characters: additions go where the alphabet has them. */
export function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, i) => i === 0 || byCode(keys[i - 1] ?? '', key) <= 0);
}
