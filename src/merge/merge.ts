/**
 * Base, disk and new tree -> what becomes of each file. Pure. No edit is ever lost: what the user and the blueprint
 * both changed is merged by {@link Deep}, or, without it, stays as it is and is named.
 */
import { comparePaths } from '../plan/paths.js';
import type { Mode, Output, Tree } from '../render/model.js';
import type { MergedContent } from './content.js';
import type { Action, Change, Changes, DiskState, LockedOutput } from './model.js';

/** How files that exist and that no lock knows are met: `conflict` (generate) or `keep` (new --into). */
export type Strangers = 'conflict' | 'keep';

/** What needs the contents of files. It is loaded only for repositories that were edited. */
export interface Deep {
  /** Where the user has files of the last run that are not where they were. */
  readonly moved: ReadonlyMap<string, string>;
  /** A new path, in the folder that the user made of its own. */
  place(path: string): string;
  /** What was written last time; null where the base has lost it. */
  base(line: LockedOutput): Uint8Array | null;
  /** The user's file. */
  user(path: string): Uint8Array;
  digest(bytes: Uint8Array): string;
  /** The user's file at `path` with the new one, which is written as `next.path`. */
  merge(path: string, base: Uint8Array | null, next: Uint8Array): MergedContent;
}

/** What is known beside lock, disk and tree. */
export interface Known {
  readonly strangers?: Strangers;
  readonly deep?: Deep | null;
  /** Outputs that the blueprint has under another name since: old -> new. */
  readonly moves?: ReadonlyMap<string, string>;
  /** Outputs that the user deleted before. */
  readonly deleted?: ReadonlySet<string>;
}

/** Decides every path of the last lock and of the new tree. `disk` says what is at a path now. */
export function mergeTree(locked: readonly LockedOutput[], disk: (path: string) => DiskState, tree: Tree, known: Strangers | Known = {}): Changes {
  return new Table(locked, disk, tree, typeof known === 'string' ? { strangers: known } : known).decided();
}

interface Decision {
  /** Null: nothing worth a word. */
  readonly change: Change | null;
  /** The lock's next line; null drops it. */
  readonly line: LockedOutput | null;
}

/** One file through time: what we wrote, what the user has, what is to be. */
interface File {
  readonly base: LockedOutput | undefined;
  readonly next: Output | undefined;
  /** Where the user has it. */
  readonly path: string;
  readonly user: DiskState;
}

class Table {
  readonly #changes = new Map<string, Change>();
  readonly #outputs = new Map<string, LockedOutput>();
  readonly #moved = new Map<string, string>();
  readonly #deleted = new Set<string>();
  readonly #base: ReadonlyMap<string, LockedOutput>;
  readonly #met = new Set<string>();

  constructor(
    locked: readonly LockedOutput[],
    private readonly disk: (path: string) => DiskState,
    private readonly tree: Tree,
    private readonly known: Known,
  ) {
    this.#base = new Map(locked.map((line) => [line.path, line]));
    for (const path of known.deleted ?? []) if (disk(path).kind === 'missing') this.#deleted.add(path);
  }

  decided(): Changes {
    for (const line of this.#base.values()) this.#decide(line, this.tree.get(this.#newName(line.path)));
    for (const next of this.tree.values()) if (!this.#met.has(next.path)) this.#decide(undefined, next);
    const sorted = <T extends { readonly path: string }>(all: Iterable<T>): T[] => [...all].sort((a, b) => comparePaths(a.path, b.path));
    return { changes: sorted(this.#changes.values()), outputs: sorted(this.#outputs.values()), moved: this.#moved, deleted: this.#deleted };
  }

  /** What the blueprint calls a file now. A name that the user gave counts as well, when the blueprint follows it. */
  #newName(path: string): string {
    if (this.tree.has(path)) return path;
    const declared = this.known.moves?.get(path);
    if (declared !== undefined && this.tree.has(declared) && !this.#base.has(declared)) return declared;
    const mine = this.known.deep?.moved.get(path);
    return mine !== undefined && this.tree.has(mine) && !this.#base.has(mine) ? mine : path;
  }

  #decide(base: LockedOutput | undefined, next: Output | undefined): void {
    const ours = next?.path ?? base?.path ?? '';
    this.#met.add(ours);
    const path = this.#placeOf(base, ours);
    const file: File = { base, next, path, user: this.disk(path) };
    const decision = this.#declaredMove(file) ?? decide(file, this.known, this.#deleted);
    if (decision.line !== null) this.#outputs.set(decision.line.path, decision.line);
    const shared = base?.ownership === 'merged' || base?.ownership === 'derived';
    // Gone on both sides: nobody knows who began, and nothing comes back.
    if (file.user.kind === 'missing' && next !== undefined && shared && decision.change?.action !== 'create') this.#deleted.add(ours);
    if (decision.change !== null) this.#changes.set(decision.change.path, decision.change);
    if (path !== ours && path !== base?.path && next !== undefined) this.#leadTo(path, next);
  }

  /** Where the user has a file, or is to have it. */
  #placeOf(base: LockedOutput | undefined, ours: string): string {
    const { deep } = this.known;
    if (base === undefined) return this.disk(ours).kind === 'missing' ? (deep?.place(ours) ?? ours) : ours;
    if (this.disk(base.path).kind === 'file') return base.path;
    return deep?.moved.get(base.path) ?? (base.path === ours || this.disk(ours).kind !== 'file' ? base.path : ours);
  }

  /** The user's name for a file of ours; the old place says so. */
  #leadTo(path: string, next: Output): void {
    this.#moved.set(next.path, path);
    if (!this.#changes.has(next.path)) this.#changes.set(next.path, stay('keep', { kind: 'missing' }, next, `you have it as ${path}`));
  }

  /** The blueprint moved it, and the user has it at the old place: it is merged there, and moves. */
  #declaredMove({ base, next, path, user }: File): Decision | null {
    if (base === undefined || next === undefined || base.path === next.path || path !== base.path || user.kind !== 'file') return null;
    const there = this.disk(next.path);
    if (there.kind !== 'missing') {
      const note = `the blueprint moved ${base.path} here, where you have something of your own`;
      return { change: stay('conflict', there, next, note), line: base };
    }
    const { change, line } = decide({ base, next, path, user }, this.known, this.#deleted);
    const after = change?.after ?? { bytes: null, digest: user.digest, mode: user.mode };
    const bytes = after.bytes ?? (after.digest === next.digest ? next.bytes : this.known.deep?.user(path));
    // Nobody can read the user's file here: it stays where it is, like any that both changed.
    if (change === null || bytes === undefined) return { change: stay('conflict', user, { ...next, path }, `the blueprint moved it to ${next.path}`), line: base };
    const action = change.action === 'conflict' ? 'conflict' : user.digest === base.digest ? 'create' : 'merge';
    this.#changes.set(next.path, { ...change, action, path: next.path, before: null, after: { ...after, bytes }, note: change.note ?? `the blueprint moved it from ${base.path}` });
    const gone: Output = { ...base, generator: next.generator, rules: [], bytes: new Uint8Array() };
    return { change: stay('delete', user, gone, `the blueprint moved it to ${next.path}`), line };
  }
}

function decide(file: File, known: Known, deleted: ReadonlySet<string>): Decision {
  const { base, next, user } = file;
  if (next === undefined) return base === undefined ? { change: null, line: null } : removed(base, file);
  if (next.ownership === 'source') return source(file, next);
  if (base === undefined && user.kind === 'missing' && deleted.has(next.path)) return { change: stay('keep', user, next, 'you deleted it'), line: null };
  if (next.ownership === 'seeded' || next.ownership === 'history') return writtenOnce(base, file, next);
  return base === undefined ? added(file, next, known) : changed(base, file, next, known);
}

/** The user's own: written when it is not there (a new repository), never touched again, never locked as an output. */
function source({ user }: File, next: Output): Decision {
  const change = user.kind === 'missing' ? put('create', user, next) : stay(same(user, next) ? 'unchanged' : 'keep', user, next, null);
  return { change, line: null };
}

function writtenOnce(base: LockedOutput | undefined, { user, path }: File, next: Output): Decision {
  if (base === undefined && user.kind === 'missing') return { change: at(path, put('create', user, next)), line: lineOf(next) };
  const line = base ?? lineOf(next);
  if (user.kind === 'missing') return { change: stay('keep', user, next, 'you deleted it'), line };
  return { change: at(path, stay(same(user, line) ? 'unchanged' : 'keep', user, next, null)), line };
}

/** The blueprint has a file that the lock does not know. */
function added({ user, path }: File, next: Output, { strangers = 'conflict', deep = null }: Known): Decision {
  if (user.kind === 'missing') {
    const change = at(path, put('create', user, next));
    return { change: path === next.path ? change : { ...change, note: `in the folder that you made of that of ${next.path}` }, line: lineOf(next) };
  }
  if (same(user, next)) return { change: at(path, stay('unchanged', user, next, null)), line: lineOf(next) };
  if (strangers === 'keep') return { change: stay('keep', user, next, 'it was there before'), line: lineOf(next) };
  if (deep !== null && user.kind === 'file') return both(undefined, user, next, path, deep);
  return { change: stay('conflict', user, next, blocked(user) ?? 'a file of yours is where a new one belongs'), line: null };
}

/** Both the lock and the new tree have it. */
function changed(base: LockedOutput, { user, path }: File, next: Output, { deep = null }: Known): Decision {
  const renewed = lineOf(next);
  const moved = base.digest !== next.digest || base.mode !== next.mode;
  if (user.kind === 'missing') return { change: stay('keep', user, next, moved ? 'you deleted it; the blueprint changed it since' : 'you deleted it'), line: { ...base, path: next.path } };
  if (user.kind === 'blocked') {
    return moved ? { change: stay('conflict', user, next, blocked(user)), line: base } : { change: stay('keep', user, next, blocked(user)), line: base };
  }
  if (same(user, next)) return { change: at(path, stay('unchanged', user, next, null)), line: renewed };
  if (!moved) return { change: at(path, stay('keep', user, next, same(user, base) ? null : 'you edited it')), line: renewed };
  const touched = user.digest !== base.digest;
  if (touched && base.digest !== next.digest && user.digest !== next.digest) {
    if (deep !== null) return both(base, user, next, path, deep);
    return { change: stay('conflict', user, next, 'you and the blueprint both changed it'), line: base };
  }
  const mode: Mode = user.mode === base.mode ? next.mode : user.mode;
  const mine = touched && user.digest !== next.digest;
  if (mine && user.mode === mode) return { change: at(path, stay('keep', user, next, 'you edited it')), line: renewed };
  if (mine) {
    const after = { bytes: null, digest: user.digest, mode };
    return { change: at(path, { ...stay('merge', user, next, null), after }), line: renewed };
  }
  if (user.digest === next.digest && user.mode === mode) return { change: at(path, stay('keep', user, next, 'you changed its mode')), line: renewed };
  return { change: at(path, put(mode === next.mode ? 'update' : 'merge', user, next, mode)), line: renewed };
}

/** Both sides have something to say about what is in it. */
function both(base: LockedOutput | undefined, user: DiskState & { kind: 'file' }, next: Output, path: string, deep: Deep): Decision {
  const line = lineOf(next);
  const pristine = base === undefined ? null : deep.base(base);
  const merged: MergedContent = user.digest === next.digest ? { kind: 'kept', note: null } : deep.merge(path, pristine, next.bytes);
  const mode: Mode = user.mode === (base?.mode ?? '100644') ? next.mode : user.mode;
  const asIs = { bytes: null, digest: user.digest, mode };
  if (merged.kind === 'kept') {
    const kept = at(path, stay('keep', user, next, merged.note));
    return { change: mode === user.mode ? kept : { ...kept, action: 'merge', after: asIs }, line };
  }
  const { bytes, note } = merged;
  const after = bytes === null ? asIs : { bytes, digest: deep.digest(bytes), mode };
  if (merged.kind === 'clash') {
    const clash = { base: pristine === null || base === undefined ? null : { bytes: pristine, mode: base.mode }, next: { bytes: next.bytes, mode: next.mode } };
    const change = stay('conflict', user, next, base !== undefined && pristine === null ? `${note ?? ''}; .specwright/base has lost what was there before` : note);
    return { change: at(path, { ...change, after: bytes === null && mode === user.mode ? null : after, clash }), line };
  }
  if (after.digest === user.digest && mode === user.mode) return { change: at(path, stay('keep', user, next, 'you have what the blueprint changed')), line };
  return { change: at(path, { ...stay(after.digest === next.digest ? 'update' : 'merge', user, next, note), after }), line };
}

/** The lock has it and no generator plans it any more. */
function removed(base: LockedOutput, { user, path }: File): Decision {
  const gone: Output = { ...base, generator: 'specwright', rules: [], bytes: new Uint8Array() };
  if (base.ownership === 'history') return { change: stay(same(user, base) ? 'unchanged' : 'keep', user, gone, null), line: base };
  if (user.kind === 'missing') return { change: null, line: null };
  if (user.kind === 'file' && same(user, base) && path === base.path) {
    const before = { digest: user.digest, mode: user.mode };
    return { change: { ...stay('delete', user, gone, null), before }, line: null };
  }
  const note = `no generator plans it any more, and you ${path === base.path ? 'changed' : 'moved'} it`;
  return { change: at(path, stay('keep', user, gone, note)), line: null };
}

function blocked(user: DiskState): string | null {
  return user.kind === 'blocked' ? user.what : null;
}

function same(user: DiskState, other: { readonly digest: string; readonly mode: Mode }): boolean {
  return user.kind === 'file' && user.digest === other.digest && user.mode === other.mode;
}

function lineOf(next: Output): LockedOutput {
  return { path: next.path, digest: next.digest, mode: next.mode, ownership: next.ownership };
}

function before(user: DiskState): Change['before'] {
  return user.kind === 'file' ? { digest: user.digest, mode: user.mode } : null;
}

function at(path: string, change: Change): Change {
  return change.path === path ? change : { ...change, path };
}

function put(action: Action, user: DiskState, next: Output, mode: Mode = next.mode): Change {
  const after = { bytes: next.bytes, digest: next.digest, mode };
  return { ...stay(action, user, next, null), after };
}

function stay(action: Action, user: DiskState, next: Output, note: string | null): Change {
  const { path, ownership, generator, rules } = next;
  return { path, action, ownership, generator, rules, before: before(user), after: null, note };
}
