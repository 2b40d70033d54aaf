/** docs/verified.json: what was verified last, at which commit, when, with which tools, with which counts. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { goTools, npmTools, pythonTools } from '../tools/pins.js';
import { checkout } from './checkout.js';
import type { Ledger } from './checks.js';
import { run } from './process.js';

const file = join(checkout, 'docs/verified.json');

/** Writes the entry of one command, only when SPECWRIGHT_RECORD_VERIFIED is set: ordinary runs leave the checkout alone. */
export async function record(command: string, ledger: Ledger, counts: Readonly<Record<string, number>> = {}): Promise<void> {
  if (process.env.SPECWRIGHT_RECORD_VERIFIED === undefined) return;
  const all = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  const commit = (await run(['git', '-C', checkout, 'rev-parse', 'HEAD'])).stdout.trim();
  const dirty = (await run(['git', '-C', checkout, 'status', '--porcelain'])).stdout.trim() !== '';
  const go = Object.fromEntries(Object.entries(goTools).map(([name, { version }]) => [name, version]));
  all[command] = {
    commit: dirty ? `${commit} with changes` : commit,
    date: new Date().toISOString(),
    tools: { node: process.version, ...go, ...npmTools, ...pythonTools },
    passed: ledger.count('passed'), failed: ledger.count('failed'), skipped: ledger.count('skipped'),
    counts: { ...counts, ...Object.fromEntries(ledger.lines.map((line) => [`${line.subject} · ${line.check}`, line.count])) },
  };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
}
