/**
 * One run at a time in one place. A run leaves a mark under its own name there and then looks for others, so of two
 * that come together at least one sees the other; the one with the lesser name goes on when the other has given way.
 * Marks of processes that are gone count for nothing and are thrown away: their names are never used again, so nobody
 * can throw away the mark of a run that has just begun, as with one lock for all.
 */
import { join } from 'node:path';
import { EnvironmentError } from '../problems.js';
import { digest } from '../render/digest.js';
import { attempt, errorCode } from './errors.js';
import { makeFolder, removeEmptyFolders } from './folders.js';
import { LOCAL_FOLDER } from './layout.js';
import { refuseLinks, writeOwn } from './own.js';
import { safePoint } from './system.js';
import type { System } from './system.js';

/** Where marks of one kind lie, and what they are about. */
interface Place {
  readonly folder: string;
  readonly prefix: string;
  readonly target: string;
}

/** Milliseconds that the lesser of two runs waits for the other to give way. */
const PATIENCE = 1000;
const STEP = 20;
const NAME = /^(\d+)-(\d+)-\d+$/;

let marks = 0;

/** Does something while no other run is at work in a repository. @throws EnvironmentError when one is. */
export async function alone<T>(system: System, root: string, action: () => Promise<T>): Promise<T> {
  refuseLinks(system, root);
  const local = join(root, LOCAL_FOLDER);
  const there = system.fs.existsSync(local);
  const remove = (path: string): void => {
    attempt(() => system.fs.rmSync(path, { force: true }));
    if (!there) removeEmptyFolders(system.fs, local, root);
  };
  const mark = await claim(system, inside(root), (path) => markInside(system, local, path), remove);
  try {
    return await action();
  } finally {
    remove(mark);
  }
}

/** @throws EnvironmentError when a run is at work in a repository. Writes nothing. */
export function refuseWhenBusy(system: System, root: string): void {
  const [other] = marksIn(system, inside(root)).filter((name) => isAlive(system, name));
  if (other !== undefined) throw busy(root, other);
}

/**
 * Makes a folder beside the place where a new one is to be, for this run alone. Its name does not grow with the new
 * one's, which may be as long as names can be. @throws EnvironmentError when another run is making that one already.
 */
export async function claimStage(system: System, parent: string, name: string): Promise<string> {
  const place = { folder: parent, prefix: `.specwright-new-${digest(name).slice(0, 16)}-`, target: join(parent, name) };
  return await claim(system, place, (path) => system.fs.mkdirSync(path), (path) => discard(system, path));
}

/** Throws a mark away, file or folder. A git whose parent was killed may still be writing there for a moment. */
export function discard({ fs }: System, mark: string): void {
  fs.rmSync(mark, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}

function inside(root: string): Place {
  return { folder: join(root, LOCAL_FOLDER), prefix: 'run-', target: root };
}

/** No mark is needed where none can be: nothing else can be written there either. */
function markInside(system: System, local: string, path: string, tries = 3): void {
  try {
    makeFolder(system.fs, local);
    writeOwn(system, path, '');
  } catch (error) {
    const code = errorCode(error) ?? '';
    // A run that has just ended may take the folder away that it had made.
    if (code === 'ENOENT' && tries > 1) markInside(system, local, path, tries - 1);
    else if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) throw error;
  }
}

/** Leaves a mark and answers with its path, or leaves none. */
async function claim(system: System, place: Place, put: (path: string) => void, remove: (path: string) => void): Promise<string> {
  const path = (name: string): string => join(place.folder, place.prefix + name);
  for (const name of marksIn(system, place)) if (!isAlive(system, name)) attempt(() => discard(system, path(name)));
  const { pid, start } = system.processes.own();
  const own = `${pid}-${start}-${(marks += 1)}`;
  try {
    put(path(own));
    await giveWay(system, place, own);
    return path(own);
  } catch (error) {
    attempt(() => remove(path(own)));
    throw error;
  }
}

/** Returns when no other run is at work. */
async function giveWay(system: System, place: Place, own: string): Promise<void> {
  for (let waited = 0; ; waited += STEP) {
    const [other] = marksIn(system, place).filter((name) => name !== own && isAlive(system, name)).sort();
    if (other === undefined) return;
    if (other < own || waited >= PATIENCE) throw busy(place.target, other);
    await new Promise((wake) => setTimeout(wake, STEP));
    await safePoint(system);
  }
}

function marksIn(system: System, { folder, prefix }: Place): string[] {
  try {
    return system.fs.readdirSync(folder).filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return [];
  }
}

function isAlive(system: System, name: string): boolean {
  const [, pid, start] = NAME.exec(name) ?? [];
  return pid !== undefined && start !== undefined && system.processes.isAlive({ pid: Number(pid), start });
}

function busy(target: string, name: string): EnvironmentError {
  return new EnvironmentError(`Another run of Specwright (process ${name.split('-')[0] ?? ''}) is at work in ${target}`, 'Wait until it has ended, and run the command again.');
}
