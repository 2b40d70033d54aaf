/** A new repository: from a spec to a folder, all or nothing. */
import { basename, dirname, join, resolve } from 'node:path';
import { mergeTree } from '../merge/merge.js';
import type { Change } from '../merge/model.js';
import { NO_HISTORY } from '../kit.js';
import { drawTree, understand } from '../pipeline.js';
import type { Tool, Understood } from '../pipeline.js';
import { EnvironmentError, InputError, Interrupted, problem } from '../problems.js';
import type { Problem } from '../problems.js';
import type { Tree } from '../render/model.js';
import { SCHEMA_PATH } from '../spec/index.js';
import { writeChanges, writeFresh } from '../write/apply.js';
import { alone, claimStage, discard } from '../write/claims.js';
import { Disk } from '../write/disk.js';
import { asEnvironmentError, attempt, errorCode } from '../write/errors.js';
import { makeFolder, removeEmptyFolders } from '../write/folders.js';
import { firstCommit } from '../write/git.js';
import { ENGINE_FOLDER, LOCK_PATH, SPEC_PATH } from '../write/layout.js';
import { folderLoader } from '../write/loader.js';
import type { RecordingLoader } from '../write/loader.js';
import { safePoint } from '../write/system.js';
import type { System } from '../write/system.js';
import { foresee, mend, NOTHING_MET, seenFrom, skippedWarnings } from './interrupted.js';
import type { Met } from './interrupted.js';
import { readLock, refuseLostLock } from './past.js';
import { writingOf } from './writing.js';

/** What is to be made, and where. */
export interface CreateRequest {
  readonly root: string;
  readonly spec: { readonly text: string; readonly file: string; readonly folder: string };
  readonly set: readonly string[];
  readonly into: boolean;
  readonly git: boolean;
  readonly dryRun: boolean;
}

/** What a run came to. */
export interface RunReport {
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
}

export const SCHEMA_LINE = `# yaml-language-server: $schema=${SCHEMA_PATH}`;

/** @throws InputError, EnvironmentError, Interrupted; either way nothing is left half-written. */
export async function createRepository(request: CreateRequest, tool: Tool, system: System): Promise<RunReport> {
  const place = inspect(request, system, foresee);
  const loader = folderLoader(system, request.spec.folder);
  const { text, file } = request.spec;
  const read = await understand({ text, file, set: request.set, loader }, tool);
  await safePoint(system);
  const specText = withSchemaLine(read.project.specText);
  const tree = await drawTree(read.project, { previous: null, history: NO_HISTORY }, tool, specText).catch((error: unknown) => {
    throw asGiven(error, file);
  });
  const understood = { ...read, project: { ...read.project, specText } };
  const made: Made = { understood, tree, loader, tool, system, request };
  await safePoint(system);
  if (!place.exists) return await build(made);
  if (request.dryRun) return await fill(made, place);
  return await alone(system, request.root, async () => await fill(made, inspect(request, system, mend)));
}

/** Generators know the spec as `specwright.yaml`; the person gave it another name. */
function asGiven(error: unknown, file: string): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(error.problems.map((p) => (p.file === SPEC_PATH ? { ...p, file } : p)));
}

/** The line that lets editors check the spec while it is written. */
export function withSchemaLine(text: string): string {
  if (text.includes('yaml-language-server:') || /^(\ufeff|%)/.test(text)) return text;
  return `${SCHEMA_LINE}\n${text}`;
}

interface Made {
  readonly understood: Understood;
  readonly tree: Tree;
  readonly loader: RecordingLoader;
  readonly tool: Tool;
  readonly system: System;
  readonly request: CreateRequest;
}

interface Place {
  readonly exists: boolean;
  readonly hasGit: boolean;
  /** A run that was killed here. */
  readonly met: Met;
}

/** May a repository be made here? `meet` sees to a run that was killed. */
function inspect({ root, into }: CreateRequest, system: System, meet: (root: string, system: System) => Met): Place {
  const names = namesIn(root, system);
  if (names === null) return { exists: false, hasGit: false, met: NOTHING_MET };
  const hasGit = names.includes('.git');
  if (system.fs.existsSync(join(root, LOCK_PATH))) {
    throw new InputError([problem('new/exists', `${root} is a repository that Specwright made already`, null, `Edit its specwright.yaml and run: specwright generate ${root}`)]);
  }
  const met = names.includes(ENGINE_FOLDER) ? meet(root, system) : NOTHING_MET;
  if (met.words.length > 0) return { exists: true, hasGit, met };
  const others = names.filter((name) => name !== '.git' && name !== ENGINE_FOLDER);
  if (others.length > 0 && !into) {
    const message = `${root} is not empty: it holds ${others.slice(0, 3).join(', ')}${others.length > 3 ? ', …' : ''}`;
    throw new InputError([problem('new/not-empty', message, null, 'Name another folder, or add --into, which touches no file that exists.')]);
  }
  return { exists: true, hasGit, met };
}

/** What a folder holds; null when nothing has its name. */
function namesIn(root: string, { fs }: System): string[] | null {
  try {
    return fs.readdirSync(root);
  } catch (error) {
    const code = errorCode(error);
    const there = isThere(root, fs);
    if (code === 'ENOENT' && !there) return null;
    if (code === 'ENOENT') throw new EnvironmentError(`Nothing was created: ${root} is a symbolic link that leads nowhere`, 'Make the folder that it leads to, or name another one.');
    if (code === 'ENOTDIR' && there) throw new InputError([problem('new/not-a-folder', `${root} is a file`, null, 'Name a folder.')]);
    throw asEnvironmentError(error, 'Nothing was created');
  }
}

function isThere(path: string, fs: System['fs']): boolean {
  try {
    return fs.lstatSync(path) !== undefined;
  } catch {
    return false;
  }
}

/** A folder that does not exist: made beside its place, then moved there by one rename. */
async function build({ understood, tree, loader, tool, system, request }: Made): Promise<RunReport> {
  const { root } = request;
  const decided = mergeTree([], () => ({ kind: 'missing' }), tree);
  if (request.dryRun) return { problems: understood.problems, changes: decided.changes };
  const parent = dirname(resolve(root));
  let above: string | null = null;
  let stage: string | null = null;
  try {
    above = makeFolder(system.fs, parent);
    stage = await claimStage(system, parent, basename(resolve(root)));
    // Another run may have made it since.
    inspect(request, system, foresee);
    writeFresh(system, stage, writingOf(understood, tree, decided, loader, tool));
    await safePoint(system);
    const warnings = request.git ? await firstCommit(system, stage, false) : [];
    await safePoint(system);
    system.fs.renameSync(stage, root);
    return { problems: [...understood.problems, ...warnings], changes: decided.changes };
  } catch (error) {
    // The first error says more than one about what is left.
    if (stage !== null) attempt(() => discard(system, stage ?? ''));
    if (above !== null) removeEmptyFolders(system.fs, parent, dirname(above));
    throw asEnvironmentError(error, 'Nothing was created');
  }
}

/** A folder that exists: journalled, and nothing that is there is touched. */
async function fill({ understood, tree, loader, tool, system, request }: Made, place: Place): Promise<RunReport> {
  const { words, coming } = place.met;
  const disk = new Disk(system, request.root, coming);
  const mended = words.length > 0;
  const oldLock = mended ? readLock(disk) : null;
  if (oldLock === null) refuseLostLock(system, disk, tree, false);
  const decided = mergeTree(oldLock?.lock.outputs ?? [], (path) => disk.state(path), tree, 'keep');
  const clash = decided.changes.filter((change) => change.ownership === 'source' && change.action === 'keep');
  if (clash.length > 0) {
    throw new InputError(clash.map((c) => problem('new/source-differs', `${c.path} is there already and differs from what the spec brings`, null, 'Move it away, or make it the same.')));
  }
  if (request.dryRun) return { problems: [...words, ...understood.problems], changes: seenFrom(new Disk(system, request.root), decided.changes, coming) };
  const { skipped } = writeChanges(system, request.root, writingOf(understood, tree, decided, loader, tool), oldLock);
  // What the user had there is the user's to commit.
  const made = decided.changes.filter(({ action }) => action === 'create' || (mended && action === 'unchanged'));
  const own = [ENGINE_FOLDER, ...made.map(({ path }) => path)];
  const warnings = request.git ? await commitInPlace(system, request.root, place.hasGit, own) : [];
  return { problems: [...words, ...understood.problems, ...skippedWarnings(skipped), ...warnings], changes: decided.changes };
}

/** The files are there already: an interruption takes back no more than a history that was only begun. */
async function commitInPlace(system: System, root: string, hasGit: boolean, own: readonly string[]): Promise<Problem[]> {
  try {
    return await firstCommit(system, root, hasGit, own);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    if (!hasGit) system.fs.rmSync(join(root, '.git'), { recursive: true, force: true });
    throw new Interrupted('Interrupted before the first commit was done; every file is written');
  }
}
