/**
 * `npm run verify:mutants [-- --only 3,7] [--spec six]`: a generated repository's own `make test` against thirty listed
 * mistakes (mutants.json), each one edit of one generated file. At least 28 have to be noticed.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Ledger } from '../harness/checks.js';
import { checkout, workFolder } from '../harness/checkout.js';
import { record } from '../harness/record.js';
import { createRepository, pytestCounts, setup } from '../repository/build.js';
import { Repository } from '../repository/repository.js';
import { specFile } from '../specs.js';
import { judged, type Mutant } from './mutant.js';

const { values } = parseArgs({ options: {
  only: { type: 'string' }, spec: { type: 'string', default: 'six' }, least: { type: 'string', default: '28' }, jobs: { type: 'string', default: '2' },
} });
const all = JSON.parse(readFileSync(join(checkout, 'verify/long/mutants.json'), 'utf8')) as Mutant[];
const chosen = values.only === undefined ? null : new Set(values.only.split(',').map(Number));
const work = workFolder('mutants');
const ledger = new Ledger();
console.log(`logs: ${work}`);

/** One failed test decides: from there on `make test` can only fail. */
const failed = /^(?:FAILED|ERROR) \S+/m;

/** `make test`, up to the first test that notices. */
async function test(repository: Repository): Promise<string | null> {
  const finished = await repository.make(['test'], { env: { PYTEST_ADDOPTS: '-x -q' }, until: failed });
  return finished.code === 0 ? null : (finished.output.match(/^(?:FAILED|ERROR) (\S+)/m)?.[1] ?? 'no test named');
}

const queue = [...all.entries()].filter(([index]) => chosen === null || chosen.has(index + 1));
const tried = queue.length;
const verdicts = new Ledger();
let killed = 0;

/** One repository of its own, with ports of its own, that takes mutants until there are none left. */
async function worker(number: number): Promise<void> {
  const name = `${values.spec}-${number}`;
  const repository = new Repository(values.spec, join(work, name), join(work, 'logs', name), process.env);
  const ports = { DATABASE_PORT: String(16_500 + 100 * number), OIDC_PORT: String(16_550 + 100 * number) };
  if (!(await ledger.check(values.spec, 'new', 'specwright', () => createRepository(repository, specFile(values.spec, join(work, 'spec')))))) return;
  if (!(await ledger.check(values.spec, 'setup', 'make', () => setup(repository, ports)))) return;
  const sound = number > 0 || await ledger.check(values.spec, 'unedited', 'make test', async () => {
    const finished = await repository.make(['test'], { env: { PYTEST_ADDOPTS: '-q' } });
    return { count: pytestCounts(finished).passed, unit: 'tests', problems: finished.code === 0 ? [] : [finished.output.slice(-3000)] };
  });
  if (!sound) queue.length = 0;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [index, mutant] = next;
    if (await verdicts.check(values.spec, `mutant ${index + 1}: ${mutant.breaks}`, 'make test', () => judged(repository, mutant, () => test(repository)))) killed += 1;
  }
  rmSync(repository.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}

await Promise.all(Array.from({ length: Number(values.jobs) }, (_, number) => worker(number)));
await ledger.check(values.spec, 'mutants', 'make test', async () => {
  const least = chosen === null ? Number(values.least) : tried;
  return { count: tried, unit: 'mutants', note: `${killed} noticed`, problems: killed >= least ? [] : [`${killed} of ${tried} noticed, at least ${least}`] };
});
await record('verify:mutants', ledger, { killed, tried });
process.exitCode = ledger.close();
