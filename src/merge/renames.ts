/**
 * Which of the user's files were ours under another name? Only base paths that are gone are looked for, and only among
 * files that neither the base nor the new tree names: an edit must never move into a file that merely looks alike.
 */
import { comparePaths } from '../plan/paths.js';
import { decode } from './text/decode.js';

/** Paths with their bytes, read when they are needed. */
export type Bytes = ReadonlyMap<string, () => Uint8Array>;

/** Where the user's files are now. */
export interface Moves {
  /** Old path -> new path. */
  readonly files: ReadonlyMap<string, string>;
  /** Old folder -> new folder, for folders of which nothing is left. */
  readonly folders: ReadonlyMap<string, string>;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly score: number;
}

/** How alike two files are to be, from 0 to 1. */
const SAME_FOLDER = 0.6;
const SAME_NAME = 0.6;
const NEITHER = 0.75;
/** Dockerfiles and their like look alike wherever they are. */
const COMMON_NAME = 0.85;
/** With its folder, when the other files there moved for certain. */
const IN_MOVED_FOLDER = 0.3;

/**
 * `gone`: base files missing in the user's tree; `strange`: the user's files that the base does not have; `all`: every
 * path of the user's; `may` one have become the other? `known`: moves that were found before.
 */
export function detectMoves(gone: Bytes, strange: Bytes, all: ReadonlySet<string>, may: (from: string, to: string) => boolean, known: ReadonlyMap<string, string>): Moves {
  const names = namesOf([...gone.keys(), ...all]);
  if (gone.size === 0) return { files: new Map(), folders: movedFolders([...known], all) };
  const prints = new Map([...gone, ...strange].map(([path, bytes]) => [path, printOf(bytes())]));
  const from = [...gone.keys()].sort(comparePaths);
  const to = [...strange.keys()].sort(comparePaths);
  const pairs = from.flatMap((a) => to.filter((b) => may(a, b)).map((b) => ({ from: a, to: b, score: likeness(prints.get(a), prints.get(b)) })));
  const certain = assign(pairs.filter((pair) => pair.score >= threshold(pair, names)));
  const folders = movedFolders([...known, ...certain], all);
  // A second look, now that folders are known.
  const taken = new Set(certain.values());
  const follows = pairs.filter((pair) => {
    const expected = placeIn(folders, pair.from);
    const empty = prints.get(pair.from)?.weight === 0 && prints.get(pair.to)?.weight === 0;
    return expected === pair.to && !certain.has(pair.from) && !taken.has(pair.to) && (empty || pair.score >= IN_MOVED_FOLDER);
  });
  return { files: new Map([...certain, ...assign(follows)]), folders };
}

/** A path where its folder is now. */
export function placeIn(folders: ReadonlyMap<string, string>, path: string): string {
  for (let folder = parent(path); folder !== ''; folder = parent(folder)) {
    const now = folders.get(folder);
    if (now !== undefined) return `${now === '' ? '' : `${now}/`}${path.slice(folder.length + 1)}`;
  }
  return path;
}

function threshold({ from, to }: Pair, names: ReadonlyMap<string, number>): number {
  if (parent(from) === parent(to)) return ending(from) === ending(to) ? SAME_FOLDER : COMMON_NAME;
  if (base(from) === base(to)) return (names.get(base(from)) ?? 0) > 2 || COMMON.test(base(from)) ? COMMON_NAME : SAME_NAME;
  return ending(from) === ending(to) ? NEITHER : COMMON_NAME;
}

const COMMON = /^(Dockerfile|Makefile|README\.\w+|index\.\w+|main\.\w+|__init__\.py|package\.json|tsconfig\.json|Chart\.yaml|values\.yaml|docker-compose\.\w+|conftest\.py|kustomization\.yaml|\..*)$/i;

/** The best pairs first. Two equally good ones of which neither has the same name say nothing. */
function assign(pairs: readonly Pair[]): Map<string, string> {
  const rank = (pair: Pair): number => pair.score + (base(pair.from) === base(pair.to) ? 0.1 : 0) + commonFolders(pair) * 0.001;
  const sorted = [...pairs].sort((a, b) => rank(b) - rank(a) || comparePaths(a.from, b.from) || comparePaths(a.to, b.to));
  const out = new Map<string, string>();
  const taken = new Set<string>();
  const unclear = new Set<string>();
  for (const pair of sorted) {
    if (out.has(pair.from) || taken.has(pair.to) || unclear.has(pair.from)) continue;
    const rivals = sorted.filter((other) => other !== pair && !taken.has(other.to) && !out.has(other.from) && rank(other) === rank(pair));
    if (rivals.some((other) => other.from === pair.from || other.to === pair.to)) {
      unclear.add(pair.from);
      continue;
    }
    out.set(pair.from, pair.to);
    taken.add(pair.to);
  }
  return out;
}

function commonFolders({ from, to }: Pair): number {
  const [a, b] = [from.split('/'), to.split('/')];
  let tail = 0;
  while (tail < a.length && tail < b.length && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  return tail;
}

/** Folders from which everything went to one other. */
function movedFolders(files: readonly (readonly [string, string])[], all: ReadonlySet<string>): Map<string, string> {
  const votes = new Map<string, Map<string, number>>();
  for (const [from, to] of files) {
    let [a, b] = [parent(from), parent(to)];
    while (a !== '' && a !== b) {
      const vote = votes.get(a) ?? new Map<string, number>();
      votes.set(a, vote.set(b, (vote.get(b) ?? 0) + 1));
      if (base(a) !== base(b)) break;
      [a, b] = [parent(a), parent(b)];
    }
  }
  const out = new Map<string, string>();
  for (const [folder, vote] of votes) {
    const [best, second] = [...vote].sort((x, y) => y[1] - x[1]);
    const empty = ![...all].some((path) => path.startsWith(`${folder}/`));
    if (best !== undefined && empty && best[1] > (second?.[1] ?? 0)) out.set(folder, best[0]);
  }
  return out;
}

/** A file's lines with how often each is there; what cannot be read as text is compared as a whole. */
interface Print {
  readonly whole: string;
  readonly lines: ReadonlyMap<string, number>;
  readonly weight: number;
}

function printOf(bytes: Uint8Array): Print {
  const decoded = decode(bytes);
  const lines = new Map<string, number>();
  let weight = 0;
  for (const line of decoded.kind === 'text' ? decoded.text.lines : []) {
    const bare = line.trim();
    if (bare === '') continue;
    lines.set(bare, (lines.get(bare) ?? 0) + 1);
    weight += bare.length;
  }
  return { whole: Buffer.from(bytes).toString('latin1'), lines, weight };
}

/** The part of the longer file that is in the other one too. */
function likeness(a: Print | undefined, b: Print | undefined): number {
  if (a === undefined || b === undefined || a.whole === '' || b.whole === '') return 0;
  if (a.whole === b.whole) return 1;
  const longest = Math.max(a.weight, b.weight);
  if (longest === 0) return 0;
  let common = 0;
  for (const [line, count] of a.lines) common += Math.min(count, b.lines.get(line) ?? 0) * line.length;
  return common / longest;
}

function namesOf(paths: readonly string[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const path of new Set(paths)) out.set(base(path), (out.get(base(path)) ?? 0) + 1);
  return out;
}

function parent(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

function base(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function ending(path: string): string {
  return /\.[^.]+$/.exec(base(path))?.[0] ?? '';
}
