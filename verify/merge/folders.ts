/** Folders as trees in memory, and back. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry, Snapshot } from '../../src/merge/snapshots.js';

/** A file whose name is not UTF-8. */
export class NameError extends Error {}

/** Everything below a folder; nothing when there is no such folder. */
export function readFolder(root: string): Snapshot {
  const out = new Map<string, Entry>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      // Node gives such a name in a spelling that it cannot open.
      if (entry.name.includes('\ufffd') && lstatSync(join(root, folder, entry.name), { throwIfNoEntry: false }) === undefined) throw new NameError(`${join(root, folder, entry.name)}: its name is no UTF-8`);
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isSymbolicLink()) out.set(path, { bytes: Buffer.from(readlinkSync(join(root, path))), mode: '120000' });
      else if (entry.isFile()) out.set(path, { bytes: readFileSync(join(root, path)), mode: (lstatSync(join(root, path)).mode & 0o100) === 0 ? '100644' : '100755' });
    }
  };
  if (lstatSync(root, { throwIfNoEntry: false })?.isDirectory() === true) visit('');
  return out;
}

/** Writes a tree; files of other names stay. */
export function writeFolder(root: string, tree: Snapshot): void {
  mkdirSync(root, { recursive: true });
  for (const [path, { bytes, mode }] of tree) {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    rmSync(full, { force: true });
    if (mode === '120000') symlinkSync(Buffer.from(bytes).toString(), full);
    else {
      writeFileSync(full, bytes);
      chmodSync(full, mode === '100755' ? 0o755 : 0o644);
    }
  }
}
