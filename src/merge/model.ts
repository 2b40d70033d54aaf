/** What a run would change, as a value. Nothing here touches a disk. */
import type { Ownership } from '../plan/model.js';
import type { Mode } from '../render/model.js';

/** What becomes of one file. */
export type Action = 'create' | 'update' | 'merge' | 'delete' | 'keep' | 'conflict' | 'unchanged';

/** What we wrote last time, one line of the lock. */
export interface LockedOutput {
  readonly path: string;
  readonly digest: string;
  readonly mode: Mode;
  readonly ownership: Ownership;
}

/** One input of the last run: a file that was read, or was looked for and absent. */
export interface LockedInput {
  readonly path: string;
  readonly digest: string | null;
}

/** `.specwright/lock` as a value. */
export interface Lock {
  /** `0.1`: patch releases of the tool write the same lock. */
  readonly tool: string;
  readonly blueprint: { readonly name: string; readonly version: string; readonly digest: string };
  readonly constitution: string;
  /** Sorted by path. The first run's spec is among them. */
  readonly inputs: readonly LockedInput[];
  /** Sorted by path. */
  readonly outputs: readonly LockedOutput[];
  /** Outputs that the user has under another name: ours -> theirs. */
  readonly moved?: ReadonlyMap<string, string>;
  /** Outputs that the user deleted: they stay deleted, also when the blueprint drops them and has them again. */
  readonly deleted?: ReadonlySet<string>;
}

/** A path in the user's folder as it is now. */
export type DiskState =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly digest: string; readonly mode: Mode }
  /** A folder, a link, a device; or a parent is no folder, or a link that leads out. */
  | { readonly kind: 'blocked'; readonly what: string };

/** The fate of one file. */
export interface Change {
  readonly path: string;
  readonly action: Action;
  readonly ownership: Ownership;
  /** `specwright` for the spec itself and for files of generators that are gone. */
  readonly generator: string;
  readonly rules: readonly string[];
  /** What is on disk now; null = nothing, or nothing that can be replaced. */
  readonly before: { readonly digest: string; readonly mode: Mode } | null;
  /** What is to be there; null = nothing. Null for `keep`, and for a `conflict` whose file stays as it is. */
  readonly after: { /** Null: the bytes that are there; only the mode changes. */ readonly bytes: Uint8Array | null; readonly digest: string; readonly mode: Mode } | null;
  /** For people: why a file is kept or in conflict. */
  readonly note: string | null;
  /** The other two sides of a conflict that was merged as far as it goes: what git keeps beside the user's. */
  readonly clash?: { readonly base: Side | null; readonly next: Side | null };
}

/** One version of a file. */
export interface Side {
  readonly bytes: Uint8Array;
  readonly mode: Mode;
}

/** Every file's fate, sorted by path, and what the lock says once they are written. */
export interface Changes {
  readonly changes: readonly Change[];
  readonly outputs: readonly LockedOutput[];
  readonly moved: ReadonlyMap<string, string>;
  readonly deleted: ReadonlySet<string>;
}
