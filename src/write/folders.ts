/** Folders that come and go with what is written into them. */
import { dirname } from 'node:path';
import { errorCode } from './errors.js';
import type { FileSystem } from './system.js';

/**
 * Makes a folder and whatever is missing above it, or nothing when it fails. Answers with the uppermost that was made,
 * null when it was there.
 * Node's own recursive mkdir never comes back from a place such as /proc, which is there and takes no folders.
 */
export function makeFolder(fs: FileSystem, path: string): string | null {
  try {
    return makeOne(fs, path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) throw error;
  }
  const above = makeFolder(fs, dirname(path));
  try {
    const made = makeOne(fs, path);
    return above ?? made;
  } catch (error) {
    if (above !== null) removeEmptyFolders(fs, dirname(path), dirname(above));
    throw error;
  }
}

/** One folder, or null when something has its name: should that be a file, whatever is written below it says so. */
function makeOne(fs: FileSystem, path: string): string | null {
  try {
    fs.mkdirSync(path);
    return path;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return null;
    throw error;
  }
}

/** Deletes a folder and those above it, up to but without `end`, as far as they are empty. */
export function removeEmptyFolders(fs: FileSystem, folder: string, end: string): void {
  for (let path = folder; path.length > end.length; path = dirname(path)) {
    try {
      fs.rmdirSync(path);
    } catch {
      return;
    }
  }
}
