/** SIGINT and SIGTERM: exit 130, each file old or new, nothing left behind, at every instant. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signalledSystem } from '../write/faults.js';
import { SHOP } from '../support/run.js';
import { bench, demoGenerator } from './host.js';
import type { Bench } from './host.js';

let b: Bench;
beforeEach(() => {
  b = bench();
  writeFileSync(b.path('shop.yaml'), SHOP);
});
afterEach(() => b.remove());

const read = (name: string): string => readFileSync(b.path(name), 'utf8');
const unchanged = async (): Promise<void> => {
  expect((await b.run('generate', 'shop', '--json')).out).not.toMatch(/"action":"(create|update|conflict|keep|delete)"/);
};

describe('wherever a signal arrives', () => {
  test.each([['a new folder', false], ['a folder that is there', true]])('new in %s leaves nothing or everything', async (_, existing) => {
    const endings = new Set<string>();
    for (let n = 1; ; n += 1) {
      rmSync(b.path('shop'), { recursive: true, force: true });
      if (existing) mkdirSync(b.path('shop'));
      const system = signalledSystem(n);
      const { exit, err } = await b.with({ system }).run('new', 'shop', '--spec', 'shop.yaml', '--yes');
      if (system.calls() < n) {
        expect(exit).toBe(0);
        break;
      }
      expect([exit, err]).toEqual([130, expect.stringMatching(/Interrupted[^\n]*\[cli\/interrupted\]/)]);
      const there = existsSync(b.path('shop/README.md'));
      expect(readdirSync(b.folder)).toEqual(there || existing ? ['shop', 'shop.yaml'] : ['shop.yaml']);
      const late = err.includes('everything was done already');
      if (!existing) expect(there).toBe(late);
      if (!there) continue;
      await unchanged();
      const commits = existsSync(b.path('shop/.git')) ? execFileSync('git', ['-C', b.path('shop'), 'rev-list', '--count', '--all'], { encoding: 'utf8' }).trim() : 'no .git';
      expect(commits).toBe(late ? '1' : 'no .git');
      endings.add(commits);
    }
    expect([...endings]).toContain(existing ? 'no .git' : '1');
  }, 120_000);

  test('generate leaves everything as it was, or everything new', async () => {
    const releases = new Set<string>();
    for (let n = 1; ; n += 1) {
      rmSync(b.path('shop'), { recursive: true, force: true });
      await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git');
      const system = signalledSystem(n);
      const newer = b.with({ tool: { generators: [demoGenerator(2)] }, build: 'build-2', system });
      const { exit, err } = await newer.run('generate', 'shop');
      if (system.calls() < n) break;
      expect([exit, err]).toEqual([130, expect.stringContaining('Interrupted')]);
      const release = /Release (\d)/.exec(read('shop/README.md'))?.[1] ?? '';
      expect(existsSync(b.path('shop/bin.dat'))).toBe(release === '2');
      expect(existsSync(b.path('shop/.specwright/local/journal'))).toBe(false);
      await (release === '2' ? b.with({ tool: { generators: [demoGenerator(2)] }, build: 'build-2' }) : b).run('diff', 'shop', '--exit-code').then((ran) => expect(ran.exit).toBe(0));
      releases.add(release);
    }
    expect(releases.size).toBeGreaterThan(0);
  }, 60_000);
});

describe('the executable', () => {
  const program = resolve(import.meta.dirname, '../../dist/specwright.js');

  /** A git that says to the parent what a person says with Ctrl-C, before or after it does what it is asked for. */
  function gitThat(script: string): NodeJS.ProcessEnv {
    mkdirSync(b.path('bin'));
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(b.path('bin/git'), `#!/bin/sh\n${script}\nexec ${real} "$@"\n`);
    chmodSync(b.path('bin/git'), 0o755);
    return { ...process.env, PATH: `${b.path('bin')}:${process.env['PATH'] ?? ''}` };
  }

  function run(env: NodeJS.ProcessEnv, ...argv: string[]): Promise<{ code: number | null; signal: string | null; out: string; err: string }> {
    return new Promise((done) => {
      const child = spawn(process.execPath, [program, ...argv], { cwd: b.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let out = '';
      let err = '';
      child.stdout.on('data', (text: Buffer) => (out += text.toString()));
      child.stderr.on('data', (text: Buffer) => (err += text.toString()));
      child.on('close', (code, signal) => done({ code, signal, out, err }));
    });
  }

  test.each([['INT', 'init'], ['TERM', 'rev-parse'], ['INT', 'add'], ['INT', 'commit'], ['TERM', 'commit']])('SIG%s while git does %s: nothing is made', async (signal, step) => {
    const env = gitThat(`case "$*" in *${step}*) kill -${signal} $PPID;; esac`);
    const { code, out } = await run(env, 'new', 'made', '--spec', 'shop.yaml', '--yes', '--json');
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ command: 'new', ok: false, problems: [{ code: 'cli/interrupted' }] });
    const left = readdirSync(b.folder).filter((name) => !['bin', 'shop.yaml'].includes(name));
    // Where git was faster, the work was done, and stays.
    expect([[], ['made']]).toContainEqual(left);
    if (left.length > 0) expect(out).toContain('everything was done already');
  }, 60_000);

  test('a git that hangs is ended with its children', async () => {
    const env = gitThat(`case "$*" in commit*) echo $$ > ${b.path('pid')}; kill -INT $PPID; sleep 1234 & wait; sleep 1234;; esac`);
    const from = Date.now();
    const { code } = await run(env, 'new', 'made', '--spec', 'shop.yaml', '--yes');
    expect(code).toBe(130);
    expect(Date.now() - from).toBeLessThan(40_000);
    expect(readdirSync(b.folder).sort()).toEqual(['bin', 'pid', 'shop.yaml']);
    // One that has ended and that nobody has asked after yet (Z) is gone.
    const processes = execFileSync('ps', ['-A', '-o', 'pgid=', '-o', 'stat='], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(/\s+/));
    expect(processes.length).toBeGreaterThan(2);
    expect(processes.filter(([group, state = '']) => group === read('pid').trim() && !state.startsWith('Z'))).toEqual([]);
  }, 60_000);
});
