/**
 * `npm run verify:kill [-- --times 200 --seed 1]`: `new` and `generate` killed at random instants. After `new`, the
 * folder is whole or the next `new` completes it; after `generate`, every file is the old or the new one, and the next
 * command finishes or undoes the rest without loss.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

import { Ledger } from '../harness/checks.js';
import { checkout, program, workFolder } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { record } from '../harness/record.js';

const { values } = parseArgs({ options: { times: { type: 'string', default: '200' }, seed: { type: 'string', default: '20261123' } } });
const times = Number(values.times);
let state = Number(values.seed) >>> 0;

/** A small generator of numbers in [0, 1), so that a run can be repeated. */
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

const work = workFolder('kill');
const spec = join(checkout, 'test/specs/six.yaml');

/** Path → digest of everything in a folder but `.git`. */
function snapshot(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.name === '.git') continue;
      if (entry.isDirectory()) walk(path);
      else {
        const bytes = entry.isSymbolicLink() ? readlinkSync(path) : readFileSync(path);
        found.set(relative(folder, path), createHash('sha256').update(bytes).digest('hex'));
      }
    }
  };
  if (existsSync(folder)) walk(folder);
  return found;
}

function differences(got: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): string[] {
  const paths = new Set([...got.keys(), ...wanted.keys()]);
  return [...paths].filter((path) => got.get(path) !== wanted.get(path)).sort();
}

/** Starts the program and kills it, children and all, after so many milliseconds. Returns whether it was still running. */
function killed(args: readonly string[], after: number): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'ignore', detached: true });
    const timer = setTimeout(() => { if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL'); }, after);
    child.on('close', (_code, signal) => { clearTimeout(timer); done(signal === 'SIGKILL'); });
  });
}

const args = (...words: string[]): string[] => [process.execPath, program, ...words];

async function duration(words: readonly string[]): Promise<number> {
  const from = Date.now();
  const finished = await run([process.execPath, program, ...words]);
  if (finished.code !== 0) throw new Error(finished.output);
  return Date.now() - from;
}

async function killNew(count: number): Promise<{ problems: string[]; killed: number }> {
  const problems: string[] = [];
  const whole = join(work, 'whole');
  const words = (target: string): string[] => ['new', target, '--spec', spec, '--yes', '--no-git'];
  const length = await duration(words(whole));
  const wanted = snapshot(whole);
  let hits = 0;
  for (let round = 0; round < count; round += 1) {
    const target = join(work, `new-${round}`, 'project');
    mkdirSync(join(target, '..'));
    const after = random() * length * 1.1;
    if (await killed(words(target), after)) hits += 1;
    const left = snapshot(target);
    if (differences(left, wanted).length > 0) {
      const again = await run(args(...words(target)));
      if (again.code !== 0) problems.push(`round ${round}, killed after ${after.toFixed(0)} ms with ${left.size} files: the next new says ${again.output.slice(0, 600)}`);
      else {
        const wrong = differences(snapshot(target), wanted);
        if (wrong.length > 0) problems.push(`round ${round}, killed after ${after.toFixed(0)} ms: the next new leaves ${wrong.slice(0, 5).join(', ')}`);
      }
    }
    const beside = readdirSync(join(target, '..')).filter((name) => name !== 'project');
    if (beside.length > 0) problems.push(`round ${round}: left beside the folder: ${beside.join(', ')}`);
    rmSync(join(target, '..'), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }
  return { problems, killed: hits };
}

const changed = (text: string): string => text
  .replace('title: Six entities', 'title: Six entities and more')
  .replace('note: text?', 'note: text?\n          points: { type: integer, default: 0 }');

async function killGenerate(count: number): Promise<{ problems: string[]; killed: number }> {
  const problems: string[] = [];
  const before = join(work, 'whole');
  const start = snapshot(before);
  const after = join(work, 'after');
  const edit = (folder: string): void => {
    const file = join(folder, 'specwright.yaml');
    writeFileSync(file, changed(readFileSync(file, 'utf8')));
  };
  cpSync(before, after, { recursive: true });
  edit(after);
  const specDigest = snapshot(after).get('specwright.yaml');
  const length = await duration(['generate', after]);
  const wanted = snapshot(after);
  if (differences(start, wanted).length < 5) throw new Error('the change of the spec changes almost nothing');
  let hits = 0;
  for (let round = 0; round < count; round += 1) {
    const target = join(work, `generate-${round}`);
    cpSync(before, target, { recursive: true });
    edit(target);
    const delay = random() * length * 1.1;
    if (await killed(['generate', target], delay)) hits += 1;
    for (const [path, digest] of snapshot(target)) {
      const known = [start.get(path), wanted.get(path), path === 'specwright.yaml' ? specDigest : undefined];
      const staged = path.startsWith('.specwright/');
      if (!staged && !known.includes(digest)) problems.push(`round ${round}, killed after ${delay.toFixed(0)} ms: ${path} is neither old nor new`);
    }
    const again = await run(args('generate', target));
    if (again.code !== 0) problems.push(`round ${round}, killed after ${delay.toFixed(0)} ms: the next generate says ${again.output.slice(0, 600)}`);
    const wrong = differences(snapshot(target), wanted);
    if (wrong.length > 0) problems.push(`round ${round}, killed after ${delay.toFixed(0)} ms: after the next generate ${wrong.slice(0, 5).join(', ')} differ`);
    rmSync(target, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  }
  return { problems, killed: hits };
}

const ledger = new Ledger();
await ledger.check('six', 'killed new', `SIGKILL, seed ${values.seed}`, async () => {
  const result = await killNew(Math.ceil(times / 2));
  return { count: result.killed, unit: `kills of ${Math.ceil(times / 2)} tries`, problems: result.problems };
});
await ledger.check('six', 'killed generate', 'SIGKILL', async () => {
  const result = await killGenerate(Math.floor(times / 2));
  return { count: result.killed, unit: `kills of ${Math.floor(times / 2)} tries`, problems: result.problems };
});
rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
await record('verify:kill', ledger, { times });
process.exitCode = ledger.close();
