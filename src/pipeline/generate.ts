/** A repository once more from its spec: what would change, and making it so. */
import { join } from 'node:path';
import { mergeTree } from '../merge/merge.js';
import type { Change, Changes, Lock, LockedOutput } from '../merge/model.js';
import { drawTree, understand } from '../pipeline.js';
import type { Tool } from '../pipeline.js';
import { InputError, problem } from '../problems.js';
import type { Problem } from '../problems.js';
import { digest } from '../render/digest.js';
import { writeChanges, writeStamp } from '../write/apply.js';
import type { Writing } from '../write/apply.js';
import { Disk } from '../write/disk.js';
import { errorCode } from '../write/errors.js';
import { SPEC_PATH } from '../write/layout.js';
import { folderLoader } from '../write/loader.js';
import type { System } from '../write/system.js';
import { formatLock } from '../merge/lock.js';
import { mend, skippedWarnings } from './interrupted.js';
import { historyOf, readLock, readPrevious } from './past.js';
import type { ReadLock } from './past.js';
import { writingOf } from './writing.js';

/** What `generate` would do. */
export interface Forecast {
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
  readonly disk: Disk;
  readonly writing: Writing;
  readonly oldLock: ReadLock | null;
}

/**
 * Computes everything, writes nothing but the rest of a run that was killed. With `only`, the files of one generator;
 * all generators run all the same, since they meet in slots. @throws InputError, EnvironmentError.
 */
export async function forecast(root: string, tool: Tool, system: System, only: string | null = null): Promise<Forecast> {
  const mended = mend(root, system);
  const disk = new Disk(system, root);
  const oldLock = readLock(system, root, disk);
  const loader = folderLoader(system, root);
  const understood = await understand({ text: readSpecText(root, system), file: SPEC_PATH, set: [], loader }, tool);
  const same = oldLock !== null && sameInputs(oldLock.lock, digest(understood.project.specText), loader.inputs);
  const previous = oldLock === null ? null : same ? understood.project : await readPrevious(system, root, oldLock.lock, tool);
  const tree = await drawTree(understood.project, { previous, history: historyOf(oldLock?.lock ?? null, disk) }, tool);
  const all = mergeTree(oldLock?.lock.outputs ?? [], (path) => disk.state(path), tree);
  const decided = only === null ? all : restrict(all, oldLock?.lock.outputs ?? [], only);
  const whole = writingOf(understood, tree, decided, loader, tool);
  const writing = only === null ? whole : { ...whole, build: null, lock: { ...whole.lock, inputs: oldLock?.lock.inputs ?? whole.lock.inputs } };
  return { problems: [...mended, ...understood.problems], changes: decided.changes, disk, writing, oldLock };
}

/** The decisions on one generator's files; every other file and lock line stays as it is. */
function restrict(all: Changes, locked: readonly LockedOutput[], generator: string): Changes {
  const changes = all.changes.filter((change) => change.generator === generator);
  const mine = new Set(changes.map((change) => change.path));
  return { changes, outputs: [...all.outputs.filter((line) => mine.has(line.path)), ...locked.filter((line) => !mine.has(line.path))] };
}

/** Makes a forecast true. Returns warnings. @throws EnvironmentError, with everything undone. */
export function carryOut(root: string, planned: Forecast, system: System): Problem[] {
  const { writing, oldLock } = planned;
  const quiet = writing.changes.every((change) => change.after === null && change.action !== 'delete');
  const text = formatLock(writing.lock);
  if (quiet && oldLock?.text === text) {
    writeStamp(system, root, writing.build, text);
    return [];
  }
  return skippedWarnings(writeChanges(system, root, writing, oldLock).skipped);
}

function readSpecText(root: string, system: System): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(system.fs.readFileSync(join(root, SPEC_PATH)));
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') {
      throw new InputError([problem('generate/no-spec', `There is no ${SPEC_PATH} in ${root}`, null, 'Go to the repository, or name it: specwright generate DIR')]);
    }
    if (error instanceof TypeError) throw new InputError([problem('spec/encoding', `${SPEC_PATH} is not UTF-8`, { file: SPEC_PATH, line: 1, column: 1 })]);
    throw error;
  }
}

function sameInputs(lock: Lock, spec: string, inputs: ReadonlyMap<string, { digest: string | null }>): boolean {
  const now = new Map([[SPEC_PATH, spec], ...[...inputs].map(([path, input]) => [path, input.digest] as const)] as [string, string | null][]);
  return now.size === lock.inputs.length && lock.inputs.every((input) => now.has(input.path) && now.get(input.path) === input.digest);
}
