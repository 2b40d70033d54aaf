/** `specwright new`: a repository from a spec, or from a few questions. */
import { basename, dirname, resolve } from 'node:path';
import { createRepository } from '../pipeline/create.js';
import { InputError, problem } from '../problems.js';
import type { CommonOptions, Host } from './host.js';
import { done } from './outcome.js';
import type { Outcome } from './outcome.js';
import { startProgress } from './progress.js';

/** The arguments of `new`. */
export interface NewOptions extends CommonOptions {
  readonly dir: string;
  readonly spec: string | null;
  readonly blueprint: string | null;
  readonly set: readonly string[];
  readonly yes: boolean;
  readonly git: boolean;
  readonly into: boolean;
}

/** @throws InputError, EnvironmentError, Interrupted. */
export async function runNew(options: NewOptions, host: Host): Promise<Outcome> {
  const root = resolve(host.cwd, options.dir);
  const tool = await host.tool();
  const spec = options.spec === null ? await ask(options, root, host) : readSpecFile(options.spec, host);
  const blueprint = options.blueprint === null ? [] : [`blueprint=${options.blueprint}`];
  const stop = startProgress(`Creating ${options.dir}`, host, options.quiet);
  try {
    const report = await createRepository(
      { root, spec, set: [...options.set, ...blueprint], into: options.into, git: options.git, dryRun: options.dryRun },
      tool,
      host.system,
    );
    const words = options.dryRun ? 'Nothing was written (--dry-run).\n' : nextSteps(options.dir);
    return done({ problems: report.problems, changes: report.changes, words, listChanges: options.dryRun });
  } finally {
    stop();
  }
}

function readSpecFile(file: string, host: Host): { text: string; file: string; folder: string } {
  const path = resolve(host.cwd, file);
  let bytes: Uint8Array;
  try {
    bytes = host.system.fs.readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new InputError([problem('new/no-spec', `The spec ${file} ${reason}`, null, 'Give the path of a specwright.yaml.')]);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), file, folder: dirname(path) };
  } catch {
    throw new InputError([problem('spec/encoding', `${file} is not UTF-8`, { file, line: 1, column: 1 }, 'Save it as UTF-8.')]);
  }
}

async function ask(options: NewOptions, root: string, host: Host): Promise<{ text: string; file: string; folder: string }> {
  const { blueprints } = await host.tool();
  const { defaultAnswers, specOf, wizard } = await import('./wizard.js');
  const chosen = blueprints.find((b) => b.name === options.blueprint?.split('@')[0]) ?? blueprints[0];
  if (chosen === undefined) throw new Error('this copy of Specwright has no blueprint');
  const defaults = defaultAnswers(chosen, basename(root));
  const interactive = host.interactive && !options.yes && !options.json;
  if (!interactive && !options.yes) {
    throw new InputError([problem('new/no-spec', 'There is no spec, and no terminal to ask at', null, 'Give --spec FILE, or --yes to take the defaults.')]);
  }
  const answers = interactive ? await wizard(chosen, defaults, host.system.interruption) : defaults;
  return { text: specOf(chosen, answers), file: 'specwright.yaml', folder: root };
}

function nextSteps(dir: string): string {
  return `\nNext:\n${dir === '.' ? '' : `  cd ${dir}\n`}  make setup\n  make dev\n`;
}
