/** The Tree: every file of the repository as bytes, still in memory. */
import type { Ownership } from '../plan/model.js';

/** `100755` is executable, as git writes it. */
export type Mode = '100644' | '100755';

/** One file of the tree. */
export interface Output {
  readonly path: string;
  readonly mode: Mode;
  readonly ownership: Ownership;
  readonly generator: string;
  readonly rules: readonly string[];
  readonly bytes: Uint8Array;
  /** sha256 of the bytes, in hex. */
  readonly digest: string;
  /** The bytes as the base keeps them, where the build compressed them already. */
  readonly packed?: Uint8Array;
}

/** By path, sorted by path. */
export type Tree = ReadonlyMap<string, Output>;

/** A copied file as the build packed it. */
export interface PackedFile {
  readonly bytes: Uint8Array;
  readonly digest: string;
  readonly packed?: Uint8Array;
}

/** A compiled Handlebars template; only the Handlebars runtime looks inside. */
export type CompiledTemplate = object;

/** Templates and copied files, by generator and name. */
export interface Assets {
  /** Loads what the named generators need; called once before rendering. */
  load(generators: readonly string[]): Promise<void>;
  /** Undefined when the generator has no such template. */
  template(generator: string, name: string): CompiledTemplate | undefined;
  /** Undefined when the generator has no such file. */
  copy(generator: string, name: string): PackedFile | undefined;
}
