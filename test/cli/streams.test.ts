/** Where nothing more can be printed: exit code 4 and one line, never a stack. */
import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bench } from './host.js';
import type { Bench } from './host.js';

const program = resolve(import.meta.dirname, '../../dist/specwright.js');
const FULL = '/dev/full';
const LINE = 'error: The standard output could not be written: no space is left on the disk [environment]\n';

let b: Bench;
beforeEach(() => {
  b = bench();
});
afterEach(() => b.remove());

describe.runIf(existsSync(FULL))('on a full disk', () => {
  const run = (argv: readonly string[], out: 'full' | 'pipe', err: 'full' | 'pipe'): { status: number | null; stderr: string } => {
    const full = openSync(FULL, 'w');
    const { status, stderr } = spawnSync(process.execPath, [program, ...argv], { cwd: b.folder, encoding: 'utf8', stdio: ['ignore', out === 'full' ? full : out, err === 'full' ? full : err] });
    closeSync(full);
    return { status, stderr: stderr ?? '' };
  };

  test.each([['--help'], ['--version'], ['schema'], ['blueprints', '--json'], ['nonsense', '--json'], ['new', 'made', '--yes', '--no-git', '--json']])('standard output of %s %s', (...argv) => {
    expect(run(argv, 'full', 'pipe')).toEqual({ status: 4, stderr: LINE });
  });

  test('standard error, and both', () => {
    expect(run(['new', 'made', '--yes', '--no-git'], 'pipe', 'full')).toMatchObject({ status: 4 });
    expect(readFileSync(b.path('made/.specwright/lock'), 'utf8')).toContain('specwright-lock');
    expect(run(['schema'], 'full', 'full')).toMatchObject({ status: 4 });
  });
});

test('what a file has no more room for is not lost without a word', () => {
  const { status, stderr } = spawnSync('sh', ['-c', `ulimit -f 1; exec "${process.execPath}" "${program}" schema > small`], { cwd: b.folder, encoding: 'utf8' });
  expect([status, stderr]).toEqual([4, expect.stringContaining('The standard output could not be written')]);
});

test('a whole text goes into a file, and a reader that goes away is no error', () => {
  const whole = execFileSync(process.execPath, [program, 'schema'], { encoding: 'utf8' });
  execFileSync('sh', ['-c', `"${process.execPath}" "${program}" schema > whole`], { cwd: b.folder });
  expect(readFileSync(b.path('whole'), 'utf8')).toBe(whole);
  const { stdout, stderr } = spawnSync('bash', ['-c', `"${process.execPath}" "${program}" schema | head -c 5; echo " \${PIPESTATUS[0]}"`], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual([`${whole.slice(0, 5)} 0\n`, '']);
});

test('closed streams are no error', () => {
  const { status } = spawnSync('sh', ['-c', `exec "${process.execPath}" "${program}" schema >&- 2>&-`], { cwd: b.folder });
  expect(status).toBe(0);
});
