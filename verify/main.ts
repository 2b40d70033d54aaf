/**
 * `npm run verify [-- --spec shop,six] [--only lint,test] [--keep]`: generated repositories through the real tools.
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
  spec: { type: 'string', default: 'shop,six,rail,hostile,odd' },
  only: { type: 'string' },
  keep: { type: 'boolean', default: false },
} });

const ledger = new Ledger();
const work = workFolder('verify');
console.log(`logs: ${work}`);
for (const subject of values.spec.split(',')) {
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
  });
  if (!values.keep) rmSync(join(folder, 'repository'), { recursive: true, force: true });
}
await record('verify', ledger);
process.exitCode = ledger.close();
