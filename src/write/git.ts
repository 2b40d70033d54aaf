/** The first commit of a new repository. Everything goes through the git that is installed. */
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
