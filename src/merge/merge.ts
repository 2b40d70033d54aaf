/**
 * Base, disk and new tree -> what becomes of each file. Pure. No edit is ever lost: wherever the user and the
 * blueprint both changed a file, it stays as it is and is named.
 */
import { comparePaths } from '../plan/paths.js';
import type { Mode, Output, Tree } from '../render/model.js';
import type { Action, Change, Changes, DiskState, LockedOutput } from './model.js';

/** How files that exist and that no lock knows are met: `conflict` (generate) or `keep` (new --into). */
export type Strangers = 'conflict' | 'keep';

/** Decides every path of the last lock and of the new tree. `disk` says what is at a path now. */
export function mergeTree(
  locked: readonly LockedOutput[],
  disk: (path: string) => DiskState,
  tree: Tree,
  strangers: Strangers = 'conflict',
): Changes {
  const base = new Map(locked.map((line) => [line.path, line]));
  const paths = [...new Set([...base.keys(), ...tree.keys()])].sort(comparePaths);
  const changes: Change[] = [];
  const outputs: LockedOutput[] = [];
  for (const path of paths) {
    const decision = decide(base.get(path), disk(path), tree.get(path), strangers);
    if (decision.change !== null) changes.push(decision.change);
    if (decision.line !== null) outputs.push(decision.line);
  }
  return { changes, outputs };
}

interface Decision {
  /** Null: nothing worth a word. */
  readonly change: Change | null;
  /** The lock's next line; null drops it. */
  readonly line: LockedOutput | null;
}

function decide(base: LockedOutput | undefined, user: DiskState, next: Output | undefined, strangers: Strangers): Decision {
  if (next === undefined) return base === undefined ? { change: null, line: null } : removed(base, user);
  if (next.ownership === 'source') return source(user, next);
  if (next.ownership === 'seeded' || next.ownership === 'history') return writtenOnce(base, user, next);
  return base === undefined ? added(user, next, strangers) : changed(base, user, next);
}

/** The user's own: written when it is not there (a new repository), never touched again, never locked as an output. */
function source(user: DiskState, next: Output): Decision {
  const change = user.kind === 'missing' ? put('create', user, next) : stay(same(user, next) ? 'unchanged' : 'keep', user, next, null);
  return { change, line: null };
}

function writtenOnce(base: LockedOutput | undefined, user: DiskState, next: Output): Decision {
  if (base === undefined && user.kind === 'missing') return { change: put('create', user, next), line: lineOf(next) };
  const line = base ?? lineOf(next);
  if (user.kind === 'missing') return { change: stay('keep', user, next, 'you deleted it'), line };
  return { change: stay(same(user, line) ? 'unchanged' : 'keep', user, next, null), line };
}

/** The blueprint has a file that the lock does not know. */
function added(user: DiskState, next: Output, strangers: Strangers): Decision {
  if (user.kind === 'missing') return { change: put('create', user, next), line: lineOf(next) };
  if (same(user, next)) return { change: stay('unchanged', user, next, null), line: lineOf(next) };
  if (strangers === 'keep') return { change: stay('keep', user, next, 'it was there before'), line: lineOf(next) };
  return { change: stay('conflict', user, next, blocked(user) ?? 'a file of yours is where a new one belongs'), line: null };
}

/** Both the lock and the new tree have it. */
function changed(base: LockedOutput, user: DiskState, next: Output): Decision {
  const renewed = lineOf(next);
  const moved = base.digest !== next.digest || base.mode !== next.mode;
  if (user.kind === 'missing') return { change: stay('keep', user, next, 'you deleted it'), line: base };
  if (user.kind === 'blocked') {
    return moved ? { change: stay('conflict', user, next, blocked(user)), line: base } : { change: stay('keep', user, next, blocked(user)), line: base };
  }
  if (same(user, next)) return { change: stay('unchanged', user, next, null), line: renewed };
  if (!moved) return { change: stay('keep', user, next, 'you edited it'), line: base };
  const touched = user.digest !== base.digest;
  if (touched && base.digest !== next.digest && user.digest !== next.digest) {
    return { change: stay('conflict', user, next, 'you and the blueprint both changed it'), line: base };
  }
  const mode: Mode = user.mode === base.mode ? next.mode : user.mode;
  const mine = touched && user.digest !== next.digest;
  if (mine && user.mode === mode) return { change: stay('keep', user, next, 'you edited it'), line: renewed };
  if (mine) {
    const after = { bytes: null, digest: user.digest, mode };
    return { change: { ...stay('merge', user, next, null), after }, line: renewed };
  }
  if (user.digest === next.digest && user.mode === mode) return { change: stay('keep', user, next, 'you changed its mode'), line: renewed };
  return { change: put(mode === next.mode ? 'update' : 'merge', user, next, mode), line: renewed };
}

/** The lock has it and no generator plans it any more. */
function removed(base: LockedOutput, user: DiskState): Decision {
  const gone: Output = { ...base, generator: 'specwright', rules: [], bytes: new Uint8Array() };
  if (base.ownership === 'history') return { change: stay(same(user, base) ? 'unchanged' : 'keep', user, gone, null), line: base };
  if (user.kind === 'missing') return { change: null, line: null };
  if (user.kind === 'file' && user.digest === base.digest) {
    const before = { digest: user.digest, mode: user.mode };
    return { change: { ...stay('delete', user, gone, null), before }, line: null };
  }
  return { change: stay('keep', user, gone, 'no generator plans it any more, and you changed it'), line: null };
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

function put(action: Action, user: DiskState, next: Output, mode: Mode = next.mode): Change {
  const after = { bytes: next.bytes, digest: next.digest, mode };
  return { ...stay(action, user, next, null), after };
}

function stay(action: Action, user: DiskState, next: Output, note: string | null): Change {
  const { path, ownership, generator, rules } = next;
  return { path, action, ownership, generator, rules, before: before(user), after: null, note };
}
