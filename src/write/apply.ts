/** Changes -> the repository. The only place that writes, besides the journal and the base it uses. */
import { dirname, join } from 'node:path';
import { formatLock } from '../merge/lock.js';
import type { Change, Lock } from '../merge/model.js';
import { digest } from '../render/digest.js';
import { pack, sweepObjects, writeObjects } from './base.js';
import type { BaseObject } from './base.js';
import { asEnvironmentError, attempt } from './errors.js';
import { makeFolder } from './folders.js';
import { applySteps } from './journal.js';
import type { Applied, Step } from './journal.js';
import { BASE_FOLDER, ENGINE_IGNORE_PATH, ENGINE_IGNORE_TEXT, FIRST_PATH, JOURNAL_PATH, LOCAL_FOLDER, LOCK_PATH, objectPath, OPEN_PATH, STAMP_PATH } from './layout.js';
import type { Mode } from '../render/model.js';
import { refuseLinks, writeOwn } from './own.js';
import { stampText } from './stamp.js';
import type { System } from './system.js';

/** Everything one run writes. */
export interface Writing {
  readonly changes: readonly Change[];
  readonly lock: Lock;
  /** Pristine bytes of everything the lock names, as far as this run knows them. */
  readonly objects: readonly BaseObject[];
  /** Digest of the build, for the stamp; null = no stamp. */
  readonly build: string | null;
}

/** Digests that a lock keeps alive in the base. */
export function namedObjects(lock: Lock): Set<string> {
  const outputs = lock.outputs.filter((line) => line.ownership === 'derived' || line.ownership === 'merged');
  return new Set([...outputs.map((line) => line.digest), ...lock.inputs.flatMap((i) => (i.digest === null ? [] : [i.digest]))]);
}

/** A new repository in a folder that does not exist yet: plain writes, nobody is looking. @throws system errors. */
export function writeFresh(system: System, root: string, writing: Writing): void {
  const { fs } = system;
  const folders = new Set<string>();
  const write = (path: string, bytes: Uint8Array | string, mode = 0o666): void => {
    // Planned paths are clean: joining six hundred of them anew would be a tenth of the writing.
    const full = `${root}/${path}`;
    const folder = full.slice(0, full.lastIndexOf('/'));
    if (!folders.has(folder)) {
      makeFolder(fs, folder);
      folders.add(folder);
    }
    fs.writeFileSync(full, bytes, { mode });
  };
  for (const { path, after } of writing.changes) {
    if (after?.bytes != null) write(path, after.bytes, after.mode === '100755' ? 0o777 : 0o666);
  }
  const named = namedObjects(writing.lock);
  for (const object of writing.objects) {
    if (named.delete(object.digest)) write(objectPath(object.digest), object.packed ?? pack(object.bytes));
  }
  const lockText = formatLock(writing.lock);
  write(ENGINE_IGNORE_PATH, ENGINE_IGNORE_TEXT);
  if (writing.build !== null) write(STAMP_PATH, stampText(writing.build, lockText));
  write(LOCK_PATH, lockText);
}

/** Changes to a folder that exists: journalled, undone on a failure, the lock last. */
export function writeChanges(system: System, root: string, writing: Writing, oldLock: { text: string; lock: Lock } | null): Applied {
  const lockText = formatLock(writing.lock);
  const named = namedObjects(writing.lock);
  const bare = oldLock === null && !system.fs.existsSync(join(root, BASE_FOLDER));
  try {
    if (oldLock === null) markFirst(system, root);
    const wanted = writing.objects.filter((object) => named.has(object.digest));
    writeObjects(system, root, wanted, oldLock === null ? new Set() : namedObjects(oldLock.lock));
    const applied = applySteps(system, root, [...fileSteps(writing.changes), ...lockSteps(system, root, lockText, oldLock?.text ?? null)]);
    // What was left alone keeps its old line, and so the object behind it.
    if (applied.skipped.length === 0) sweepObjects(system, root, named);
    writeStamp(system, root, applied.skipped.length === 0 ? writing.build : null, lockText);
    return applied;
  } catch (error) {
    if (bare) attempt(() => forgetFirst(system, root));
    throw asEnvironmentError(error, 'Nothing was changed: the repository could not be written');
  }
}

/**
 * Changes of which some wait for the user: the lock stays as it was, and what it is to be is kept beside it, in the same
 * journalled step. @throws EnvironmentError, with everything undone.
 */
export function writeOpen(system: System, root: string, writing: Writing, stateOf: (before: readonly Before[]) => string): Applied {
  try {
    const named = namedObjects(writing.lock);
    writeObjects(system, root, writing.objects.filter((object) => named.has(object.digest)), new Set());
    const files = fileSteps(writing.changes);
    const before = files.map(({ path, before: digestBefore, mode, after }): Before => ({
      path,
      bytes: digestBefore === null ? null : Buffer.from(system.fs.readFileSync(join(root, path))).toString('base64'),
      mode: mode ?? '100644',
      after: after === null ? null : after.bytes === null ? digestBefore : digest(after.bytes),
    }));
    const state = new TextEncoder().encode(stateOf(before));
    const applied = applySteps(system, root, [...files, { path: OPEN_PATH, before: null, after: { bytes: state, mode: '100644' } }]);
    writeStamp(system, root, null, '');
    return applied;
  } catch (error) {
    throw asEnvironmentError(error, 'Nothing was changed: the repository could not be written');
  }
}

/** One file before a merge. */
export interface Before {
  readonly path: string;
  /** In base64; null when there was none. */
  readonly bytes: string | null;
  readonly mode: Mode;
  /** The digest of what was written; null when it was deleted. */
  readonly after: string | null;
}

/** Steps that end a merge, then the state that kept it open, then the lock, when there is a new one. */
export function writeClosed(system: System, root: string, steps: readonly Step[], state: string, lock: { readonly text: string; readonly lock: Lock; readonly old: string | null } | null): Applied {
  try {
    const close: Step = { path: OPEN_PATH, before: digest(state), after: null };
    const last = lock === null ? [] : lockSteps(system, root, lock.text, lock.old);
    const applied = applySteps(system, root, [...steps, ...last, close]);
    if (lock !== null && applied.skipped.length === 0) sweepObjects(system, root, namedObjects(lock.lock));
    return applied;
  } catch (error) {
    throw asEnvironmentError(error, 'Nothing was changed: the repository could not be written');
  }
}

function markFirst(system: System, root: string): void {
  refuseLinks(system, root);
  makeFolder(system.fs, join(root, LOCAL_FOLDER));
  writeOwn(system, join(root, FIRST_PATH), '');
}

/** A first run that failed leaves nothing, unless not even that can be done: then the next one finishes it. */
function forgetFirst({ fs }: System, root: string): void {
  if ([JOURNAL_PATH, LOCK_PATH].some((path) => fs.existsSync(join(root, path)))) return;
  for (const path of [BASE_FOLDER, FIRST_PATH]) fs.rmSync(join(root, path), { recursive: true, force: true });
}

function fileSteps(changes: readonly Change[]): Step[] {
  // What goes makes room: a file may become a folder, or a folder a file.
  const [gone, put] = [changes.filter((change) => change.action === 'delete'), changes.filter((change) => change.action !== 'delete' && change.after !== null)];
  return [...gone, ...put]
    .map(({ path, before, after }) => ({ path, before: before?.digest ?? null, ...(before === null ? {} : { mode: before.mode }), after }));
}

function lockSteps(system: System, root: string, text: string, before: string | null): Step[] {
  const steps: Step[] = [];
  const step = (path: string, content: string, was: string | null): void => {
    if (was === content) return;
    steps.push({ path, before: was === null ? null : digest(was), after: { bytes: new TextEncoder().encode(content), mode: '100644' } });
  };
  if (!system.fs.existsSync(join(root, ENGINE_IGNORE_PATH))) step(ENGINE_IGNORE_PATH, ENGINE_IGNORE_TEXT, null);
  step(LOCK_PATH, text, before);
  return steps;
}

/** Nothing to change: what a run may have left undone that was killed behind its lock. */
export function writeNothing(system: System, root: string, { lock, build }: Writing, lockText: string): void {
  sweepObjects(system, root, namedObjects(lock));
  writeStamp(system, root, build, lockText);
}

/** The stamp only saves time: failing to write it is no error. */
export function writeStamp(system: System, root: string, build: string | null, lockText: string): void {
  refuseLinks(system, root);
  const path = join(root, STAMP_PATH);
  try {
    if (build === null) system.fs.rmSync(path, { force: true });
    else {
      makeFolder(system.fs, dirname(path));
      writeOwn(system, path, stampText(build, lockText));
    }
  } catch {
    return;
  }
}
