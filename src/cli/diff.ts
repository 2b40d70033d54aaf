/** `specwright diff`: what generate would change, as a patch that `git apply` takes. */
import { resolve } from 'node:path';
import { fileReports } from '../report/files.js';
import { unchangedSince } from './generate.js';
import type { CommonOptions, Host } from './host.js';
import { done, EXIT } from './outcome.js';
import type { Outcome } from './outcome.js';
import { startProgress } from './progress.js';

/** @throws InputError, EnvironmentError. */
export async function runDiff(options: CommonOptions & { readonly dir: string; readonly exitCode: boolean }, host: Host): Promise<Outcome> {
  const root = resolve(host.cwd, options.dir);
  const stop = startProgress('Comparing', host, options.quiet);
  try {
    const same = unchangedSince(root, host);
    if (same !== null) return done({ result: '', extra: { files: fileReports(same), patch: '' } });
    const { forecast } = await import('../pipeline/generate.js');
    const { formatPatch } = await import('../merge/patch.js');
    const planned = await forecast(root, await host.tool(), host.system);
    const patch = formatPatch(planned.changes, (path) => planned.disk.bytes(path));
    const conflicts = planned.changes.filter((change) => change.action === 'conflict');
    const differs = patch !== '' || conflicts.length > 0;
    return {
      exit: options.exitCode && differs ? EXIT.report : EXIT.done,
      problems: planned.problems,
      result: patch,
      extra: { files: fileReports(planned.changes), patch },
      ...(conflicts.length === 0 ? {} : { words: `In conflict: ${conflicts.map((c) => c.path).join(', ')}\n` }),
    };
  } finally {
    stop();
  }
}
