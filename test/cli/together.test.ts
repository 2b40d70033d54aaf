/** Runs that meet in one place, and the marks of those that are gone. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realSystem } from '../../src/write/system.js';
import { SHOP } from '../support/run.js';
import { bench, demoGenerator } from './host.js';
import type { Bench } from './host.js';

let b: Bench;
beforeEach(() => {
  b = bench();
  writeFileSync(b.path('shop.yaml'), SHOP);
});
afterEach(() => b.remove());

const { pid, start } = realSystem.processes.own();
const NEW = ['new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git'] as const;
const newer = () => b.with({ tool: { generators: [demoGenerator(2)] }, build: 'build-2' });
const marks = (): string[] => readdirSync(b.path('shop/.specwright/local')).filter((name) => name.startsWith('run-'));
const whole = async (): Promise<void> => expect((await b.run('generate', 'shop', '--json')).out).not.toMatch(/"action":"(create|update|conflict|keep|delete)"/);

describe('two at once in one process', () => {
  test.each([['that is not there', false], ['that is there', true]])('new in a folder %s: one makes it, the others say so', async (_, existing) => {
    if (existing) mkdirSync(b.path('shop'));
    const runs = await Promise.all([b.run(...NEW), b.run(...NEW), b.run(...NEW)]);
    const busy = `4 error: Another run of Specwright (process ${pid}) is at work in ${b.path('shop')} [`;
    const late = `2 error: ${b.path('shop')} is a repository that Specwright made already [`;
    expect(runs.filter((run) => run.exit === 0)).toHaveLength(1);
    for (const { exit, err } of runs) if (exit !== 0) expect([busy, late]).toContain(`${exit} ${err}`.replace(/\[[\s\S]*/, '['));
    expect(readdirSync(b.folder).sort()).toEqual(['shop', 'shop.yaml']);
    expect(marks()).toEqual([]);
    await whole();
  });

  test('generate: one writes, the other says who does; so does diff', async () => {
    await b.run(...NEW);
    const runs = await Promise.all([newer().run('generate', 'shop'), newer().run('generate', 'shop')]);
    expect(runs.map((run) => run.exit).sort()).toEqual([0, 4]);
    expect(runs.map((run) => run.err).join('')).toContain('help: Wait until it has ended, and run the command again.');
    expect(readFileSync(b.path('shop/README.md'), 'utf8')).toContain('Release 2');
    expect(marks()).toEqual([]);
    expect((await newer().run('diff', 'shop', '--exit-code')).exit).toBe(0);
  });
});

describe('the mark of a run', () => {
  beforeEach(() => b.run(...NEW));
  const leave = (name: string): void => writeFileSync(b.path(`shop/.specwright/local/run-${name}`), '');

  test('that is at work refuses everything but looking at what has not changed', async () => {
    leave(`${pid}-${start}-0`);
    for (const argv of [['generate', 'shop'], ['generate', 'shop', '--dry-run'], ['diff', 'shop']]) {
      expect(await newer().run(...argv)).toMatchObject({ exit: 4, err: expect.stringContaining(`(process ${pid})`) as string });
    }
    expect(marks()).toEqual([`run-${pid}-${start}-0`]);
    expect((await b.run('generate', 'shop')).exit).toBe(0);
  });

  test.each([
    ['a process that is gone', `4999999-${start}-1`],
    ['a process whose number is another one’s now', `${pid}-1-1`],
    ['nobody', 'x'],
  ])('of %s is thrown away', async (_, name) => {
    leave(name);
    expect((await newer().run('diff', 'shop')).exit).toBe(0);
    expect(marks()).toEqual([`run-${name}`]);
    expect((await newer().run('generate', 'shop')).exit).toBe(0);
    expect(marks()).toEqual([]);
  });

  test('is no reason to fail where nothing can be written and nothing has to be', async () => {
    rmSync(b.path('shop/.specwright/local'), { recursive: true });
    const refuse = (path: string): never => {
      throw Object.assign(new Error('EROFS'), { code: 'EROFS', path });
    };
    const fs = { ...realSystem.fs, mkdirSync: refuse, writeFileSync: refuse } as unknown as typeof realSystem.fs;
    expect((await b.with({ system: { ...realSystem, fs } }).run('generate', 'shop')).exit).toBe(0);
  });
});

test('where there is nothing to generate from, nothing is left', async () => {
  mkdirSync(b.path('empty'));
  expect((await b.run('generate', 'empty')).exit).toBe(2);
  expect(readdirSync(b.path('empty'))).toEqual([]);
});

test('a refused new takes its own folders away again', async () => {
  mkdirSync(b.path('shop'));
  writeFileSync(b.path('shop/specwright.yaml'), 'mine');
  expect((await b.run(...NEW, '--into')).exit).toBe(2);
  expect(readdirSync(b.path('shop'))).toEqual(['specwright.yaml']);
});

test('a folder beside its place that a killed run left is thrown away, one of another name is not', async () => {
  for (const name of ['.specwright-new-0000000000000000-4999999-1-1', 'other']) mkdirSync(b.path(name));
  expect((await b.run(...NEW)).exit).toBe(0);
  expect(readdirSync(b.folder).sort()).toEqual(['.specwright-new-0000000000000000-4999999-1-1', 'other', 'shop', 'shop.yaml']);
});

test('a name as long as names can be is no obstacle', async () => {
  expect((await b.run('new', 'x'.repeat(255), '--spec', 'shop.yaml', '--yes', '--no-git')).exit).toBe(0);
});

describe('two executables at once', () => {
  const program = resolve(import.meta.dirname, '../../dist/specwright.js');
  const run = (...argv: string[]): Promise<{ code: number | null; err: string }> => new Promise((done) => {
    const child = spawn(process.execPath, [program, ...argv], { cwd: b.folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    child.on('close', (code) => done({ code, err }));
  });

  test('new and generate', async () => {
    const made = await Promise.all([run(...NEW), run(...NEW), run(...NEW)]);
    const codes = made.map(({ code }) => code);
    expect(codes.filter((code) => code === 0)).toEqual([0]);
    for (const { code, err } of made) {
      if (code !== 0) expect(`${String(code)} ${err}`).toMatch(/^(4 .*Another run of Specwright|2 .*made already)/);
    }
    expect(readdirSync(b.folder).sort()).toEqual(['shop', 'shop.yaml']);
    writeFileSync(b.path('shop/specwright.yaml'), readFileSync(b.path('shop/specwright.yaml'), 'utf8').replace('name: string, price', 'name: string, note: text?, price'));
    const renewed = await Promise.all([run('generate', 'shop'), run('generate', 'shop')]);
    expect(renewed.map(({ code }) => code)).toContain(0);
    for (const { code, err } of renewed) if (code !== 0) expect(`${String(code)} ${err}`).toMatch(/^4 .*Another run of Specwright/);
    expect(await run('diff', 'shop', '--exit-code')).toMatchObject({ code: 0 });
    expect(existsSync(b.path('shop/.specwright/local/journal'))).toBe(false);
    expect(marks()).toEqual([]);
  }, 60_000);
});
