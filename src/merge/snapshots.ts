/**
 * Whole trees in memory: base, the user's, the new one -> the merged one. This is the engine without a disk, a lock or a
 * template; `generate` puts the same parts together over its files.
 */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { comparePaths } from '../plan/paths.js';
import type { Mode, Output } from '../render/model.js';
import { withCaseClashes } from './clashes.js';
import { mergeContent } from './content.js';
import { lost } from './ledger.js';
import { mergeTree } from './merge.js';
import type { Deep } from './merge.js';
import type { Action, Changes, DiskState, LockedOutput } from './model.js';
import { detectMoves, placeIn } from './renames.js';
import type { Bytes } from './renames.js';

/** One file; the bytes of a symbolic link are its target. */
export interface Entry {
  readonly bytes: Uint8Array;
  readonly mode: Mode | '120000';
}
export type Snapshot = ReadonlyMap<string, Entry>;

/** What is merged. */
export interface Sides {
  readonly base: Snapshot;
  readonly user: Snapshot;
  readonly next: Snapshot;
  /** Moves that the blueprint declares: old -> new. */
  readonly moves?: ReadonlyMap<string, string>;
  /** What an earlier merge found out about the user's tree. */
  readonly moved?: ReadonlyMap<string, string>;
  readonly deleted?: ReadonlySet<string>;
}

/** What became of one file. */
export interface Fate {
  readonly path: string;
  readonly action: Action;
  readonly note: string | null;
}

/** The merged tree. */
export interface Merged {
  readonly files: readonly Fate[];
  readonly tree: Snapshot;
  /** Changes of the user's that would be lost: with any, the tree is not to be used. */
  readonly lost: readonly string[];
  readonly moved: ReadonlyMap<string, string>;
  readonly deleted: ReadonlySet<string>;
}

/** Merges trees. */
export function mergeSnapshots(sides: Sides): Merged {
  const links = linkPaths(sides);
  const without = (tree: Snapshot): Snapshot => new Map([...tree].filter(([path]) => !links.has(path)));
  const plain = { ...sides, base: without(sides.base), next: without(sides.next) };
  const view = new View(plain);
  const locked = [...plain.base].map(([path, entry]) => lineOf(path, entry));
  const tree = new Map([...plain.next].map(([path, entry]) => [path, outputOf(path, entry)]));
  const deep = view.deep();
  const known = { deep, ...(sides.moves === undefined ? {} : { moves: sides.moves }), ...(sides.deleted === undefined ? {} : { deleted: sides.deleted }) };
  const decided = withCaseClashes(mergeTree(locked, (path) => view.state(path), tree, known), sides.user.keys());
  const result = new Map(sides.user);
  const changed = applyChanges(decided, result);
  const fates = [...applyLinks(sides, links, result), ...changed];
  const files = fates.sort((a, b) => comparePaths(a.path, b.path));
  return { files, tree: result, lost: audit({ ...plain, user: without(sides.user) }, decided, deep, result, files), moved: decided.moved, deleted: decided.deleted };
}

/** The user's tree as the table asks for it. */
class View {
  readonly #going: ReadonlySet<string>;
  readonly #folders = new Set<string>();

  constructor(private readonly sides: Sides) {
    const { base, user, next } = sides;
    const going = [...base].filter(([path, entry]) => !next.has(path) && same(entry, user.get(path)));
    this.#going = new Set(going.map(([path]) => path));
    // A folder is in the way while anything in it stays.
    for (const path of user.keys()) if (!this.#going.has(path)) parents(path).forEach((folder) => this.#folders.add(folder));
  }

  state(path: string): DiskState {
    const entry = this.sides.user.get(path);
    if (entry?.mode === '120000') return { kind: 'blocked', what: 'a symbolic link is in its place' };
    if (entry !== undefined) return { kind: 'file', digest: digest(entry.bytes), mode: entry.mode };
    for (const above of parents(path)) {
      const other = this.sides.user.get(above);
      if (other === undefined || this.#going.has(above)) continue;
      return { kind: 'blocked', what: other.mode === '120000' ? `${above} is a symbolic link` : `${above} is a file` };
    }
    return this.#folders.has(path) ? { kind: 'blocked', what: 'a folder is in its place' } : { kind: 'missing' };
  }

  deep(): Deep {
    const { base, user } = this.sides;
    const { files, folders } = this.#moves();
    return {
      moved: files,
      place: (path) => placeIn(folders, path),
      base: (line) => base.get(line.path)?.bytes ?? null,
      user: (path) => user.get(path)?.bytes ?? new Uint8Array(),
      digest,
      merge: (path, pristine, bytes) => mergeContent(path, pristine, user.get(path)?.bytes ?? new Uint8Array(), bytes),
    };
  }

  #moves(): { files: ReadonlyMap<string, string>; folders: ReadonlyMap<string, string> } {
    const { base, user, next, moved, deleted } = this.sides;
    const known = new Map([...(moved ?? [])].filter(([from, to]) => user.has(to) && !user.has(from)));
    const linked = this.#throughLinks();
    const gone = [...base].filter(([path]) => this.state(path).kind === 'missing' && !known.has(path) && deleted?.has(path) !== true);
    const taken = new Set([...known.values(), ...linked.files.values()]);
    const strange = [...user].filter(([path, entry]) => !base.has(path) && !taken.has(path) && entry.mode !== '120000');
    const bytes = (entries: readonly (readonly [string, Entry])[]): Bytes => new Map(entries.map(([path, entry]) => [path, () => entry.bytes]));
    // A name that the new tree has as well is the file's, when the new tree has it under no other.
    const may = (from: string, to: string): boolean => !next.has(to) || !next.has(from);
    const found = detectMoves(bytes(gone), bytes(strange), new Set(user.keys()), may, known);
    return { files: new Map([...found.files, ...known, ...linked.files]), folders: new Map([...found.folders, ...linked.folders]) };
  }

  /** A folder that the user put elsewhere, with a link in its place. */
  #throughLinks(): { files: Map<string, string>; folders: Map<string, string> } {
    const { base, user } = this.sides;
    const folders = new Map<string, string>();
    for (const [path, { bytes, mode }] of user) {
      const target = posix.normalize(posix.join(posix.dirname(path), new TextDecoder().decode(bytes)));
      if (mode === '120000' && [...user.keys()].some((other) => other.startsWith(`${target}/`))) folders.set(path, target);
    }
    const files = [...base.keys()].map((path) => [path, placeIn(folders, path)] as const).filter(([path, now]) => path !== now && user.has(now));
    return { files: new Map(files), folders };
  }
}

function applyChanges({ changes }: Changes, result: Map<string, Entry>): Fate[] {
  for (const { path, action } of changes) if (action === 'delete') result.delete(path);
  for (const { path, after } of changes) {
    if (after !== null) result.set(path, { bytes: after.bytes ?? result.get(path)?.bytes ?? new Uint8Array(), mode: after.mode });
  }
  return changes.map(({ path, action, note }) => ({ path, action, note }));
}

/** Paths at which the base or the new tree has a link: they are taken as a whole. */
function linkPaths({ base, next }: Sides): Set<string> {
  return new Set([...base, ...next].filter(([, entry]) => entry.mode === '120000').map(([path]) => path));
}

function applyLinks({ base, user, next }: Sides, links: ReadonlySet<string>, result: Map<string, Entry>): Fate[] {
  return [...links].map((path): Fate => {
    const [b, u, n] = [base.get(path), user.get(path), next.get(path)];
    if (same(u, n)) return { path, action: 'unchanged', note: null };
    const blocked = n !== undefined && ([...result.keys()].some((other) => other.startsWith(`${path}/`)) ? 'a folder is in its place' : parents(path).filter((above) => result.has(above)).map((above) => `${above} is no folder`)[0]);
    if (typeof blocked === 'string') return { path, action: 'conflict', note: blocked };
    if (same(b, u)) {
      if (n === undefined) result.delete(path);
      else result.set(path, n);
      return { path, action: n === undefined ? 'delete' : u === undefined ? 'create' : 'update', note: null };
    }
    if (u === undefined) return { path, action: 'keep', note: 'you deleted it' };
    if (same(b, n)) return { path, action: 'keep', note: 'you edited it' };
    if (n === undefined) return { path, action: 'keep', note: 'no generator plans it any more, and you changed it' };
    return { path, action: 'conflict', note: 'a symbolic link on one side at least, and both changed it: yours is there' };
  });
}

/** Every file of the user's against what became of it. */
function audit({ base, user, next, moves }: Sides, { changes }: Changes, deep: Deep, result: Snapshot, files: readonly Fate[]): string[] {
  const shown = new Set(files.filter((file) => file.action === 'conflict').map((file) => file.path));
  const from = new Map([...deep.moved].map(([old, now]) => [now, old]));
  const merged = new Map([...user].filter(([path]) => !result.has(path)).map(([path]) => [path, moves?.get(path) ?? path]));
  const kept = [...user].flatMap(([path, entry]) => {
    const old = base.has(path) ? path : (from.get(path) ?? path);
    const now = merged.get(path) ?? path;
    const line = { path, base: base.get(old)?.bytes ?? null, user: entry.bytes, next: (next.get(old) ?? next.get(now))?.bytes ?? null, result: result.get(now)?.bytes ?? null };
    return [...lost({ ...line, shown: shown.has(now) }), ...modeLost(path, base.get(old), entry, result.get(now))];
  });
  const deleted = [...base].filter(([path]) => !user.has(path) && !deep.moved.has(path)).flatMap(([path, entry]) => {
    // A folder or a file of another name in its place is no return.
    const back = changes.some((change) => change.path === path && change.after !== null) || result.has(path);
    return lost({ path, base: entry.bytes, user: null, next: null, result: back ? entry.bytes : null, shown: shown.has(path) });
  });
  return [...kept, ...deleted];
}

function modeLost(path: string, base: Entry | undefined, user: Entry, result: Entry | undefined): string[] {
  const changed = base !== undefined && base.mode !== user.mode;
  return changed && result !== undefined && result.mode !== user.mode ? [`${path}: you made its mode ${user.mode}`] : [];
}

function lineOf(path: string, { bytes, mode }: Entry): LockedOutput {
  return { path, digest: digest(bytes), mode: mode === '100755' ? mode : '100644', ownership: 'merged' };
}

function outputOf(path: string, entry: Entry): Output {
  return { ...lineOf(path, entry), bytes: entry.bytes, generator: 'engine', rules: [] };
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function same(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.mode === b.mode && Buffer.compare(a.bytes, b.bytes) === 0;
}

function parents(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

