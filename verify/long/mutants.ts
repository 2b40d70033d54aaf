/**
 * `npm run verify:mutants [-- --only 3,7] [--spec six]`: a generated repository's own `make test` against thirty listed
 * mistakes (mutants.json), each one edit of one generated file. At least 28 have to be noticed.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type Inspected, Ledger } from '../harness/checks.js';
import { checkout, workFolder } from '../harness/checkout.js';
import { record } from '../harness/record.js';
import { createRepository, pytestCounts, setup } from '../repository/build.js';
import { Repository } from '../repository/repository.js';
import { specFile } from '../specs.js';

interface Mutant {
  /** A file of the repository. */
  readonly file: string;
  /** What the edit breaks, for people. */
  readonly breaks: string;
  /** Occurs in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

const { values } = parseArgs({ options: { only: { type: 'string' }, spec: { type: 'string', default: 'six' }, least: { type: 'string', default: '28' } } });
const all = JSON.parse(readFileSync(join(checkout, 'verify/long/mutants.json'), 'utf8')) as Mutant[];
const chosen = values.only === undefined ? null : new Set(values.only.split(',').map(Number));
const work = workFolder('mutants');
const repository = new Repository(values.spec, join(work, 'project'), join(work, 'logs'), process.env);
const ledger = new Ledger();
console.log(`logs: ${work}`);

/** Whether `make test` notices the mutant, and what it says. */
async function kill(mutant: Mutant, index: number): Promise<Inspected> {
  const file = repository.path(mutant.file);
  const before = readFileSync(file, 'utf8');
  if (before.split(mutant.find).length !== 2) {
    return { count: 0, unit: 'mutants', problems: [`${mutant.file} does not hold the text exactly once: ${mutant.find}`] };
  }
  writeFileSync(file, before.replace(mutant.find, () => mutant.replace));
  try {
    const finished = await repository.make(['test'], { env: { PYTEST_ADDOPTS: '-x -q' }, log: repository.log(`mutant-${index}`) });
    const first = finished.output.match(/^(?:FAILED|ERROR) (\S+)/m)?.[1] ?? 'no test named';
    return {
      count: 1, unit: 'mutants', note: finished.code === 0 ? 'survived' : `noticed by ${first}`,
      problems: finished.code === 0 ? [`it survives: ${mutant.file}: ${mutant.find.trim()}`] : [],
    };
  } finally {
    writeFileSync(file, before);
  }
}

await ledger.check(values.spec, 'new', 'specwright', () => createRepository(repository, specFile(values.spec, join(work, 'spec'))));
await ledger.check(values.spec, 'setup', 'make', () => setup(repository));
const sound = await ledger.check(values.spec, 'unedited', 'make test', async () => {
  const finished = await repository.make(['test'], { env: { PYTEST_ADDOPTS: '-q' } });
  return { count: pytestCounts(finished).passed, unit: 'tests', problems: finished.code === 0 ? [] : [finished.output.slice(-3000)] };
});
let killed = 0;
let tried = 0;
if (sound) {
  const judged = new Ledger();
  for (const [index, mutant] of all.entries()) {
    if (chosen !== null && !chosen.has(index + 1)) continue;
    tried += 1;
    if (await judged.check(values.spec, `mutant ${index + 1}: ${mutant.breaks}`, 'make test', () => kill(mutant, index + 1))) killed += 1;
  }
}
await ledger.check(values.spec, 'mutants', 'make test', async () => {
  const least = chosen === null ? Number(values.least) : tried;
  return { count: tried, unit: 'mutants', note: `${killed} noticed`, problems: killed >= least ? [] : [`${killed} of ${tried} noticed, at least ${least}`] };
});
rmSync(join(work, 'project'), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
await record('verify:mutants', ledger, { killed, tried });
process.exitCode = ledger.close();
