/** `specwright generate`: the repository again, after its spec changed. */
import { resolve } from 'node:path';
import { carryOut, forecast } from '../pipeline/generate.js';
import type { CommonOptions, Host } from './host.js';
import { EXIT } from './outcome.js';
import type { Outcome } from './outcome.js';
import { startProgress } from './progress.js';

/** @throws InputError, EnvironmentError. */
export async function runGenerate(options: CommonOptions & { readonly dir: string }, host: Host): Promise<Outcome> {
  const root = resolve(host.cwd, options.dir);
  const stop = startProgress('Generating', host, options.quiet);
  try {
    const planned = await forecast(root, () => host.tool(), host.build(), host.system);
    const warnings = options.dryRun ? [] : carryOut(root, planned, host.system);
    const conflicts = planned.changes.some((change) => change.action === 'conflict');
    return {
      exit: conflicts ? EXIT.report : EXIT.done,
      problems: [...planned.problems, ...warnings],
      changes: planned.changes,
      listChanges: true,
      ...(options.dryRun ? { words: 'Nothing was written (--dry-run).\n' } : conflicts ? { words: CONFLICTS } : {}),
    };
  } finally {
    stop();
  }
}

const CONFLICTS = `
Files in conflict were changed by you and by the blueprint: they stay as you have them. Make each what it should be
(\`specwright diff\` shows the rest of the run), or delete it and run generate to leave it out.
`;
