/**
 * `.specwright/base/`: pristine bytes, one compressed file per content digest. A file there never changes, so
 * branches do not clash; one that no lock line names is deleted by the next run.
 */
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { digest } from '../render/digest.js';
import { errorCode } from './errors.js';
import { makeFolder } from './folders.js';
import { BASE_FOLDER, objectPath } from './layout.js';
import { refuseLinks, writeOwn } from './own.js';
import type { System } from './system.js';

/** One pristine content to keep. */
export interface BaseObject {
  readonly digest: string;
  readonly bytes: Uint8Array;
  /** The bytes as {@link pack} makes them, where the build did so already. */
  readonly packed?: Uint8Array;
}

const PARAMETERS = { [constants.BROTLI_PARAM_QUALITY]: 0, [constants.BROTLI_PARAM_LGWIN]: 16 };
/** A file of the usual disk's smallest size: compressing it would free no room. */
const BLOCK = 4096;

/** A Brotli stream to the same bytes on every machine, which zlib's deflate does not promise. */
export function pack(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 0 && bytes.length <= BLOCK) return stored(bytes);
  return brotliCompressSync(bytes, { params: PARAMETERS, chunkSize: 1 << 16 });
}

/** RFC 7932: a window of 16 bits, one uncompressed meta-block, the empty last one. Most objects are so small. */
function stored(bytes: Uint8Array): Uint8Array {
  const head = ((bytes.length - 1) << 4) | (1 << 20);
  const stream = new Uint8Array(bytes.length + 4);
  stream.set([head & 0xff, (head >> 8) & 0xff, head >> 16]);
  stream.set(bytes, 3);
  stream[stream.length - 1] = 3;
  return stream;
}

/** The bytes of an object; null when it is missing or does not have its digest. */
export function readObject(system: System, root: string, name: string): Uint8Array | null {
  try {
    const bytes = brotliDecompressSync(system.fs.readFileSync(join(root, objectPath(name))));
    return digest(bytes) === name ? bytes : null;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code?.startsWith('ERR_') === true || code?.startsWith('Z_') === true) return null;
    throw error;
  }
}

/**
 * Writes objects in place. A kill may leave one half-written, which is harmless: no lock names it yet, and what the
 * current lock does not name is always written again.
 */
export function writeObjects(system: System, root: string, objects: Iterable<BaseObject>, trusted: ReadonlySet<string>): void {
  refuseLinks(system, root);
  const folders = new Set<string>();
  const written = new Set(trusted);
  for (const object of objects) {
    if (written.has(object.digest)) continue;
    written.add(object.digest);
    const path = objectPath(object.digest);
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (!folders.has(folder)) {
      refuseLinks(system, root, [folder]);
      makeFolder(system.fs, join(root, folder));
      folders.add(folder);
    }
    writeOwn(system, join(root, path), object.packed ?? pack(object.bytes));
  }
}

/** Deletes what no lock line names. Failing to is no error: the next run tries again. */
export function sweepObjects(system: System, root: string, named: ReadonlySet<string>): void {
  refuseLinks(system, root);
  const base = join(root, BASE_FOLDER);
  try {
    const folders = system.fs.readdirSync(base, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    for (const { name: folder } of folders) {
      const rest = system.fs.readdirSync(join(base, folder));
      const dead = rest.filter((name) => !named.has(folder + name));
      for (const name of dead) system.fs.unlinkSync(join(base, folder, name));
      if (dead.length === rest.length) system.fs.rmdirSync(join(base, folder));
    }
  } catch (error) {
    if (errorCode(error) === null) throw error;
  }
}
