/** Reads the user's folder: what is at a path, without ever following a link out of it. */
import type { Stats } from 'node:fs';
import { join, posix, sep } from 'node:path';
import type { DiskState } from '../merge/model.js';
import { comparePaths } from '../plan/paths.js';
import { digest } from '../render/digest.js';
import type { Mode } from '../render/model.js';
import { errorCode } from './errors.js';
import type { System } from './system.js';

/** Folders that nobody edits. */
const MADE = new Set(['.git', '.specwright', 'node_modules', '.venv', 'venv', '__pycache__', '.next', '.terraform', '.mypy_cache', '.ruff_cache', '.pytest_cache']);

/** A file that is not in its place yet. */
export interface ComingFile {
  readonly bytes: Uint8Array;
  readonly mode: Mode;
}

/** What is going to be at some paths; null = nothing. */
export type Coming = ReadonlyMap<string, ComingFile | null>;

/** Looks at paths of one folder, as if what is coming was there; every answer is remembered for the run. */
export class Disk {
  readonly #states = new Map<string, DiskState>();
  readonly #folders = new Map<string, string | null>();
  #real: string | undefined;

  constructor(
    private readonly system: System,
    readonly root: string,
    private readonly coming: Coming = new Map(),
  ) {}

  /** What is at a path. @throws a system error when it cannot be read. */
  state(path: string): DiskState {
    let state = this.#states.get(path);
    if (state === undefined) this.#states.set(path, (state = this.#look(path)));
    return state;
  }

  /** The digest of the file at a path; null when there is none. */
  digest(path: string): string | null {
    const state = this.state(path);
    return state.kind === 'file' ? state.digest : null;
  }

  /** The bytes of a file. @throws a system error when it cannot be read. */
  bytes(path: string): Uint8Array {
    return this.coming.get(path)?.bytes ?? this.system.fs.readFileSync(join(this.root, path));
  }

  /** Names of the files in a folder; empty when there is none. */
  list(folder: string): string[] {
    const here = [...this.coming].filter(([path]) => posix.dirname(path) === folder);
    const names = new Set(this.#names(folder));
    for (const [path, file] of here) {
      if (file === null) names.delete(posix.basename(path));
      else names.add(posix.basename(path));
    }
    return [...names];
  }

  /** Every file, but for what tools make anew at any time, and names that are no UTF-8, which cannot be opened. Links are not followed. */
  files(): string[] {
    const out: string[] = [];
    const visit = (folder: string): void => {
      for (const entry of this.system.fs.readdirSync(join(this.root, folder), { withFileTypes: true })) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) {
          if (!MADE.has(entry.name) && !entry.name.includes('\ufffd')) visit(path);
        } else if (entry.isFile() && !entry.name.includes('\ufffd') && this.coming.get(path) !== null) out.push(path);
      }
    };
    visit('');
    for (const [path, file] of this.coming) if (file !== null && !out.includes(path) && !path.startsWith('.specwright/')) out.push(path);
    return out.sort(comparePaths);
  }

  #names(folder: string): string[] {
    try {
      return this.system.fs.readdirSync(join(this.root, folder), { withFileTypes: true }).filter((e) => e.isFile()).map((e) => e.name);
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return [];
      throw error;
    }
  }

  #look(path: string): DiskState {
    const coming = this.coming.get(path);
    if (coming !== undefined) return coming === null ? { kind: 'missing' } : { kind: 'file', digest: digest(coming.bytes), mode: coming.mode };
    const what = this.#folder(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
    if (what !== null) return { kind: 'blocked', what };
    const full = join(this.root, path);
    const stat = this.#lstat(full);
    if (stat === null) return { kind: 'missing' };
    if (stat.isSymbolicLink()) return { kind: 'blocked', what: 'a symbolic link is in its place' };
    if (stat.isDirectory()) return { kind: 'blocked', what: 'a folder is in its place' };
    if (!stat.isFile()) return { kind: 'blocked', what: 'something that is no file is in its place' };
    return { kind: 'file', digest: digest(this.system.fs.readFileSync(full)), mode: modeOf(stat) };
  }

  /** Why nothing can be written in a folder, or null when it is one, or can become one. */
  #folder(path: string): string | null {
    if (path === '') return null;
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    const what = this.#folder(parent) ?? this.#checkFolder(path);
    this.#folders.set(path, what);
    return what;
  }

  #checkFolder(path: string): string | null {
    const full = join(this.root, path);
    const stat = this.#lstat(full);
    if (stat === null || stat.isDirectory()) return null;
    if (!stat.isSymbolicLink()) return `${path} is a file`;
    return this.#leadsOut(full) ? `${path} is a symbolic link that leads out of the repository` : null;
  }

  #leadsOut(full: string): boolean {
    try {
      this.#real ??= this.system.fs.realpathSync(this.root);
      return !`${this.system.fs.realpathSync(full)}${sep}`.startsWith(this.#real + sep);
    } catch {
      return true;
    }
  }

  #lstat(full: string): Stats | null {
    try {
      return this.system.fs.lstatSync(full);
    } catch (error) {
      if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
      throw error;
    }
  }
}

/** The mode that is told apart: may its owner run it? */
export function modeOf(stat: Stats): Mode {
  return process.platform !== 'win32' && (stat.mode & 0o100) !== 0 ? '100755' : '100644';
}
