/**
 * Many files changed as one. New contents are staged first, then a journal says what is to happen, then every file
 * moves into place by a rename, then the journal goes. Killed before the journal: nothing happened. Killed after:
 * the next command finishes. A failure undoes what was done. At every instant each file is the old or the new one.
 */
import { dirname, join } from 'node:path';
import { formatLock, LockError, parseLock, readLockText, withOpen } from '../merge/lock.js';
import type { Lock } from '../merge/model.js';
import { leadsOutside } from '../plan/paths.js';
import { EnvironmentError } from '../problems.js';
import type { Mode } from '../render/model.js';
import { Disk, modeOf } from './disk.js';
import type { Coming, ComingFile } from './disk.js';
import { attempt, errorCode } from './errors.js';
import { makeFolder, removeEmptyFolders } from './folders.js';
import { FIRST_PATH, JOURNAL_PATH, LOCAL_FOLDER, LOCK_PATH, OLD_FOLDER, STAGE_FOLDER } from './layout.js';
import { refuseLinks, writeOwn } from './own.js';
import type { System } from './system.js';

/** One file to be changed. */
export interface Step {
  readonly path: string;
  /** sha256 of the file that is there now, null when there is none: anything else is the user's and stays. */
  readonly before: string | null;
  /** Its mode, where that counts: one that was changed is an edit too. */
  readonly mode?: Mode;
  /** Null deletes; null bytes are those that are there. */
  readonly after: { readonly bytes: Uint8Array | null; readonly mode: Mode } | null;
}

interface JournalStep {
  readonly path: string;
  readonly before: string | null;
  readonly mode?: Mode | undefined;
  readonly action: 'put' | 'delete';
}

/** Paths that had changed since they were looked at, and were left alone. */
export interface Applied {
  readonly skipped: readonly string[];
}

/** What a killed run has left to be done. */
export interface Outstanding extends Applied {
  readonly coming: Coming;
}

const FORMAT = 1;

/** Stages, journals and applies the steps in order. On a failure everything is undone and the error thrown on. */
export function applySteps(system: System, root: string, steps: readonly Step[]): Applied {
  refuseLinks(system, root);
  stage(system, root, steps);
  const journal = steps.map(({ path, before, mode, after }): JournalStep => ({ path, before, mode, action: after === null ? 'delete' : 'put' }));
  let applied: Applied;
  try {
    const text = `${JSON.stringify({ format: FORMAT, steps: journal })}\n`;
    writeOwn(system, join(root, `${JOURNAL_PATH}.new`), text);
    system.fs.renameSync(join(root, `${JOURNAL_PATH}.new`), join(root, JOURNAL_PATH));
    applied = redo(system, root, journal);
  } catch (error) {
    undo(system, root, journal);
    throw error;
  }
  // Everything is in its place: should the journal stay, the next run finds nothing left to be done.
  attempt(() => finish(system, root));
  return applied;
}

/**
 * What a killed run left behind is finished, or thrown away when it had not begun.
 * Returns null when there was nothing to mend.
 */
export function recover(system: System, root: string): Applied | null {
  refuseLinks(system, root);
  if (!system.fs.existsSync(join(root, LOCAL_FOLDER))) return null;
  const journal = readJournal(system, root);
  if (journal === null) {
    discard(system, root);
    return null;
  }
  const applied = redo(system, root, journal);
  finish(system, root);
  return applied;
}

/** What {@link recover} would do, without doing it. Null when there is nothing to mend. */
export function outstanding(system: System, root: string): Outstanding | null {
  refuseLinks(system, root);
  const journal = readJournal(system, root);
  if (journal === null) return null;
  const disk = new Disk(system, root);
  const coming = new Map<string, ComingFile | null>();
  const skipped: string[] = [];
  for (const [i, step] of journal.entries()) {
    const state = stateOf(system, disk, step, i);
    if (state === 'changed') skipped.push(step.path);
    if (state === 'due') coming.set(step.path, step.action === 'put' ? stagedFile(system, root, step, i, skipped) : null);
  }
  return { coming, skipped };
}

function stagedFile(system: System, root: string, step: JournalStep, i: number, skipped: readonly string[]): ComingFile {
  const place = staged(root, i);
  const lock = step.path === LOCK_PATH && skipped.length > 0 ? withheld(system, root, place, skipped) : null;
  const bytes = lock === null ? system.fs.readFileSync(place) : new TextEncoder().encode(lock);
  return { bytes, mode: modeOf(system.fs.lstatSync(place)) };
}

function readJournal(system: System, root: string): readonly JournalStep[] | null {
  try {
    return parseJournal(system.fs.readFileSync(join(root, JOURNAL_PATH), 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
}

/** The steps of a journal. It is a file like any other: damaged, or made by somebody else, it must do no harm. */
function parseJournal(text: string): readonly JournalStep[] {
  const advice = `Look at ${JOURNAL_PATH}, delete it, and see with git what the interrupted run had done.`;
  let steps: unknown;
  try {
    const journal = JSON.parse(text) as { format?: unknown; steps?: unknown } | null;
    steps = journal?.format === FORMAT ? journal.steps : null;
  } catch {
    steps = null;
  }
  if (!Array.isArray(steps) || !steps.every(isStep)) throw new EnvironmentError(`${JOURNAL_PATH} is no journal of this Specwright`, advice);
  const outside = steps.find(({ path }) => leadsOutside(path));
  if (outside !== undefined) throw new EnvironmentError(`${JOURNAL_PATH} names ${JSON.stringify(outside.path)}, which is not in this repository`, advice);
  return steps;
}

function isStep(value: unknown): value is JournalStep {
  if (value === null || typeof value !== 'object') return false;
  const { path, before, action } = value as Record<string, unknown>;
  return typeof path === 'string' && (before === null || typeof before === 'string') && (action === 'put' || action === 'delete');
}

function stage(system: System, root: string, steps: readonly Step[]): void {
  const { fs } = system;
  try {
    discard(system, root);
    makeFolder(fs, join(root, STAGE_FOLDER));
    makeFolder(fs, join(root, OLD_FOLDER));
    for (const [i, step] of steps.entries()) {
      if (step.after === null) continue;
      fs.writeFileSync(staged(root, i), step.after.bytes ?? fs.readFileSync(join(root, step.path)), { mode: step.after.mode === '100755' ? 0o777 : 0o666 });
    }
  } catch (error) {
    attempt(() => discard(system, root));
    throw error;
  }
}

/** Does what is not done yet; doing it twice changes nothing. */
function redo(system: System, root: string, journal: readonly JournalStep[]): Applied {
  const disk = new Disk(system, root);
  const skipped: string[] = [];
  for (const [i, step] of journal.entries()) {
    const state = stateOf(system, disk, step, i);
    if (state === 'changed') skipped.push(step.path);
    if (state !== 'due') continue;
    if (step.path === LOCK_PATH && skipped.length > 0) withhold(system, root, staged(root, i), skipped);
    if (step.action === 'put') put(system, root, step, i);
    else remove(system, root, step, i);
  }
  return { skipped };
}

/** `changed`: somebody else's by now, and left alone. */
function stateOf(system: System, disk: Disk, step: JournalStep, i: number): 'done' | 'due' | 'changed' {
  if (step.action === 'put' && !isStaged(system, disk.root, i)) return 'done';
  const now = disk.state(step.path);
  if (now.kind === 'missing') return step.action === 'delete' ? 'done' : step.before === null ? 'due' : 'changed';
  const same = now.kind === 'file' && now.digest === step.before && now.mode === (step.mode ?? now.mode);
  return same ? 'due' : 'changed';
}

function isStaged({ fs }: System, root: string, i: number): boolean {
  if (!fs.existsSync(staged(root, i))) return false;
  if (fs.lstatSync(staged(root, i)).isFile()) return true;
  throw new EnvironmentError(`${STAGE_FOLDER}/${i} is no file`, `Delete ${LOCAL_FOLDER} and run the command again.`);
}

/** Makes the staged lock say what is true. Doing it twice changes nothing. */
function withhold(system: System, root: string, stagedLock: string, skipped: readonly string[]): void {
  system.fs.writeFileSync(`${stagedLock}.new`, withheld(system, root, stagedLock, skipped));
  system.fs.renameSync(`${stagedLock}.new`, stagedLock);
}

/**
 * The lock comes last, and must not claim what did not arrive: files that were left alone keep the line they had, so
 * that the next run delivers their change or names it as a conflict.
 */
function withheld(system: System, root: string, stagedLock: string, skipped: readonly string[]): string {
  const next = parseLock(system.fs.readFileSync(stagedLock, 'utf8'));
  return formatLock(withOpen(next, lastLock(system, root), new Set(skipped)));
}

/** The lock that is there still; null without one, and for one that somebody damaged, which is not replaced anyway. */
function lastLock(system: System, root: string): Lock | null {
  try {
    const disk = new Disk(system, root);
    return readLockText(system.fs.readFileSync(join(root, LOCK_PATH), 'utf8'), (path) => disk.digest(path));
  } catch (error) {
    if (error instanceof LockError || errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function put(system: System, root: string, step: JournalStep, i: number): void {
  const target = join(root, step.path);
  if (step.before === null) makeFolder(system.fs, dirname(target));
  else keepOld(system, target, old(root, i));
  system.fs.renameSync(staged(root, i), target);
}

function remove(system: System, root: string, step: JournalStep, i: number): void {
  const target = join(root, step.path);
  keepOld(system, target, old(root, i));
  system.fs.unlinkSync(target);
  removeEmptyFolders(system.fs, dirname(target), root);
}

/** A second name for the old file, so that the change itself is one rename; a copy where links do not exist. */
function keepOld(system: System, target: string, kept: string): void {
  if (system.fs.existsSync(kept)) return;
  try {
    system.fs.linkSync(target, kept);
  } catch (error) {
    if (errorCode(error) === 'ENOSPC') throw error;
    system.fs.copyFileSync(target, kept);
  }
}

/**
 * Best effort, last step first: old files return, new ones go back to the stage. Should even that fail, the journal
 * stays, and since nothing is thrown away the next command can still finish.
 */
function undo(system: System, root: string, journal: readonly JournalStep[]): void {
  const whole = attempt(() => {
    for (const [i, step] of [...journal.entries()].reverse()) undoStep(system, root, step, i);
  });
  if (whole) attempt(() => close(system, root));
}

function undoStep({ fs }: System, root: string, step: JournalStep, i: number): void {
  const target = join(root, step.path);
  const begun = fs.existsSync(old(root, i));
  if (step.action === 'put' && !fs.existsSync(staged(root, i))) {
    if (!begun) fs.renameSync(target, staged(root, i));
    else fs.copyFileSync(target, staged(root, i));
  }
  if (begun) {
    makeFolder(fs, dirname(target));
    fs.renameSync(old(root, i), target);
  } else if (step.action === 'put') {
    removeEmptyFolders(fs, dirname(target), root);
  }
}

function finish(system: System, root: string): void {
  system.fs.rmSync(join(root, FIRST_PATH), { force: true });
  close(system, root);
}

function close(system: System, root: string): void {
  system.fs.rmSync(join(root, JOURNAL_PATH), { force: true });
  discard(system, root);
}

function discard(system: System, root: string): void {
  for (const path of [STAGE_FOLDER, OLD_FOLDER, `${JOURNAL_PATH}.new`]) {
    system.fs.rmSync(join(root, path), { recursive: true, force: true });
  }
}

function staged(root: string, i: number): string {
  return join(root, STAGE_FOLDER, String(i));
}

function old(root: string, i: number): string {
  return join(root, OLD_FOLDER, String(i));
}
