/** Merges that wait for the user: begun by a run with conflicts, ended by `--continue` or `--abort`. */
import { join } from 'node:path';
import { formatLock, parseLock, withOpen } from '../merge/lock.js';
import type { Change } from '../merge/model.js';
import { EnvironmentError, InputError, problem } from '../problems.js';
import type { Problem } from '../problems.js';
import type { Mode } from '../render/model.js';
import { writeClosed, writeOpen } from '../write/apply.js';
import type { Before, Writing } from '../write/apply.js';
import { alone } from '../write/claims.js';
import { Disk } from '../write/disk.js';
import { errorCode } from '../write/errors.js';
import { readStages, restoreStages, settleStages, writeStages } from '../write/git.js';
import type { Step } from '../write/journal.js';
import { LOCK_PATH, OPEN_PATH } from '../write/layout.js';
import type { System } from '../write/system.js';
import { mend, skippedWarnings } from './interrupted.js';
import { readLock } from './past.js';
import type { ReadLock } from './past.js';

/** What is kept while a merge is open. */
interface State {
  readonly format: 1;
  /** The lock once it is done. */
  readonly lock: string;
  readonly conflicts: readonly string[];
  readonly before: readonly Before[];
  /** git's index of the paths in conflict, as it was; null without git. */
  readonly index: string | null;
}

/** Conflicts that were merged as far as it goes. */
export function openConflicts(changes: readonly Change[]): Change[] {
  return changes.filter((change) => change.action === 'conflict' && change.clash !== undefined);
}

/** Writes everything, with markers where it clashes, and git's three stages beside them. Returns warnings. */
export async function beginMerge(system: System, root: string, writing: Writing, oldLock: ReadLock | null): Promise<Problem[]> {
  const conflicts = openConflicts(writing.changes);
  const paths = conflicts.map((change) => change.path);
  const index = await readStages(system, root, paths);
  const disk = new Disk(system, root);
  const stages = conflicts.map(({ path, before, clash }) => ({
    path, base: clash?.base ?? null, next: clash?.next ?? null,
    user: before === null ? null : { bytes: disk.bytes(path), mode: before.mode },
  }));
  const state = (before: readonly Before[], lock = writing.lock): string => `${JSON.stringify({ format: 1, lock: formatLock(lock), conflicts: paths, before, index } satisfies State)}\n`;
  let kept: readonly Before[] = [];
  const { skipped } = writeOpen(system, root, writing, (before) => state((kept = before)));
  // What was left alone keeps the line it had.
  if (skipped.length > 0) system.fs.writeFileSync(join(root, OPEN_PATH), state(kept, withOpen(writing.lock, oldLock?.lock ?? null, new Set(skipped))));
  return [...skippedWarnings(skipped), ...(index === null ? [] : await writeStages(system, root, stages))];
}

/** The paths of an open merge; null when none is. @throws EnvironmentError when what was kept is damaged. */
export function openMerge(system: System, root: string): readonly string[] | null {
  return readState(system, root)?.state.conflicts ?? null;
}

/** An open merge comes before anything else. @throws InputError. */
export function refuseOpen(system: System, root: string): void {
  const paths = openMerge(system, root);
  if (paths !== null) throw new InputError([openProblem(paths)]);
}

/** Says that a merge is open. */
export function openProblem(paths: readonly string[]): Problem {
  const help = 'Make each file what it should be, then: specwright generate --continue\nOr go back to where you were: specwright generate --abort';
  return problem('generate/open', `The last run is not done, for you to settle: ${paths.join(', ')}`, null, help);
}

/** The files of an open merge, each as settled or not. */
export function stateOf(system: System, root: string, paths: readonly string[]): Change[] {
  const disk = new Disk(system, root);
  return paths.map((path) => (hasMarkers(disk, path) ? changeOf(disk, path, 'conflict', MARKERS) : changeOf(disk, path, 'conflict', 'settled: say --continue')));
}

const MARKERS = 'there are conflict markers in it';

/** How a merge went on. */
export interface Closed {
  readonly changes: readonly Change[];
  readonly problems: readonly Problem[];
}

/** Takes the files as they are now, unless markers are left. @throws InputError when no merge is open. */
export async function continueMerge(system: System, root: string): Promise<Closed> {
  return await alone(system, root, async () => {
    const { words } = mend(root, system);
    const { text, state } = requireState(system, root);
    const disk = new Disk(system, root);
    const left = state.conflicts.filter((path) => hasMarkers(disk, path));
    if (left.length > 0) return { changes: left.map((path) => changeOf(disk, path, 'conflict', MARKERS)), problems: words };
    const old = readLock(disk);
    writeClosed(system, root, [], text, { text: state.lock, lock: parseLock(state.lock), old: old?.text ?? null });
    const warnings = await settleStages(system, root, state.conflicts.filter((path) => disk.state(path).kind === 'file'));
    return { changes: state.conflicts.map((path) => changeOf(disk, path, 'merge', null)), problems: [...words, ...warnings] };
  });
}

/** Puts every file back that was written, but for those that changed since and were in no conflict. @throws InputError. */
export async function abortMerge(system: System, root: string): Promise<Closed> {
  return await alone(system, root, async () => {
    const { words } = mend(root, system);
    const { text, state } = requireState(system, root);
    const disk = new Disk(system, root);
    const conflicts = new Set(state.conflicts);
    const isOurs = ({ path, after }: Before): boolean => conflicts.has(path) || disk.digest(path) === after;
    const steps = state.before.filter(isOurs).flatMap((before) => stepBack(disk, before));
    const { skipped } = writeClosed(system, root, steps, text, null);
    const edited = state.before.filter((before) => !isOurs(before)).map(({ path }) => path);
    const warnings = state.index === null ? [] : await restoreStages(system, root, state.conflicts, state.index);
    const changes = steps.map(({ path, after }) => changeOf(disk, path, after === null ? 'delete' : 'update', null));
    return { changes, problems: [...words, ...skippedWarnings([...edited, ...skipped]), ...warnings] };
  });
}

function stepBack(disk: Disk, { path, bytes, mode }: Before): Step[] {
  const now = disk.state(path);
  const before = now.kind === 'file' ? now.digest : null;
  if (bytes === null) return before === null ? [] : [{ path, before, after: null }];
  return [{ path, before, after: { bytes: Buffer.from(bytes, 'base64'), mode } }];
}

function changeOf(disk: Disk, path: string, action: Change['action'], note: string | null): Change {
  const state = disk.state(path);
  const before = state.kind === 'file' ? { digest: state.digest, mode: state.mode as Mode } : null;
  return { path, action, ownership: 'merged', generator: 'specwright', rules: [], before, after: null, note };
}

function hasMarkers(disk: Disk, path: string): boolean {
  if (disk.state(path).kind !== 'file') return false;
  const text = new TextDecoder().decode(disk.bytes(path));
  return /^<<<<<<< yours\r?$/m.test(text) || /^>>>>>>> new\r?$/m.test(text);
}

function requireState(system: System, root: string): { text: string; state: State } {
  const found = readState(system, root);
  if (found === null) throw new InputError([problem('generate/no-merge', 'No run waits for you here', null, 'Run: specwright generate')]);
  return found;
}

function readState(system: System, root: string): { text: string; state: State } | null {
  let text: string;
  try {
    text = system.fs.readFileSync(join(root, OPEN_PATH), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return null;
    throw error;
  }
  try {
    const state = JSON.parse(text) as State;
    if (state.format === 1 && Array.isArray(state.conflicts) && Array.isArray(state.before)) {
      parseLock(state.lock);
      return { text, state };
    }
  } catch {
    // Said below.
  }
  throw new EnvironmentError(`${OPEN_PATH} is damaged`, `Delete it, see with git what the last run had done, and restore ${LOCK_PATH} with the files.`);
}
