/**
 * `npm run bench`: what people wait for, against what the machine needs at least. Every pair is measured alternating in
 * one run, so that a busy machine is busy for both; medians count.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { checkout, program } from '../verify/harness/checkout.js';

const rounds = Number(process.env.BENCH_ROUNDS ?? 15);
const work = mkdtempSync(join(tmpdir(), 'specwright-bench-'));
const spec = join(checkout, 'test/specs/six.yaml');

function node(args: readonly string[], cwd = work): SpawnSyncReturns<string> {
  const result = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`node ${args.join(' ')}: exit ${result.status}\n${result.stdout}${result.stderr}`);
  return result;
}

function milliseconds(action: () => void): number {
  const from = process.hrtime.bigint();
  action();
  return Number(process.hrtime.bigint() - from) / 1e6;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Medians of several actions, alternating. The first round only warms the disk's caches. */
function alternate(actions: readonly (() => void)[]): number[] {
  const times: number[][] = actions.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    actions.forEach((action, index) => {
      const time = milliseconds(action);
      if (round > 0) times[index]?.push(time);
    });
  }
  return times.map(median);
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield path;
  }
}

/** A Node program that writes the same files with synchronous calls, bytes read from one archive file. */
function baseline(tree: string): { script: string; files: number; bytes: number } {
  const list: [path: string, offset: number, length: number, mode: number][] = [];
  const chunks: Buffer[] = [];
  let offset = 0;
  for (const path of walk(tree)) {
    const bytes = readFileSync(path);
    list.push([relative(tree, path), offset, bytes.length, statSync(path).mode & 0o777]);
    chunks.push(bytes);
    offset += bytes.length;
  }
  writeFileSync(join(work, 'bytes.bin'), Buffer.concat(chunks));
  writeFileSync(join(work, 'list.json'), JSON.stringify(list));
  const script = join(work, 'baseline.mjs');
  writeFileSync(script, `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const bytes = readFileSync(${JSON.stringify(join(work, 'bytes.bin'))});
for (const [path, offset, length, mode] of JSON.parse(readFileSync(${JSON.stringify(join(work, 'list.json'))}, 'utf8'))) {
  const target = join(process.argv[2], path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes.subarray(offset, offset + length), { mode });
}
`);
  return { script, files: list.length, bytes: offset };
}

/** An edit of the spec that keeps size and time stamps has to be noticed all the same. */
function sneakyEditIsNoticed(repository: string): boolean {
  const file = join(repository, 'specwright.yaml');
  const before = readFileSync(file);
  const { atime, mtime } = statSync(file);
  writeFileSync(file, before.toString('utf8').replace('title: Six entities', 'title: Ten entities'));
  utimesSync(file, atime, mtime);
  const { status } = spawnSync(process.execPath, [program, 'diff', repository, '--exit-code'], { encoding: 'utf8' });
  writeFileSync(file, before);
  utimesSync(file, atime, mtime);
  return status === 1;
}

function peakMebibytes(args: readonly string[]): number {
  const { stdout, stderr, status } = spawnSync('/usr/bin/env', ['time', '-f', '%M', process.execPath, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`peak memory: ${stdout}${stderr}`);
  return Number(stderr.trim().split('\n').at(-1)) / 1024;
}

function main(): void {
  mkdirSync(join(work, 'first'));
  const first = join(work, 'first/repository');
  node([program, 'new', first, '--spec', spec, '--yes', '--no-git']);
  const { script, files, bytes } = baseline(first);
  let counter = 0;
  const fresh = (): string => join(work, `run-${(counter += 1)}`);
  const remove: string[] = [];
  const [generated = NaN, written = NaN] = alternate([
    () => { const target = fresh(); remove.push(target); node([program, 'new', target, '--spec', spec, '--yes', '--no-git']); },
    () => { const target = fresh(); remove.push(target); node([script, target]); },
  ]);
  for (const folder of remove) rmSync(folder, { recursive: true, force: true });
  const [help = NaN, empty = NaN, unchanged = NaN] = alternate([
    () => node([program, '--help']),
    () => node(['-e', '']),
    () => node([program, 'generate', first, '--quiet']),
  ]);
  const peak = peakMebibytes([program, 'new', fresh(), '--spec', spec, '--yes', '--no-git']);
  const noticed = sneakyEditIsNoticed(first);
  const rows = [
    { what: `new, ${files} files, ${Math.round(bytes / 1024)} KiB`, measured: `${generated.toFixed(0)} ms`, against: `${written.toFixed(0)} ms sync writes`, value: generated / written, target: 2, unit: '×' },
    { what: '--help', measured: `${help.toFixed(0)} ms`, against: `${empty.toFixed(0)} ms node -e ''`, value: help / empty, target: 1.5, unit: '×' },
    { what: 'generate, no change', measured: `${unchanged.toFixed(0)} ms`, against: `${help.toFixed(0)} ms --help`, value: unchanged - help, target: 60, unit: ' ms more' },
    { what: 'peak memory of new', measured: `${peak.toFixed(0)} MiB`, against: '', value: peak, target: 200, unit: ' MiB' },
    { what: 'edit of same size and time', measured: noticed ? 'noticed' : 'MISSED', against: '', value: noticed ? 0 : 1, target: 0, unit: ' missed' },
  ];
  let failed = 0;
  console.log(`medians of ${rounds} alternating rounds, Node ${process.version}\n`);
  for (const { what, measured, against, value, target, unit } of rows) {
    const good = value <= target;
    if (!good) failed += 1;
    const shown = unit === ' missed' ? String(value) : value.toFixed(unit === '×' ? 2 : 0);
    console.log(`${good ? 'ok    ' : 'MISSED'} ${what.padEnd(32)} ${measured.padStart(9)}  ${against.padEnd(24)} ${shown}${unit} (at most ${target}${unit})`);
  }
  console.log(`\n${rows.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

try {
  main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
