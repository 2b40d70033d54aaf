/** Reads the documents a spec refers to, never outside the spec's folder, and remembers what was asked for. */
import { join, posix, resolve, sep } from 'node:path';
import { InputError, problem } from '../problems.js';
import type { DocumentLoader } from '../documents/model.js';
import type { LockedInput } from '../merge/model.js';
import { digest } from '../render/digest.js';
import type { Coming } from './disk.js';
import { errorCode } from './errors.js';
import type { System } from './system.js';

/** A document outside the spec's folder: refused, whatever it holds. */
export class OutsideError extends InputError {
  constructor(readonly path: string) {
    super([problem('document/outside', `${path} is outside the folder of the spec`, null, 'Move it into that folder and change the reference.')]);
    this.name = 'OutsideError';
  }
}

/** A loader that keeps a record of every path asked for: found or absent, both are inputs. */
export interface RecordingLoader extends DocumentLoader {
  readonly inputs: ReadonlyMap<string, LockedInput>;
  /** The bytes read, by digest. */
  readonly contents: ReadonlyMap<string, Uint8Array>;
}

/** A loader over a folder of the disk, as if what is coming was there. Its `read` throws {@link OutsideError} for `..`, absolute paths and links that lead out. */
export function folderLoader(system: System, folder: string, coming: Coming = new Map()): RecordingLoader {
  const root = resolve(folder);
  let real: string | undefined;
  return recording((path) => {
    const full = resolve(root, path);
    if (!full.startsWith(root + sep) && root !== sep) throw new OutsideError(path);
    const due = coming.get(path);
    if (due !== undefined) return due?.bytes ?? null;
    try {
      real ??= system.fs.realpathSync(root);
      if (!system.fs.realpathSync(full).startsWith(real + sep) && real !== sep) throw new OutsideError(path);
      return system.fs.readFileSync(join(root, path));
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errorCode(error) ?? '')) return null;
      throw error;
    }
  });
}

/** A loader over bytes in memory: the documents of the last run. */
export function memoryLoader(read: (path: string) => Uint8Array | null): RecordingLoader {
  return recording(read);
}

function recording(read: (path: string) => Uint8Array | null): RecordingLoader {
  const inputs = new Map<string, LockedInput>();
  const contents = new Map<string, Uint8Array>();
  return {
    inputs,
    contents,
    async read(asked) {
      const path = posix.normalize(asked.replaceAll('\\', '/'));
      const bytes = read(path);
      const name = bytes === null ? null : digest(bytes);
      inputs.set(path, { path, digest: name });
      if (bytes !== null && name !== null) contents.set(name, bytes);
      return bytes === null ? null : decode(path, bytes);
    },
  };
}

function decode(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError([problem('document/encoding', `${path} is not UTF-8`, { file: path, line: 1, column: 1 }, 'Save it as UTF-8.')]);
  }
}
