/** A repository once more from its spec: what would change, and making it so. */
import { join } from 'node:path';
import { mergeTree } from '../merge/merge.js';
import type { History } from '../kit.js';
import type { Change, Changes, DiskState, Lock, LockedOutput } from '../merge/model.js';
import { drawTree, understand } from '../pipeline.js';
import type { Tool } from '../pipeline.js';
import { InputError, problem } from '../problems.js';
import type { Problem } from '../problems.js';
import { digest } from '../render/digest.js';
import type { Tree } from '../render/model.js';
import { writeChanges, writeNothing } from '../write/apply.js';
import type { Writing } from '../write/apply.js';
import { readObject } from '../write/base.js';
import { alone } from '../write/claims.js';
import { Disk } from '../write/disk.js';
import { errorCode } from '../write/errors.js';
import { JOURNAL_PATH, SPEC_PATH } from '../write/layout.js';
import { folderLoader } from '../write/loader.js';
import { safePoint } from '../write/system.js';
import type { System } from '../write/system.js';
import { formatLock } from '../merge/lock.js';
import { withCaseClashes } from '../merge/clashes.js';
import { foresee, mend, seenFrom, skippedWarnings } from './interrupted.js';
import type { Met } from './interrupted.js';
import { historyFolders, historyOf, readLock, readPrevious, refuseLostLock } from './past.js';
import type { ReadLock } from './past.js';
import { beginMerge, openConflicts, refuseOpen } from './open.js';
import { writingOf } from './writing.js';

/** What `generate` would do. */
export interface Forecast {
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
  /** The folder as it is. */
  readonly disk: Disk;
  readonly writing: Writing;
  readonly oldLock: ReadLock | null;
}

/** A forecast that has come true. */
export interface Generated extends Forecast {
  /** What happened while it was written. */
  readonly warnings: readonly Problem[];
}

/** Computes everything and writes nothing: the rest of a run that was killed is part of it. @throws InputError, EnvironmentError, Interrupted. */
export async function forecast(root: string, tool: Tool, system: System): Promise<Forecast> {
  const met = foresee(root, system);
  refuseOpen(system, root);
  return await compute(root, tool, system, met, null);
}

/**
 * Makes a repository what its spec says. With `only`, the files of one generator; all generators run all the same,
 * since they meet in slots. @throws InputError, EnvironmentError, Interrupted.
 */
export async function regenerate(root: string, tool: Tool, system: System, only: string | null = null): Promise<Generated> {
  // Where there is nothing to generate from, not even a mark is left.
  if (!system.fs.existsSync(join(root, JOURNAL_PATH))) readSpecText(new Disk(system, root));
  return await alone(system, root, async () => {
    const met = mend(root, system);
    refuseOpen(system, root);
    const planned = await compute(root, tool, system, met, only);
    return { ...planned, warnings: await carryOut(root, planned, system) };
  });
}

async function compute(root: string, tool: Tool, system: System, { words, coming }: Met, only: string | null): Promise<Forecast> {
  const disk = new Disk(system, root, coming);
  const oldLock = readLock(disk);
  const loader = folderLoader(system, root, coming);
  const understood = await understand({ text: readSpecText(disk), file: SPEC_PATH, set: [], loader }, tool);
  await safePoint(system);
  const same = oldLock !== null && sameInputs(oldLock.lock, digest(understood.project.specText), loader.inputs);
  const previous = oldLock === null ? null : same ? understood.project : await readPrevious(system, root, oldLock.lock, tool);
  const draw = async (history: History): Promise<Tree> => await drawTree(understood.project, { previous, history }, tool);
  const history = historyOf(oldLock?.lock ?? null, disk);
  const drawn = await draw(history);
  if (oldLock === null) refuseLostLock(system, disk, drawn, true);
  const begun = historyFolders(drawn, history, disk);
  const tree = begun.length === 0 ? drawn : await draw(historyOf(oldLock?.lock ?? null, disk, begun));
  await safePoint(system);
  const all = await decideAll(system, disk, oldLock?.lock ?? null, tree);
  const decided = only === null ? all : restrict(all, oldLock?.lock.outputs ?? [], only);
  const whole = writingOf(understood, tree, decided, loader, tool);
  const writing = only === null ? whole : { ...whole, build: null, lock: { ...whole.lock, inputs: oldLock?.lock.inputs ?? whole.lock.inputs } };
  const found = coming.size === 0 ? disk : new Disk(system, root);
  return { problems: [...words, ...understood.problems], changes: seenFrom(found, decided.changes, coming), disk: found, writing, oldLock };
}

/** By digests alone where that is enough: nobody moved, deleted or edited what changes. */
async function decideAll(system: System, disk: Disk, lock: Lock | null, tree: Tree): Promise<Changes> {
  const known = lock?.deleted === undefined ? {} : { deleted: lock.deleted };
  const alone = mergeTree(lock?.outputs ?? [], (path) => disk.state(path), tree, known);
  if (lock === null) return alone;
  const state = stateWithout(disk, alone.changes);
  const first = state === null ? alone : mergeTree(lock.outputs, state, tree, known);
  const shared = ({ ownership }: LockedOutput): boolean => ownership === 'derived' || ownership === 'merged';
  const missing = (line: LockedOutput): boolean => shared(line) && disk.state(line.path).kind === 'missing' && lock.deleted?.has(line.path) !== true;
  const edited = lock.moved !== undefined || lock.outputs.some(missing) || first.changes.some((change) => change.action === 'conflict' && change.before !== null);
  if (edited) return (await import('./edited.js')).mergeEdited({ disk, state: state ?? ((path) => disk.state(path)), lock, tree, pristine: (name) => readObject(system, disk.root, name) });
  return first.changes.some((change) => change.action === 'create' && change.ownership !== 'history') ? withCaseClashes(first, disk.files()) : first;
}

/** The disk as it will be for files and folders in whose way only stands what goes in this run. Null when nothing stands in the way. */
function stateWithout(disk: Disk, changes: readonly Change[]): ((path: string) => DiskState) | null {
  const going = new Set(changes.filter((change) => change.action === 'delete').map((change) => change.path));
  if (going.size === 0 || !changes.some((change) => change.action === 'conflict' && change.before === null)) return null;
  const staying = disk.files().filter((path) => !going.has(path));
  const isFree = (path: string): boolean => path.split('/').some((_, i, parts) => going.has(parts.slice(0, i).join('/'))) || [...going].some((other) => other.startsWith(`${path}/`));
  return (path) => {
    const state = disk.state(path);
    return state.kind === 'blocked' && isFree(path) && !staying.some((other) => other.startsWith(`${path}/`)) ? { kind: 'missing' } : state;
  };
}

/** The decisions on one generator's files; every other file and lock line stays as it is. */
function restrict(all: Changes, locked: readonly LockedOutput[], generator: string): Changes {
  const changes = all.changes.filter((change) => change.generator === generator);
  const mine = new Set(changes.map((change) => change.path));
  return { ...all, changes, outputs: [...all.outputs.filter((line) => mine.has(line.path)), ...locked.filter((line) => !mine.has(line.path))] };
}

/** Returns warnings. @throws EnvironmentError, with everything undone. */
async function carryOut(root: string, planned: Forecast, system: System): Promise<Problem[]> {
  const { writing, oldLock } = planned;
  if (openConflicts(writing.changes).length > 0) return await beginMerge(system, root, writing, oldLock);
  const quiet = writing.changes.every((change) => change.after === null && change.action !== 'delete');
  const text = formatLock(writing.lock);
  if (quiet && oldLock?.text === text) {
    writeNothing(system, root, writing, text);
    return [];
  }
  return skippedWarnings(writeChanges(system, root, writing, oldLock).skipped);
}

function readSpecText(disk: Disk): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(disk.bytes(SPEC_PATH));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
      throw new InputError([problem('generate/no-spec', `There is no ${SPEC_PATH} in ${disk.root}`, null, 'Go to the repository, or name it: specwright generate DIR')]);
    }
    if (error instanceof TypeError) throw new InputError([problem('spec/encoding', `${SPEC_PATH} is not UTF-8`, { file: SPEC_PATH, line: 1, column: 1 })]);
    throw error;
  }
}

function sameInputs(lock: Lock, spec: string, inputs: ReadonlyMap<string, { digest: string | null }>): boolean {
  const now = new Map([[SPEC_PATH, spec], ...[...inputs].map(([path, input]) => [path, input.digest] as const)] as [string, string | null][]);
  return now.size === lock.inputs.length && lock.inputs.every((input) => now.has(input.path) && now.get(input.path) === input.digest);
}
