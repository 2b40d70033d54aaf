/**
 * `npm run verify:web-mutants [-- --only 3,7] [--spec shop] [--repository DIR]`: the generated web app's own lint, tests
 * and budget against the mistakes of web-mutants.json, each one edit of one file. Nine in ten have to be noticed.
 * `--repository` takes one that is set up already and leaves it as it was.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type Inspected, Ledger } from '../harness/checks.js';
import { checkout, workFolder } from '../harness/checkout.js';
import { type Finished, run } from '../harness/process.js';
import { record } from '../harness/record.js';
import { createRepository, setup } from '../repository/build.js';
import { Repository } from '../repository/repository.js';
import { specFile } from '../specs.js';
import { judged, type Mutant } from './mutant.js';

/** A mistake in the web app, and the commands that may notice it, the cheapest first: `lint`, `attacks limits`. */
interface WebMutant extends Mutant {
  readonly noticedBy: readonly string[];
}

const { values } = parseArgs({ options: {
  only: { type: 'string' }, spec: { type: 'string', default: 'shop' }, repository: { type: 'string' },
} });
const all = JSON.parse(readFileSync(join(checkout, 'verify/long/web-mutants.json'), 'utf8')) as WebMutant[];
const only = values.only === undefined ? null : new Set(values.only.split(',').map(Number));
const chosen = [...all.entries()].filter(([index]) => only === null || only.has(index + 1));
const work = workFolder('web-mutants');
const ledger = new Ledger();
const verdicts = new Ledger();
console.log(`logs: ${work}`);

const prelude = 'set -euo pipefail; export PATH="$PWD/.venv/bin:$PATH"; . make/lib.sh; enter_node_package web; ';

/** Vitest on the built app beside services and databases. */
const beside = (config: string, test: string): string => (
  `${prelude}bash scripts/ensure-built.sh; cd ..; export CHROMIUM_PATH="\${CHROMIUM_PATH:-$(command -v chromium || command -v google-chrome || true)}"; `
  + `exec python -m localdev with-stack bash -c "cd web && vitest run --bail 1 --config vitest.${config}.config.ts ${test}"`
);

/**
 * A step of the repository's Makefile, with as much of its work as a change of `file` concerns: what finds something
 * there fails the whole step too. Without a file it is all of the step.
 */
function script(command: string, file: string | null): string {
  const [step, test = ''] = command.split(' ');
  switch (step) {
    case 'lint': return `${prelude}exec eslint --max-warnings 0 "${file ?? '.'}"`;
    case 'unit': return `${prelude}exec vitest ${file === null ? 'run' : `related "${file}" --run`} --bail 1`;
    case 'build': return `set -euo pipefail; exec bash make/stages/build/*-web.sh`;
    case 'attacks': return beside('attack', test);
    case 'browser': return beside('browser', test);
    default: throw new Error(`web-mutants.json: no command ${command}`);
  }
}

function execute(repository: Repository, command: string, file: string | null): Promise<Finished> {
  const name = `${command} ${file ?? ''}`.trim();
  const env = { ...repository.env, NO_COLOR: '1' };
  return run(['bash', '-c', script(command, file)], { cwd: repository.folder, timeout: 1200, log: repository.log(name), env });
}

/** Everything that mutants may be noticed by finds nothing in the app as it was generated. */
async function unedited(repository: Repository, command: string): Promise<Inspected> {
  const finished = await execute(repository, command, null);
  return { count: 1, unit: 'commands', problems: finished.code === 0 ? [] : [finished.output.slice(-3000)] };
}

/** The first command that is red, with the first thing that it says. */
async function noticed(repository: Repository, { noticedBy, file }: WebMutant): Promise<string | null> {
  for (const command of noticedBy) {
    const { code, output } = await execute(repository, command, file.replace(/^web\//, ''));
    if (code !== 0) return `${command}: ${firstWords(output)}`;
  }
  return null;
}

function firstWords(output: string): string {
  const said = /^ *(?:FAIL +|Error: |\d+:\d+ +error +|× |.* OVER )(.*)$/m.exec(output);
  return (said?.[0] ?? 'no words').replaceAll(/\s+/g, ' ').trim().slice(0, 160);
}

/** The repository given, or a new one in the run's folder. */
async function prepared(): Promise<Repository | null> {
  const repository = new Repository(values.spec, values.repository ?? join(work, values.spec), join(work, 'logs'), process.env);
  if (values.repository !== undefined) return repository;
  const ports = { DATABASE_PORT: '16900', OIDC_PORT: '16950' };
  if (!(await ledger.check(values.spec, 'new', 'specwright', () => createRepository(repository, specFile(values.spec, join(work, 'spec')))))) return null;
  return (await ledger.check(values.spec, 'setup', 'make', () => setup(repository, ports))) ? repository : null;
}

async function judgeAll(repository: Repository): Promise<number> {
  const commands = [...new Set(chosen.flatMap(([, { noticedBy }]) => noticedBy))];
  for (const command of commands) {
    if (!(await ledger.check(values.spec, 'unedited', command, () => unedited(repository, command)))) return 0;
  }
  let killed = 0;
  for (const [index, mutant] of chosen) {
    const name = `mutant ${index + 1}: ${mutant.breaks}`;
    const tool = mutant.noticedBy.join(', ');
    if (await verdicts.check(values.spec, name, tool, () => judged(repository, mutant, () => noticed(repository, mutant)))) killed += 1;
  }
  return killed;
}

const repository = await prepared();
const killed = repository === null ? 0 : await judgeAll(repository);
await ledger.check(values.spec, 'web mutants', 'the app\'s own checks', async () => {
  const least = Math.ceil(chosen.length * 0.9);
  return { count: chosen.length, unit: 'mutants', note: `${killed} noticed`, problems: killed >= least ? [] : [`${killed} of ${chosen.length} noticed, at least ${least}`] };
});
if (values.repository === undefined) rmSync(join(work, values.spec), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
await record('verify:web-mutants', ledger, { killed, tried: chosen.length });
process.exitCode = ledger.close();
