/** The first commit of a new repository, and the index of one with conflicts. Everything goes through the git that is installed. */
import type { Side } from '../merge/model.js';
import { problem } from '../problems.js';
import type { Problem } from '../problems.js';
import type { System } from './system.js';

const MESSAGE = 'feat: generate the repository with specwright';

/** Paths given to one `git add`: a command line has an end. */
const PATHS_AT_A_TIME = 500;

/**
 * Initialises (when there is no .git), stages and commits. `own` are the paths to commit where the folder holds files
 * of the user's too; null commits everything. Answers with what could not be done, as warnings.
 */
export async function firstCommit(system: System, root: string, hasGit: boolean, own: readonly string[] | null = null): Promise<Problem[]> {
  const git = (...args: string[]) => system.run('git', args, root);
  if (!hasGit) {
    const init = await git('init', '--quiet');
    if (init.status === null) return [warn('git/missing', 'git is not installed: the repository has no history yet', 'Install git, then: git init -b main && git add -A && git commit')];
    if (init.status !== 0) return [warn('git/init', `git init failed: ${init.stderr.trim()}`, null)];
  }
  if ((await git('rev-parse', '--verify', '--quiet', 'HEAD')).status === 0) {
    return [warn('git/history', 'The folder has a git history already: nothing was committed', 'Look at the new files and commit them yourself.')];
  }
  await git('symbolic-ref', 'HEAD', 'refs/heads/main');
  for (const paths of batches(own)) {
    const add = await git('add', '--all', ...paths);
    if (add.status !== 0) return [warn('git/add', `git add failed: ${add.stderr.trim()}`, null)];
  }
  if (!(await hasAuthor(system, root))) {
    const help = 'git config --global user.name "Your Name" && git config --global user.email you@example.com, then: git commit';
    return [warn('git/no-author', 'git knows no author: everything is staged on branch main, nothing is committed', help)];
  }
  const commit = await git('commit', '--quiet', '--no-verify', '-m', MESSAGE);
  if (commit.status !== 0) return [warn('git/commit', `git commit failed, everything is staged: ${(commit.stderr || commit.stdout).trim()}`, 'Mend that, then: git commit')];
  return [];
}

function batches(own: readonly string[] | null): readonly (readonly string[])[] {
  if (own === null) return [[]];
  const count = Math.ceil(own.length / PATHS_AT_A_TIME);
  return Array.from({ length: count }, (_, i) => ['--', ...own.slice(i * PATHS_AT_A_TIME, (i + 1) * PATHS_AT_A_TIME).map((path) => `:(literal)${path}`)]);
}

async function hasAuthor(system: System, root: string): Promise<boolean> {
  const ident = await system.run('git', ['-c', 'user.useConfigOnly=true', 'var', 'GIT_COMMITTER_IDENT'], root);
  const author = await system.run('git', ['-c', 'user.useConfigOnly=true', 'var', 'GIT_AUTHOR_IDENT'], root);
  return ident.status === 0 && author.status === 0;
}

function warn(code: string, message: string, help: string | null): Problem {
  return problem(code, message, null, help, 'warning');
}

/** One path in conflict, with its versions. */
export interface Stages {
  readonly path: string;
  readonly base: Side | null;
  readonly user: Side | null;
  readonly next: Side | null;
}

/** The index of some paths as text; null where there is no git or no work tree. */
export async function readStages(system: System, root: string, paths: readonly string[]): Promise<string | null> {
  const inside = await system.run('git', ['rev-parse', '--is-inside-work-tree'], root);
  if (inside.status !== 0 || inside.stdout.trim() !== 'true') return null;
  const { status, stdout } = await system.run('git', ['ls-files', '--stage', '-z', '--full-name', '--', ...literal(paths)], root);
  return status === 0 ? stdout : null;
}

/** Stages 1, 2 and 3, as `git merge` leaves them: editors and `git mergetool` work with them. Returns warnings. */
export async function writeStages(system: System, root: string, all: readonly Stages[]): Promise<Problem[]> {
  const prefix = await system.run('git', ['rev-parse', '--show-prefix'], root);
  const lines: string[] = [];
  for (const { path, base, user, next } of all) {
    const full = `${prefix.stdout.replace(/\n$/, '')}${path}`;
    for (const [i, side] of [base, user, next].entries()) {
      if (side === null) continue;
      const blob = await system.run('git', ['hash-object', '-w', '--stdin'], root, side.bytes);
      if (blob.status !== 0) return [warn('git/stages', `git hash-object failed: ${blob.stderr.trim()}`, 'The conflict markers are in the files all the same.')];
      if (!lines.includes(removal(full, blob.stdout.trim().length))) lines.push(removal(full, blob.stdout.trim().length));
      lines.push(`${side.mode} ${blob.stdout.trim()} ${i + 1}\t${full}\0`);
    }
  }
  return await updateIndex(system, root, lines.join(''));
}

/** The user has settled some paths: git hears of it as by `git add`. Returns warnings. */
export async function settleStages(system: System, root: string, paths: readonly string[]): Promise<Problem[]> {
  const unmerged = await system.run('git', ['ls-files', '--unmerged', '-z', '--', ...literal(paths)], root);
  if (unmerged.status !== 0 || unmerged.stdout === '') return [];
  const add = await system.run('git', ['add', '--', ...literal(paths)], root);
  return add.status === 0 ? [] : [warn('git/add', `git add failed: ${add.stderr.trim()}`, 'Run: git add on the files that were in conflict')];
}

/** The index of some paths as it was. Returns warnings. */
export async function restoreStages(system: System, root: string, paths: readonly string[], index: string): Promise<Problem[]> {
  const prefix = await system.run('git', ['rev-parse', '--show-prefix'], root);
  if (prefix.status !== 0) return [];
  const width = /^\d+ ([0-9a-f]+) /.exec(index)?.[1]?.length ?? 40;
  return await updateIndex(system, root, paths.map((path) => removal(`${prefix.stdout.replace(/\n$/, '')}${path}`, width)).join('') + index);
}

async function updateIndex(system: System, root: string, lines: string): Promise<Problem[]> {
  const top = await system.run('git', ['rev-parse', '--show-toplevel'], root);
  const { status, stderr } = await system.run('git', ['update-index', '-z', '--index-info'], top.stdout.replace(/\n$/, ''), new TextEncoder().encode(lines));
  return status === 0 ? [] : [warn('git/stages', `git update-index failed: ${stderr.trim()}`, 'The conflict markers are in the files all the same.')];
}

function removal(path: string, width: number): string {
  return `0 ${'0'.repeat(width)}\t${path}\0`;
}

function literal(paths: readonly string[]): string[] {
  return paths.map((path) => `:(literal)${path}`);
}
