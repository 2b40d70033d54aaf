/**
 * `npm run verify:histories -- [--histories N] [--seed N] [--compare N]`: random histories over a small tree; how often
 * each row of the decision table decided; and some of their merges beside what `git merge-file` makes of them.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { STEPS, triplesOf } from './histories.js';
import type { Triple } from './histories.js';
import { compareWithGit } from './oracle.js';

const { values } = parseArgs({ options: { histories: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, compare: { type: 'string', default: '500' }, show: { type: 'string', default: '' } } });
const rows = new Map<string, number>();
const triples: Triple[] = [];
const lengths: number[] = [];
const started = performance.now();
const outcome = fc.check(
  fc.property(fc.array(STEPS, { minLength: 6, maxLength: 40, size: 'max' }), (steps) => {
    lengths.push(steps.length);
    const found = triplesOf(steps, rows).filter((t) => !/\.(json|yaml|toml|bin)$/.test(t.path));
    if (triples.length < Number(values.compare)) triples.push(...found);
  }),
  { numRuns: Number(values.histories), seed: Number(values.seed), endOnFailure: true },
);
for (const [row, times] of [...rows].sort((a, b) => b[1] - a[1])) console.log(`${String(times).padStart(8)}  ${row}`);
const median = lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
console.log(`${outcome.numRuns} histories, ${median} steps in the median, ${Math.round((performance.now() - started) / 1000)} s, ${rows.size} rows of the table`);
const kinds = new Map<string, number>();
for (const triple of triples.slice(0, Number(values.compare))) {
  const { kind, git } = compareWithGit(triple);
  kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  if (kind === values.show) console.log(`--- ${triple.path}\n=== base\n${triple.base}=== user\n${triple.user}=== next\n${triple.next}=== ours\n${triple.result}=== git\n${git ?? 'conflicts'}`);
}
console.log(`beside git merge-file: ${[...kinds].map(([kind, times]) => `${times} ${kind}`).join(', ')}`);
if (outcome.failed) {
  console.error(String(outcome.errorInstance));
  console.error(`as found with --seed ${values.seed}:\n${JSON.stringify(outcome.counterexample)}`);
}
process.exitCode = outcome.failed || rows.size < 20 ? 1 : 0;
