/**
 * Has nothing at all changed since this build wrote the lock? Answered by digests alone, and without loading
 * anything that understands a spec: time stamps are not to be trusted, and 300 files are hashed in no time.
 */
import { join } from 'node:path';
import { parseLock } from '../merge/lock.js';
import type { Change, Lock } from '../merge/model.js';
import { Disk } from '../write/disk.js';
import { JOURNAL_PATH, LOCK_PATH, STAMP_PATH } from '../write/layout.js';
import { stampText } from '../write/stamp.js';
import type { System } from '../write/system.js';

/** Every file as unchanged when that is sure; null when only a whole run can tell. */
export function untouched(root: string, build: string, system: System): Change[] | null {
  let lock: Lock;
  try {
    if (system.fs.existsSync(join(root, JOURNAL_PATH))) return null;
    const text = system.fs.readFileSync(join(root, LOCK_PATH), 'utf8');
    if (system.fs.readFileSync(join(root, STAMP_PATH), 'utf8') !== stampText(build, text)) return null;
    lock = parseLock(text);
  } catch {
    return null;
  }
  const disk = new Disk(system, root);
  const inputs = lock.inputs.every((input) => {
    const state = disk.state(input.path);
    return input.digest === null ? state.kind === 'missing' : state.kind === 'file' && state.digest === input.digest;
  });
  const same = inputs && lock.outputs.every((line) => {
    const state = disk.state(line.path);
    return state.kind === 'file' && state.digest === line.digest && state.mode === line.mode;
  });
  return same ? unchanged(lock) : null;
}

function unchanged(lock: Lock): Change[] {
  return lock.outputs.map(({ path, ownership, digest, mode }) => ({
    path, action: 'unchanged', ownership, generator: 'specwright', rules: [], before: { digest, mode }, after: null, note: null,
  }));
}
