/**
 * The engine's own files lie in real folders. Links are committed like any file, and through one the engine would
 * write, or delete, what belongs to somebody else; so whatever writes below `.specwright` asks here first.
 */
import { join } from 'node:path';
import { EnvironmentError } from '../problems.js';
import { errorCode } from './errors.js';
import { BASE_FOLDER, ENGINE_FOLDER, JOURNAL_PATH, LOCAL_FOLDER, LOCK_PATH, OLD_FOLDER, OPEN_PATH, STAGE_FOLDER } from './layout.js';
import type { System } from './system.js';

const OWN = [ENGINE_FOLDER, LOCAL_FOLDER, STAGE_FOLDER, OLD_FOLDER, JOURNAL_PATH, BASE_FOLDER, LOCK_PATH, OPEN_PATH];

/** @throws EnvironmentError when one of the engine's own folders or files is a link. */
export function refuseLinks(system: System, root: string, paths: readonly string[] = OWN): void {
  const linked = paths.find((path) => isLink(system, join(root, path)));
  if (linked === undefined) return;
  throw new EnvironmentError(`${linked} is a symbolic link`, 'Put the folder or file itself there; Specwright writes through no link.');
}

function isLink({ fs }: System, full: string): boolean {
  try {
    return fs.lstatSync(full).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Writes a file of the engine's in a folder that is there: anew, so that a link in its place is replaced, not followed. */
export function writeOwn({ fs }: System, full: string, bytes: Uint8Array | string): void {
  try {
    fs.writeFileSync(full, bytes, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    fs.rmSync(full, { force: true });
    fs.writeFileSync(full, bytes, { flag: 'wx' });
  }
}
