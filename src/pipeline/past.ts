/** What a folder remembers of the last run: lock, base, the project it was made from. */
import { join, posix } from 'node:path';
import { LockError, readLockText } from '../merge/lock.js';
import { NO_HISTORY } from '../kit.js';
import type { History } from '../kit.js';
import type { Lock } from '../merge/model.js';
import { understand } from '../pipeline.js';
import type { Tool } from '../pipeline.js';
import { InputError, problem } from '../problems.js';
import type { Project } from '../project/model.js';
import type { Tree } from '../render/model.js';
import { readObject } from '../write/base.js';
import type { Disk } from '../write/disk.js';
import { errorCode } from '../write/errors.js';
import { FIRST_PATH, LOCK_PATH, objectPath, SPEC_PATH } from '../write/layout.js';
import { memoryLoader } from '../write/loader.js';
import type { System } from '../write/system.js';

/** A lock with its bytes. */
export interface ReadLock {
  readonly text: string;
  readonly lock: Lock;
}

/** The lock of a folder, or null when Specwright has not written there. One with the markers of a merge in it is made whole. @throws InputError when it cannot be used. */
export function readLock(disk: Disk): ReadLock | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(disk.bytes(LOCK_PATH));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
  try {
    return { text, lock: readLockText(text, (path) => disk.digest(path)) };
  } catch (error) {
    if (!(error instanceof LockError)) throw error;
    const help = error.reason === 'newer' ? 'Use that version of Specwright or a later one.' : `Restore ${LOCK_PATH} from version control and run the command again.`;
    throw new InputError([problem(`lock/${error.reason}`, `${LOCK_PATH}: ${error.message}`, { file: LOCK_PATH, line: error.line, column: 1 }, help)]);
  }
}

/**
 * A folder whose lock is lost was generated before all the same, and looks like one that never was: its history would
 * begin anew, beside the one that is there. The base tells: it keeps what was written. `strict`: so does a history that
 * is there already. @throws InputError.
 */
export function refuseLostLock(system: System, disk: Disk, tree: Tree, strict: boolean): void {
  const first = system.fs.existsSync(join(disk.root, FIRST_PATH));
  const kept = (name: string | null): boolean => !first && name !== null && system.fs.existsSync(join(disk.root, objectPath(name)));
  const written = [...tree.values()].some(({ path, ownership }) => ownership !== 'source' && kept(disk.digest(path)));
  if (!written && !(strict && historyFolders(tree, NO_HISTORY, disk).length > 0)) return;
  const help = [
    'Restore it from version control: git checkout HEAD -- .specwright',
    'Where there is none, make a second repository with `specwright new` from the same spec, and copy its .specwright here.',
  ].join('\n');
  throw new InputError([problem('lock/missing', `${LOCK_PATH} is missing, and this folder was generated before: your edits and its history cannot be told from what is new`, null, help)]);
}

/** The project of the last run, made again from the spec and the documents that the base keeps. @throws InputError when the base is damaged. */
export async function readPrevious(system: System, root: string, lock: Lock, tool: Tool): Promise<Project> {
  const digests = new Map(lock.inputs.map((input) => [input.path, input.digest]));
  const read = (path: string): Uint8Array | null => {
    const name = digests.get(posix.normalize(path)) ?? null;
    if (name === null) return null;
    const bytes = readObject(system, root, name);
    if (bytes !== null) return bytes;
    const help = 'Restore .specwright/base from version control and run the command again.';
    throw new InputError([problem('base/missing', `.specwright/base lacks ${path} as it was at the last run`, null, help)]);
  };
  const spec = read(SPEC_PATH);
  if (spec === null) throw new InputError([problem('base/missing', 'The lock does not name the spec of the last run', null, 'Restore .specwright from version control.')]);
  const input = { text: new TextDecoder().decode(spec), file: SPEC_PATH, set: [], loader: memoryLoader(read) };
  return (await understand(input, tool)).project;
}

/** The history of a folder: what the lock names, and whatever lies beside it or in `folders`. */
export function historyOf(lock: Lock | null, disk: Disk, folders: readonly string[] = []): History {
  const known = (lock?.outputs ?? []).filter((line) => line.ownership === 'history').map((line) => line.path);
  const beside = [...new Set([...known.map((path) => posix.dirname(path)), ...folders])].flatMap((folder) => disk.list(folder).map((name) => posix.join(folder, name)));
  return {
    paths: new Set([...known, ...beside]),
    text: (path) => (disk.state(path).kind === 'file' ? new TextDecoder().decode(disk.bytes(path)) : null),
  };
}

/** Folders in which a history is planned to begin, and that hold files already: they are part of it. */
export function historyFolders(tree: Tree, { paths }: History, disk: Disk): string[] {
  const known = new Set([...paths].map((path) => posix.dirname(path)));
  const planned = [...tree.values()].filter(({ ownership }) => ownership === 'history').map(({ path }) => posix.dirname(path));
  return [...new Set(planned)].filter((folder) => folder !== '.' && !known.has(folder) && disk.list(folder).length > 0);
}
