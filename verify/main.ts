/**
 * `npm run verify [-- --spec shop,six] [--only lint,test] [--keep] [--jobs 2] [--ci]`: generated repositories through the real tools.
 */
import { mkdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Ledger } from './harness/checks.js';
import { checkout, workFolder } from './harness/checkout.js';
import { record } from './harness/record.js';
import { specFile } from './specs.js';
import { verifySubject } from './subject.js';

const { values } = parseArgs({ options: {
  spec: { type: 'string', default: 'six,odd,hostile,shop,rail' },
  only: { type: 'string' },
  keep: { type: 'boolean', default: false },
  jobs: { type: 'string', default: '1' },
  ci: { type: 'boolean', default: false },
} });

/** Services whose schemathesis run is like another's: the full run makes it, with its coverage of statuses. */
const alike = ['odd class', 'odd import', 'odd test', 'odd x', 'odd servicekit'];
const leftOutInCi: ReadonlySet<string> = new Set(alike.flatMap((service) => [`${service} schemathesis`, `${service} coverage`]));

const ledger = new Ledger();
const work = workFolder('verify');
console.log(`logs: ${work}`);
const queue = values.spec.split(',').map((subject, index) => ({ subject, index }));

/** One repository from beginning to end. Each has ports of its own, so that two can be judged at a time. */
async function judge(subject: string, index: number): Promise<void> {
  const folder = join(work, subject);
  mkdirSync(folder, { recursive: true });
  const spec = specFile(subject, join(folder, 'spec'));
  const script = join(checkout, 'test/specs', `${subject}.requests.json`);
  await verifySubject(ledger, {
    subject,
    spec,
    folder,
    requests: existsSync(script) ? JSON.parse(readFileSync(script, 'utf8')) : [],
    only: values.only === undefined ? null : new Set(values.only.split(',')),
    ports: { DATABASE_PORT: String(15_500 + 50 * index), OIDC_PORT: String(15_520 + 50 * index) },
    leftOut: values.ci ? leftOutInCi : new Set(),
  });
  if (!values.keep) rmSync(join(folder, 'repository'), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
async function worker(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await judge(next.subject, next.index);
}

await Promise.all(Array.from({ length: Number(values.jobs) }, worker));
await record('verify', ledger);
process.exitCode = ledger.close();
