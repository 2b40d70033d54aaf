/** `specwright generate`: the repository again, after its spec changed. */
import { resolve } from 'node:path';
import type { Change } from '../merge/model.js';
import { untouched } from '../pipeline/untouched.js';
import type { CommonOptions, Host } from './host.js';
import { done, EXIT } from './outcome.js';
import type { Outcome } from './outcome.js';
import { startProgress } from './progress.js';

/** @throws InputError, EnvironmentError. */
export async function runGenerate(options: CommonOptions & { readonly dir: string }, host: Host): Promise<Outcome> {
  const root = resolve(host.cwd, options.dir);
  const stop = startProgress('Generating', host, options.quiet);
  try {
    const same = unchangedSince(root, host);
    if (same !== null) return done({ changes: same, listChanges: true });
    const { forecast, regenerate } = await import('../pipeline/generate.js');
    const tool = await host.tool();
    const planned = options.dryRun ? { ...(await forecast(root, tool, host.system)), warnings: [] } : await regenerate(root, tool, host.system);
    const conflicts = planned.changes.some((change) => change.action === 'conflict');
    return {
      exit: conflicts ? EXIT.report : EXIT.done,
      problems: [...planned.problems, ...planned.warnings],
      changes: planned.changes,
      listChanges: true,
      ...(options.dryRun ? { words: 'Nothing was written (--dry-run).\n' } : conflicts ? { words: CONFLICTS } : {}),
    };
  } finally {
    stop();
  }
}

/** Every file as unchanged when nothing changed since this very build wrote the repository, otherwise null. */
export function unchangedSince(root: string, host: Host): Change[] | null {
  const build = host.build();
  return build === null ? null : untouched(root, build, host.system);
}

const CONFLICTS = `
Files in conflict were changed by you and by the blueprint: they stay as you have them. Make each what it should be
(\`specwright diff\` shows the rest of the run), or delete it and run generate to leave it out.
`;
