/** `specwright generate`: the repository again, after its spec changed. */
import { join, resolve } from 'node:path';
import type { Change } from '../merge/model.js';
import { InputError, problem } from '../problems.js';
import { untouched } from '../pipeline/untouched.js';
import { OPEN_PATH } from '../write/layout.js';
import type { CommonOptions, Host } from './host.js';
import { done, EXIT } from './outcome.js';
import type { Outcome } from './outcome.js';
import { startProgress } from './progress.js';

interface Options extends CommonOptions {
  readonly dir: string;
  readonly continue: boolean;
  readonly abort: boolean;
}

/** @throws InputError, EnvironmentError. */
export async function runGenerate(options: Options, host: Host): Promise<Outcome> {
  const root = resolve(host.cwd, options.dir);
  if (options.continue || options.abort) return await runClosing(root, options, host);
  if (host.system.fs.existsSync(join(root, OPEN_PATH))) return await stillOpen(root, host);
  const stop = startProgress('Generating', host, options.quiet);
  try {
    const same = unchangedSince(root, host);
    if (same !== null) return done({ changes: same, listChanges: true });
    const { forecast, regenerate } = await import('../pipeline/generate.js');
    const tool = await host.tool();
    const planned = options.dryRun ? { ...(await forecast(root, tool, host.system)), warnings: [] } : await regenerate(root, tool, host.system);
    const conflicts = planned.changes.filter((change) => change.action === 'conflict');
    const open = conflicts.some((change) => change.clash !== undefined);
    return {
      exit: conflicts.length > 0 ? EXIT.report : EXIT.done,
      problems: [...planned.problems, ...planned.warnings],
      changes: planned.changes,
      listChanges: true,
      ...(options.dryRun ? { words: 'Nothing was written (--dry-run).\n' } : open ? { words: OPEN } : conflicts.length > 0 ? { words: CONFLICTS } : {}),
    };
  } finally {
    stop();
  }
}

/** The last run waits for the user: nothing is done before that. */
async function stillOpen(root: string, host: Host): Promise<Outcome> {
  const { openMerge, openProblem, stateOf } = await import('../pipeline/open.js');
  const paths = openMerge(host.system, root) ?? [];
  return { exit: EXIT.report, problems: [openProblem(paths)], changes: stateOf(host.system, root, paths), listChanges: true };
}

/** `--continue` and `--abort`. */
async function runClosing(root: string, options: Options, host: Host): Promise<Outcome> {
  if (options.continue && options.abort) throw new InputError([problem('cli/one-of', '--continue and --abort exclude each other', null, 'Say one of them.')]);
  if (options.dryRun) throw new InputError([problem('cli/no-dry-run', 'What --continue and --abort do cannot be tried', null)]);
  const { abortMerge, continueMerge } = await import('../pipeline/open.js');
  const { changes, problems } = await (options.continue ? continueMerge : abortMerge)(host.system, root);
  const left = changes.some((change) => change.action === 'conflict');
  return { exit: left ? EXIT.report : EXIT.done, problems, changes, listChanges: true, ...(left ? { words: OPEN } : {}) };
}

/** Every file as unchanged when nothing changed since this very build wrote the repository, otherwise null. */
export function unchangedSince(root: string, host: Host): Change[] | null {
  const build = host.build();
  return build === null ? null : untouched(root, build, host.system);
}

const CONFLICTS = `
Files in conflict stay as you have them: something of yours is where a new one belongs. Move it, or make it what it
should be, and run generate again.
`;

const OPEN = `
You and the blueprint changed the same lines: both are in the files named above, between markers, and in git's index.
Make each what it should be, then: specwright generate --continue. To go back: specwright generate --abort.
`;
