/**
 * `npm run verify:stages [-- --spec six] [--only advisory-npm,root-image]`: `make ci` of a clean clone, once as it is and
 * once for each planted fault. As it is, all eight stages start and pass, but for the scanner of images and the identity to
 * sign with, which are named; a planted fault turns exactly its stage red, by the step that is meant to see it.
 */
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { exitProblems, Ledger } from '../harness/checks.js';
import { workFolder } from '../harness/checkout.js';
import { type Finished, run, serve, type Serving } from '../harness/process.js';
import { record } from '../harness/record.js';
import { createRepository } from '../repository/build.js';
import { imageEnvironment, standIns } from '../repository/images.js';
import { freePort, Repository } from '../repository/repository.js';
import { specFile } from '../specs.js';
import { toolFolders } from '../subject.js';
import { goTool, pathOf } from '../tools/install.js';
import { advisory, faults, type Fault } from './faults.js';

const { values } = parseArgs({ options: {
  spec: { type: 'string', default: 'small' }, only: { type: 'string' }, keep: { type: 'boolean', default: false },
} });
const ledger = new Ledger();
const work = workFolder('stages');
console.log(`logs: ${work}`);

/** The first spec of the contract without its web app: the fewest minutes that have all eight stages. */
const small = `specwright: 1
name: shop
domain: retail
owner: team-shop
blueprint: api-gateway
web: false
services:
  catalog:
    entities:
      Product:
        fields: { name: string, price: decimal, category: Category }
      Category:
        fields: { name: string }
`;

function spec(): string {
  if (values.spec !== 'small') return specFile(values.spec, join(work, 'spec'));
  const file = join(work, 'specwright.yaml');
  writeFileSync(file, small);
  return file;
}

const STAGES = ['lint', 'security-deps', 'test-unit', 'build', 'test-integration', 'test-contract', 'image', 'publish'];

/** The closing table: what became of each stage. */
function table(finished: Finished): Map<string, string> {
  const lines = [...finished.output.matchAll(/^([a-z-]+) +((?:passed|skipped|failed).*)$/gm)];
  return new Map(lines.filter(([, stage = '']) => STAGES.includes(stage)).map(([, stage = '', outcome = '']) => [stage, outcome]));
}

const times = (finished: Finished): string => /^times: (.*)$/m.exec(finished.output)?.[1] ?? 'no times';

/** A folder of advisories that says something about both ecosystems and hits nothing. */
function harmless(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'python.json'), advisory('HARMLESS-1', 'PyPI', 'no-package-of-this-name'));
  writeFileSync(join(folder, 'node.json'), advisory('HARMLESS-2', 'npm', 'no-package-of-this-name'));
}

async function git(repository: Repository, ...words: string[]): Promise<void> {
  const name = ['-c', 'user.name=verify', '-c', 'user.email=verify@localhost', '-c', 'commit.gpgsign=false'];
  const finished = await run(['git', '-C', repository.folder, ...name, ...words]);
  if (finished.code !== 0) throw new Error(finished.output);
}

/** `make ci` as it is on a laptop with every tool but the scanner: skipped parts are named, and no error. */
function ci(repository: Repository, env: NodeJS.ProcessEnv, log: string): Promise<Finished> {
  const command = ['make', '--no-print-directory', 'ci'];
  return run(command, { cwd: repository.folder, env: { ...env, CI: '' }, timeout: 2400, log: repository.log(log) });
}

const EXPECTED_SKIPS = new Map([['image', 'skipped: scan'], ['publish', 'skipped: sign']]);

function asItIs(finished: Finished, registry: string): string[] {
  const problems = exitProblems(finished);
  const seen = table(finished);
  for (const stage of STAGES) {
    const wanted = EXPECTED_SKIPS.get(stage) ?? 'passed';
    if (seen.get(stage) !== wanted) problems.push(`${stage}: ${seen.get(stage) ?? 'did not start'}, expected ${wanted}`);
  }
  for (const [what, pattern] of Object.entries({
    'audited packages': /: [1-9]\d* packages audited/, 'a smoke test': /: user \d+:\d+, read-only, healthy/, 'a size': /: \d+ MB$/m,
    'a push to the local registry': new RegExp(`${registry}/[^ ]+@sha256:[0-9a-f]{64}`), 'a bill of materials': /cdx\.json: [1-9]\d* components/,
    'the missing scanner': /skipped: no image scanner/, 'the times': /^times: lint \d+ s, .*; \d+ s together$/m,
  })) if (!pattern.test(finished.output)) problems.push(`${what} was not seen`);
  return problems;
}

/** What the repository says it pushed is what the registry has. */
async function pushed(repository: Repository): Promise<string[]> {
  const lines = repository.read('dist/published.txt').trim().split('\n');
  const crane = await goTool('crane');
  const problems: string[] = [];
  for (const line of lines) {
    const finished = await run([crane, 'manifest', '--insecure', line], { env: repository.env });
    problems.push(...exitProblems(finished).map((text) => `${line}: ${text}`));
  }
  return problems;
}

function exactly(fault: Fault, finished: Finished): string[] {
  const problems: string[] = [];
  const red = [...table(finished)].filter(([, outcome]) => outcome.startsWith('failed'));
  if (finished.code === 0) problems.push('make ci says 0');
  if (red.map(([stage]) => stage).join(' ') !== fault.stage) problems.push(`red: ${red.map(([stage]) => stage).join(' ') || 'nothing'}, expected ${fault.stage}`);
  const steps = [...finished.output.matchAll(/^── (\S+): FAILED/gm)].map(([, step]) => step).join(' ');
  if (steps !== fault.steps) problems.push(`failed steps: ${steps}, expected ${fault.steps}`);
  const reached = STAGES.slice(0, STAGES.indexOf(fault.stage));
  for (const stage of reached) if (table(finished).get(stage) !== 'passed') problems.push(`${stage}: ${table(finished).get(stage) ?? 'did not start'}`);
  return problems.length === 0 ? [] : [...problems, ...finished.output.trimEnd().split('\n').slice(-30)];
}

async function everything(): Promise<void> {
  const path = pathOf(await toolFolders());
  const origin = new Repository(values.spec, join(work, 'origin'), join(work, 'logs'), { ...process.env, PATH: path });
  if (!(await ledger.check(values.spec, 'new', 'specwright', () => createRepository(origin, spec())))) return;
  const clone = new Repository(values.spec, join(work, 'clone'), join(work, 'logs'), origin.env);
  await run(['git', 'clone', '--quiet', origin.folder, clone.folder]);
  const port = await freePort();
  const registry = `127.0.0.1:${port}/shop`;
  const database = join(work, 'advisories');
  harmless(database);
  const env = { ...(await imageEnvironment(clone.env)), ADVISORY_DB: database, REGISTRY: registry };
  await standIns(clone, env);
  const server: Serving = await serve([await goTool('crane'), 'registry', 'serve', '--address', `127.0.0.1:${port}`], /serving|listening/i, { log: clone.log('registry') });
  try {
    await judge(clone, env, registry, database);
  } finally {
    await server.stop('SIGTERM');
  }
}

async function judge(clone: Repository, env: NodeJS.ProcessEnv, registry: string, database: string): Promise<void> {
  const only = values.only?.split(',');
  if (only === undefined || only.includes('as-it-is')) {
    await ledger.check(values.spec, 'as it is', 'make ci', async () => {
      const finished = await ci(clone, env, 'as-it-is');
      return { count: table(finished).size, unit: 'stages', problems: [...asItIs(finished, registry), ...(await pushed(clone))], note: times(finished) };
    });
  }
  for (const fault of faults.filter(({ name }) => only?.includes(name) ?? true)) {
    await ledger.check(values.spec, fault.name, 'make ci', async () => {
      const planted = join(work, 'planted');
      cpSync(database, planted, { recursive: true });
      fault.plant(clone, planted);
      await git(clone, 'add', '--all');
      await git(clone, 'commit', '--quiet', '--allow-empty', '--no-verify', '-m', `test: plant ${fault.name}`);
      try {
        const finished = await ci(clone, { ...env, ADVISORY_DB: planted }, fault.name);
        return { count: table(finished).size, unit: 'stages', problems: exactly(fault, finished), note: `${fault.steps} red; ${times(finished)}` };
      } finally {
        await git(clone, 'reset', '--quiet', '--hard', 'origin/HEAD');
        rmSync(planted, { recursive: true, force: true });
      }
    });
  }
}

mkdirSync(join(work, 'spec'), { recursive: true });
await everything();
if (!values.keep) for (const name of ['clone', 'origin']) rmSync(join(work, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
await record('verify:stages', ledger);
process.exitCode = ledger.close();
