/** A repository that was edited: its files are read, moves are looked for, what both sides changed is merged. Loaded only then. */
import { withCaseClashes } from '../merge/clashes.js';
import { mergeContent } from '../merge/content.js';
import { lost } from '../merge/ledger.js';
import { mergeTree } from '../merge/merge.js';
import type { Deep } from '../merge/merge.js';
import type { Change, Changes, DiskState, Lock, LockedOutput } from '../merge/model.js';
import { detectMoves, placeIn } from '../merge/renames.js';
import type { Bytes, Moves } from '../merge/renames.js';
import { digest } from '../render/digest.js';
import type { Tree } from '../render/model.js';
import type { Disk } from '../write/disk.js';

/** A folder, its lock and what is to be. */
export interface Edited {
  readonly disk: Disk;
  /** What is at a path, once what goes is gone. */
  state(path: string): DiskState;
  /** Pristine bytes by digest; null when the base has lost them. */
  pristine(digest: string): Uint8Array | null;
  readonly lock: Lock;
  readonly tree: Tree;
}

/** The decisions, with contents merged. @throws Error when the books do not close. */
export function mergeEdited(edited: Edited): Changes {
  const { disk, lock, tree } = edited;
  const paths = disk.files();
  const bases = new Map<string, Uint8Array | null>();
  const baseOf = (line: LockedOutput): Uint8Array | null => {
    let bytes = bases.get(line.digest);
    if (bytes === undefined) bases.set(line.digest, (bytes = edited.pristine(line.digest)));
    return bytes;
  };
  const { files, folders } = movesIn(edited, paths, baseOf);
  const deep: Deep = {
    moved: files,
    place: (path) => placeIn(folders, path),
    base: baseOf,
    user: (path) => disk.bytes(path),
    digest,
    merge: (path, base, next) => mergeContent(path, base, disk.bytes(path), next),
  };
  const known = { deep, ...(lock.deleted === undefined ? {} : { deleted: lock.deleted }) };
  const decided = withCaseClashes(mergeTree(lock.outputs, edited.state, tree, known), paths);
  const missing = decided.changes.flatMap((change) => audit(change, edited, decided, baseOf));
  if (missing.length > 0) throw new Error(`changes of yours would be lost: ${missing.join('; ')}`);
  return decided;
}

function movesIn({ disk, lock, tree }: Edited, paths: readonly string[], baseOf: (line: LockedOutput) => Uint8Array | null): Moves {
  const all = new Set(paths);
  const known = new Map([...(lock.moved ?? [])].filter(([from, to]) => all.has(to) && !all.has(from)));
  const missing = lock.outputs.filter(({ path, ownership }) => (ownership === 'derived' || ownership === 'merged') && !known.has(path) && lock.deleted?.has(path) !== true && disk.state(path).kind === 'missing');
  const gone: Bytes = new Map(missing.flatMap((line) => {
    const bytes = baseOf(line);
    return bytes === null ? [] : [[line.path, () => bytes] as const];
  }));
  const ours = new Set([...lock.outputs.map((line) => line.path), ...lock.inputs.map((input) => input.path), ...known.values()]);
  const strange: Bytes = new Map(paths.filter((path) => !ours.has(path)).map((path) => [path, () => disk.bytes(path)]));
  const found = detectMoves(gone, strange, all, (from, to) => !tree.has(to) || !tree.has(from), known);
  return { files: new Map([...known, ...found.files]), folders: found.folders };
}

/** What of the user's a change would lose. */
function audit(change: Change, { disk, lock, tree }: Edited, { moved }: Changes, baseOf: (line: LockedOutput) => Uint8Array | null): string[] {
  const { path, before, after, action } = change;
  if (before === null || (after === null ? action !== 'delete' : after.bytes === null)) return [];
  const ours = [...moved].find(([, to]) => to === path)?.[0] ?? path;
  const line = lock.outputs.find((output) => output.path === ours);
  if (line?.digest === before.digest) return [];
  const base = line === undefined ? null : baseOf(line);
  // A base that is lost is reported as such, and everything that differs is in conflict.
  if (line !== undefined && base === null) return [];
  return lost({ path, base, user: disk.bytes(path), next: tree.get(ours)?.bytes ?? null, result: after?.bytes ?? null, shown: action === 'conflict' });
}
