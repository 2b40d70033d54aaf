/**
 * `npm run verify:web-random [-- --runs 50 --seed N --builds 5 --size small]`: the web apps of random legal specs. The spec of
 * a seed is the same on every machine; run after run counts up from the first seed, so that a run that ended goes on with
 * `--seed` and `--runs` of what is left. Each app as generated: prettier, eslint, tsc; some are built as well.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import fc from 'fast-check';

import type { JsonObject } from '../../src/json.js';
import { specValue, toText } from '../../test/arbitrary/spec.js';
import { exitProblems, type Inspected, Ledger } from '../harness/checks.js';
import { checkout, program, workFolder } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { record } from '../harness/record.js';

const { values } = parseArgs({ options: {
  runs: { type: 'string', default: '50' }, seed: { type: 'string', default: '20261125' }, builds: { type: 'string', default: '5' },
  size: { type: 'string', default: 'small' }, keep: { type: 'boolean', default: false },
} });
const runs = Number(values.runs);
const first = Number(values.seed);
const builds = Math.min(Number(values.builds), runs);
const work = workFolder('web-random');
const ledger = new Ledger();
console.log(`logs: ${work}`);

/** Where the packages wait between two apps: they are moved in and out, since every app has the same ones. */
let packages = join(work, 'packages/node_modules');

async function install(): Promise<Inspected> {
  const folder = join(work, 'packages');
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(checkout, 'templates/nextjs-app', name), join(folder, name));
  const finished = await run(['npm', 'ci', '--no-audit', '--no-fund'], { cwd: folder, timeout: 900, log: join(work, 'npm-ci.log') });
  return { count: 1, unit: 'lock', problems: exitProblems(finished) };
}

/** The spec of a seed, with a web app whatever it says of one. */
function specOf(seed: number): string {
  const size = values.size === 'medium' ? 'medium' : 'small';
  const [spec = {}] = fc.sample(specValue(size), { numRuns: 1, seed });
  const { web: _web, ...rest } = spec as JsonObject;
  return toText(rest);
}

/** The repository of a seed, with the packages in its web app. */
async function generate(seed: number, home: string): Promise<string> {
  const [spec, project] = [join(home, 'specwright.yaml'), join(home, 'project')];
  mkdirSync(home, { recursive: true });
  writeFileSync(spec, specOf(seed));
  const finished = await run([process.execPath, program, 'new', project, '--spec', spec, '--yes', '--no-git'], { timeout: 180, log: join(home, 'new.log') });
  if (finished.code !== 0) throw new Error(`new: exit ${finished.code}: ${finished.output.slice(-3000)}`);
  const web = join(project, 'web');
  renameSync(packages, join(web, 'node_modules'));
  packages = join(web, 'node_modules');
  return web;
}

interface Step { readonly name: string; readonly command: readonly string[] }

const types: readonly Step[] = [
  { name: 'typegen', command: ['next', 'typegen'] },
  { name: 'tsc', command: ['tsc', '--noEmit'] },
];
const style: readonly Step[] = [
  { name: 'prettier', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'eslint', command: ['eslint', '--max-warnings', '0', '.'] },
];
const build: readonly Step[] = [
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'budget', command: ['node', 'scripts/bundle-budget.mjs', '200000'] },
];

/** One step after another; a step that fails ends them. */
async function steps(web: string, list: readonly Step[]): Promise<string[]> {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', PATH: `${join(web, 'node_modules/.bin')}:${process.env.PATH}` };
  for (const { name, command } of list) {
    const finished = await run(command, { cwd: web, env, timeout: 900, log: join(web, '../..', `${name}.log`) });
    const problems = exitProblems(finished).map((text) => `${name}: ${text}`);
    if (problems.length > 0) return problems;
  }
  return [];
}

/** Seeds that found something; their specs and logs stay. */
const found: number[] = [];

async function judge(seed: number, built: boolean): Promise<void> {
  const home = join(work, String(seed));
  let web = '';
  const passed = [await ledger.check(`seed ${seed}`, 'prettier, eslint, tsc', 'as locked', async () => {
    web = await generate(seed, home);
    const problems = await Promise.all([steps(web, style), steps(web, types)]);
    return { count: style.length + types.length, unit: 'programs', problems: problems.flat() };
  })];
  if (built && web !== '') {
    passed.push(await ledger.check(`seed ${seed}`, 'build, budget', 'next', async () => ({ count: 1, unit: 'builds', problems: await steps(web, build) })));
  }
  if (web !== '') {
    const waiting = join(work, 'packages/node_modules');
    renameSync(packages, waiting);
    packages = waiting;
  }
  if (!values.keep) rmSync(join(home, 'project'), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  if (passed.includes(false)) found.push(seed);
}

if (await ledger.check('web', 'packages', 'npm ci', install)) {
  const stride = builds === 0 ? Infinity : Math.floor(runs / builds);
  for (let index = 0; index < runs; index += 1) await judge(first + index, index % stride === 0 && index / stride < builds);
}
if (!values.keep) rmSync(join(work, 'packages'), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
if (found.length > 0) console.log(`seeds to look at: ${found.join(', ')}`);
await record('verify:web-random', ledger, { runs, seed: first, builds });
process.exitCode = ledger.close();
