import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { faultySystem, Killed, meddledSystem } from '../write/faults.js';
import { realSystem } from '../../src/write/system.js';
import type { FileSystem } from '../../src/write/system.js';
import { text } from '../../src/kit.js';
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
const make = () => b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git');
const newer = () => b.with({ tool: { generators: [demoGenerator(2)] }, build: 'build-2' });
/** Everything in a folder with modes and bytes, one line each. */
const everyByte = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).map((e) => {
  const path = join(e.parentPath, e.name);
  return `${path.slice(folder.length + 1)} ${statSync(path).mode.toString(8)} ${e.isFile() ? readFileSync(path, 'base64') : ''}`;
}).sort();
const git = (...args: string[]): string => execFileSync('git', args, { cwd: b.path('shop'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('new', () => {
  test('makes a repository: files, lock, base, schema line', async () => {
    const { exit, err } = await make();
    expect(err).toContain('created');
    expect(exit).toBe(0);
    expect(read('shop/specwright.yaml')).toBe(`# yaml-language-server: $schema=.specwright/schema.json\n${SHOP}`);
    expect(read('shop/README.md')).toBe('# Shop\n\nRelease 1.\n');
    expect(statSync(b.path('shop/run.sh')).mode & 0o111).not.toBe(0);
    expect(read('shop/.specwright/lock')).toMatch(/^specwright-lock 1\ntool 0\.0\nblueprint api-gateway /);
    expect(existsSync(b.path('shop/.git'))).toBe(false);
    expect(readdirSync(b.folder).sort()).toEqual(['shop', 'shop.yaml']);
  });

  test('--json is one document on standard output, people read standard error', async () => {
    const { out, exit } = await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git', '--json');
    const document = JSON.parse(out) as Record<string, unknown>;
    expect(exit).toBe(0);
    expect(document).toMatchObject({ command: 'new', version: '0.0.0-test', ok: true, problems: [] });
    expect(document['files']).toContainEqual({ path: 'README.md', action: 'create', ownership: 'merged', generator: 'specs', rules: ['DOC-04'] });
    expect(document['files']).toContainEqual({ path: 'specwright.yaml', action: 'create', ownership: 'source', generator: 'specwright', rules: [] });
  });

  test('--dry-run writes nothing', async () => {
    expect((await b.run('new', 'shop', '--spec', 'shop.yaml', '--dry-run')).exit).toBe(0);
    expect(readdirSync(b.folder)).toEqual(['shop.yaml']);
  });

  test('--set changes the spec before it is read', async () => {
    await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git', '--set', 'title=The shop', '--set', 'owner=team-x');
    expect(read('shop/README.md')).toContain('# The shop');
    expect(read('shop/specwright.yaml')).toContain('team-x');
  });

  test('--yes without a spec takes the defaults, and the folder names the system', async () => {
    expect((await b.run('new', 'store', '--yes', '--no-git')).exit).toBe(0);
    expect(read('store/specwright.yaml')).toContain('name: store');
    expect((await b.run('new', 'other')).exit).toBe(2);
  });

  test.each(['.git only', 'empty', 'dot'])('fills a folder that is there: %s', async (kind) => {
    mkdirSync(b.path('shop'));
    if (kind === '.git only') execFileSync('git', ['init', '-q', b.path('shop')]);
    const { exit } = await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git');
    expect(exit).toBe(0);
    expect(read('shop/README.md')).toContain('Release 1');
    expect(existsSync(b.path('shop/.specwright/local/journal'))).toBe(false);
  });

  test('--into touches no file that exists', async () => {
    mkdirSync(b.path('shop'));
    writeFileSync(b.path('shop/README.md'), 'mine');
    expect((await make()).exit).toBe(2);
    expect(readdirSync(b.path('shop'))).toEqual(['README.md']);
    const { exit, out } = await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git', '--into', '--json');
    expect(exit).toBe(0);
    expect(read('shop/README.md')).toBe('mine');
    expect(out).toContain('"path":"README.md","action":"keep"');
    expect(out).toContain('"note":"it was there before"');
    expect((await b.run('generate', 'shop')).exit).toBe(0);
    expect(read('shop/README.md')).toBe('mine');
  });

  test('--into leaves the files of the user out of the commit', async () => {
    mkdirSync(b.path('shop'));
    writeFileSync(b.path('shop/secrets.pem'), 'mine');
    expect((await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--into')).exit).toBe(0);
    const tracked = execFileSync('git', ['-C', b.path('shop'), 'ls-files', '--cached'], { encoding: 'utf8' });
    expect(tracked).toContain('README.md');
    expect(tracked).toContain('.specwright/lock');
    expect(tracked).not.toContain('secrets.pem');
  });

  test.each([
    ['/proc/x', 'the folder is not there and cannot be made'],
    ['/proc/x/y/z', 'the folder is not there and cannot be made'],
    ['shop.yaml/x', 'a file is where a folder is needed'],
    ['shop.yaml/x/y', 'a file is where a folder is needed'],
    ['x'.repeat(256), 'a path is too long'],
    [`a/b/${'x'.repeat(256)}/c`, 'a path is too long'],
    ['nowhere', 'nowhere is a symbolic link that leads nowhere'],
    ['nowhere/x', 'the folder is not there and cannot be made'],
    ['circle', 'symbolic links lead in a circle'],
  ])('a place where no folder can be is exit 4 at once: %s', async (dir, words) => {
    symlinkSync('missing', b.path('nowhere'));
    symlinkSync('circle', b.path('circle'));
    const { exit, err } = await b.run('new', dir, '--spec', 'shop.yaml', '--yes', '--no-git');
    expect([exit, err]).toEqual([4, expect.stringContaining(words)]);
    expect(err).toContain('Nothing was created');
    expect(readdirSync(b.folder).sort()).toEqual(['circle', 'nowhere', 'shop.yaml']);
  });

  test.each([['EACCES', 'permission denied'], ['EROFS', 'the file system is read-only'], ['EPERM', 'the system does not allow it']])('below a folder that takes none (%s) is exit 4', async (code, words) => {
    const mkdirSync = (path: string): never => {
      throw Object.assign(new Error(`${code}: mkdir`), { code, path });
    };
    const fs = { ...realSystem.fs, mkdirSync } as unknown as FileSystem;
    const { exit, err } = await b.with({ system: { ...realSystem, fs } }).run('new', 'a/b', '--spec', 'shop.yaml', '--yes');
    expect([exit, err]).toEqual([4, expect.stringContaining(`Nothing was created: ${words}`)]);
    expect(readdirSync(b.folder)).toEqual(['shop.yaml']);
  });

  test('folders made on the way go again when it fails', async () => {
    let failures = 0;
    for (let n = 1; n < 40; n += 1) {
      const { exit } = await b.with({ system: faultySystem(n, 'fail') }).run('new', 'a/b/c', '--spec', 'shop.yaml', '--yes', '--no-git');
      if (exit === 0) break;
      failures += 1;
      expect([exit, readdirSync(b.folder)]).toEqual([4, ['shop.yaml']]);
    }
    expect(failures).toBeGreaterThan(10);
  });

  test('refuses a repository that is there, and a file', async () => {
    await make();
    expect((await make()).err).toContain('specwright generate');
    expect((await b.run('new', 'shop.yaml', '--yes')).exit).toBe(2);
  });

  test('commits on branch main; without an author everything is staged and a word says so', async () => {
    const home = b.path('home');
    mkdirSync(home);
    const saved = { ...process.env };
    Object.assign(process.env, { HOME: home, XDG_CONFIG_HOME: home, GIT_CONFIG_NOSYSTEM: '1' });
    for (const key of Object.keys(process.env).filter((k) => /^GIT_(AUTHOR|COMMITTER)_/.test(k))) delete process.env[key];
    try {
      const { exit, err } = await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes');
      expect([exit, err]).toEqual([0, expect.stringContaining('git knows no author')]);
      expect(git('status', '--short', '--branch')).toMatch(/^## No commits yet on main\nA {2}/);
      rmSync(b.path('shop'), { recursive: true });
      writeFileSync(b.path('home/.gitconfig'), '[user]\nname = A\nemail = a@b.test\n');
      await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes');
      expect(git('log', '--format=%s', 'main')).toBe('feat: generate the repository with specwright\n');
      expect(git('status', '--short')).toBe('');
    } finally {
      for (const key of Object.keys(process.env)) if (!(key in saved)) delete process.env[key];
      Object.assign(process.env, saved);
    }
  });

  test('killed in a folder that is there: --dry-run writes nothing', async () => {
    let unfinished = 0;
    for (let n = 1; n < 200; n += 4) {
      rmSync(b.path('shop'), { recursive: true, force: true });
      mkdirSync(b.path('shop'));
      const killed = await b.with({ system: faultySystem(n, 'kill') }).run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git');
      if (killed.exit === 0) break;
      const before = everyByte(b.path('shop'));
      const dry = await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git', '--dry-run', '--json');
      const diff = await b.run('diff', 'shop', '--json');
      expect(everyByte(b.path('shop'))).toEqual(before);
      if (!dry.out.includes('generate/unfinished')) continue;
      unfinished += 1;
      expect([dry.exit, diff.exit]).toEqual([0, 0]);
      expect(diff.out).toContain('generate/unfinished');
    }
    expect(unfinished).toBeGreaterThan(1);
  }, 60_000);

  test('killed anywhere, DIR is whole or the next new completes it', async () => {
    for (const existing of [false, true]) {
      for (let n = 1; n < 400; n += 9) {
        rmSync(b.path('shop'), { recursive: true, force: true });
        if (existing) mkdirSync(b.path('shop'));
        const system = faultySystem(n, 'kill');
        const { exit } = await b.with({ system }).run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git');
        const again = await make();
        expect([0, 2]).toContain(again.exit);
        if (again.exit === 2) expect(again.err).toContain('made already');
        expect(read('shop/README.md')).toBe('# Shop\n\nRelease 1.\n');
        expect((await b.run('generate', 'shop', '--json')).out).not.toMatch(/"action":"(create|update|conflict|keep|delete)"/);
        if (exit === 0) break;
      }
    }
  }, 60_000);
});

describe('generate', () => {
  beforeEach(make);

  test('nothing changed: nothing is loaded, nothing is written', async () => {
    const idle = b.with({ tool: { get generators(): never { throw new Error('loaded'); } } as never });
    const before = statSync(b.path('shop/README.md')).mtimeMs;
    const { exit, err } = await idle.run('generate', 'shop');
    expect([exit, err]).toEqual([0, expect.stringContaining('unchanged')]);
    expect(statSync(b.path('shop/README.md')).mtimeMs).toBe(before);
  });

  test('an edit that keeps size and time stamps is noticed', async () => {
    const { atime, mtime } = statSync(b.path('shop/README.md'));
    writeFileSync(b.path('shop/README.md'), '# Shop\n\nRelease 9.\n');
    utimesSync(b.path('shop/README.md'), atime, mtime);
    const { out } = await b.run('generate', 'shop', '--json');
    expect(out).toContain('"path":"README.md","action":"keep"');
  });

  test('a changed spec changes files, an edit stays', async () => {
    writeFileSync(b.path('shop/run.sh'), '#!/bin/sh\nmine\n');
    writeFileSync(b.path('shop/specwright.yaml'), `title: The shop\n${read('shop/specwright.yaml')}`);
    const { exit, out } = await b.run('generate', 'shop', '--json');
    expect(exit).toBe(0);
    expect(read('shop/README.md')).toContain('# The shop');
    expect(read('shop/run.sh')).toContain('mine');
    expect(out).toContain('"path":"README.md","action":"update"');
    expect((await b.run('generate', 'shop', '--json')).out).not.toContain('"action":"update"');
  });

  test('a newer blueprint updates, deletes, adds; seeded and history stay', async () => {
    expect((await newer().run('generate', 'shop')).exit).toBe(0);
    expect(read('shop/README.md')).toContain('Release 2');
    expect(read('shop/app/handlers.py')).toBe('RELEASE = 1\n');
    expect(read('shop/docs/adr/0001.md')).toBe('First.\n');
    expect(existsSync(b.path('shop/old.txt'))).toBe(false);
    expect(existsSync(b.path('shop/bin.dat'))).toBe(true);
  });

  test('changed on both sides: markers in the file, exit 1, until it is settled and continued', async () => {
    writeFileSync(b.path('shop/README.md'), 'mine\n');
    const lock = read('shop/.specwright/lock');
    for (let i = 0; i < 3; i += 1) {
      const { exit, err } = await newer().run('generate', 'shop', ...(i === 1 ? ['--continue'] : []));
      expect([exit, err]).toEqual([1, expect.stringMatching(/conflict +README\.md/)]);
      expect(read('shop/README.md')).toMatch(/^<<<<<<< yours\nmine\n\|{7} base\n[^]*Release 1[^]*=======\n[^]*Release 2[^]*>>>>>>> new\n$/);
      expect(read('shop/.specwright/lock')).toBe(lock);
      expect(existsSync(b.path('shop/bin.dat'))).toBe(true);
    }
    expect((await newer().run('diff', 'shop')).exit).toBe(2);
    writeFileSync(b.path('shop/README.md'), 'ours\n');
    expect((await newer().run('generate', 'shop', '--continue')).exit).toBe(0);
    expect(read('shop/.specwright/lock')).not.toBe(lock);
    expect(read('shop/README.md')).toBe('ours\n');
    expect(base().kept).toEqual(base().named);
    expect((await newer().run('generate', 'shop')).exit).toBe(0);
    expect((await newer().run('diff', 'shop', '--exit-code')).exit).toBe(0);
  });

  test('changed on both sides at different lines: merged', async () => {
    writeFileSync(b.path('shop/README.md'), '# Our shop\n\nRelease 1.\n');
    expect(await newer().run('generate', 'shop')).toMatchObject({ exit: 0, err: expect.stringMatching(/merge +README\.md/) as string });
    expect(read('shop/README.md')).toBe('# Our shop\n\nRelease 2.\n');
    expect((await newer().run('generate', 'shop')).exit).toBe(0);
    expect(read('shop/README.md')).toBe('# Our shop\n\nRelease 2.\n');
  });

  test('--abort goes back to where the run began, but for what was edited since', async () => {
    writeFileSync(b.path('shop/README.md'), 'mine\n');
    git('init', '-q');
    git('add', '-A');
    const index = git('ls-files', '--stage');
    const before = everyByte(b.path('shop')).filter((line) => !line.startsWith('.git/') && !line.startsWith('.specwright/'));
    const lock = read('shop/.specwright/lock');
    expect((await newer().run('generate', 'shop')).exit).toBe(1);
    expect((await newer().run('generate', 'shop', '--abort')).exit).toBe(0);
    expect(everyByte(b.path('shop')).filter((line) => !line.startsWith('.git/') && !line.startsWith('.specwright/'))).toEqual(before);
    expect([read('shop/.specwright/lock'), git('ls-files', '--stage')]).toEqual([lock, index]);
    expect((await newer().run('generate', 'shop')).exit).toBe(1);
    writeFileSync(b.path('shop/bin.dat'), 'edited');
    expect((await newer().run('generate', 'shop', '--abort')).err).toContain('bin.dat changed while it was to be written');
    expect([read('shop/README.md'), read('shop/bin.dat')]).toEqual(['mine\n', 'edited']);
  });

  test.each(['kill', 'fail'] as const)('a run with conflicts that ends by a %s anywhere has not begun, or is open', async (how) => {
    const seen = new Set<string>();
    for (let n = 1; n < 200; n += 3) {
      rmSync(b.path('shop'), { recursive: true, force: true });
      await make();
      writeFileSync(b.path('shop/README.md'), 'mine\n');
      const lock = read('shop/.specwright/lock');
      const { exit } = await newer().with({ tool: { generators: [demoGenerator(2)] }, system: faultySystem(n, how) }).run('generate', 'shop');
      expect(read('shop/README.md')).toMatch(/^mine\n$|^<{7} yours\nmine\n/);
      if (exit === 1) break;
      seen.add(read('shop/README.md').slice(0, 4));
      expect((await newer().run('generate', 'shop')).exit).toBe(1);
      expect(read('shop/README.md')).toMatch(/^<{7} yours\nmine\n/);
      expect(read('shop/.specwright/lock')).toBe(lock);
      expect((await newer().run('generate', 'shop', '--abort')).exit).toBe(0);
      expect([read('shop/README.md'), existsSync(b.path('shop/old.txt')), existsSync(b.path('shop/bin.dat'))]).toEqual(['mine\n', true, false]);
    }
    expect([...seen]).toContain('mine');
  }, 120_000);

  test('where the base has lost a file, what differs is shown, and why', async () => {
    const digest = read('shop/.specwright/lock').split('\n').find((text) => text.endsWith(' README.md'))?.split(' ')[1] ?? '';
    rmSync(b.path(`shop/.specwright/base/${digest.slice(0, 2)}/${digest.slice(2)}`));
    writeFileSync(b.path('shop/README.md'), '# Our shop\n\nRelease 1.\n');
    const { exit, err } = await newer().run('generate', 'shop');
    expect([exit, err]).toEqual([1, expect.stringMatching(/conflict +README\.md +\(.*\.specwright\/base has lost/)]);
    expect(read('shop/README.md')).toMatch(/^<{7} yours\n# Our shop\n/);
  });

  test.each([['a file a folder', 'conf', 'conf/app.ini'], ['a folder a file', 'conf/app.ini', 'conf']])('makes of %s', async (_, before, after) => {
    const planning = (path: string, release: number) => {
      const demo = demoGenerator(release);
      return { ...demo, plan: (...facts: Parameters<typeof demo.plan>) => [...demo.plan(...facts), text(path, `Release ${release}\n`)] };
    };
    expect((await b.with({ tool: { generators: [planning(before, 1)] }, build: 'a' }).run('generate', 'shop')).exit).toBe(0);
    expect(read(`shop/${before}`)).toBe('Release 1\n');
    const next = b.with({ tool: { generators: [planning(after, 2)] }, build: 'b' });
    expect((await next.run('generate', 'shop')).exit).toBe(0);
    expect(read(`shop/${after}`)).toBe('Release 2\n');
    expect((await next.run('diff', 'shop', '--exit-code')).exit).toBe(0);
  });

  test('a conflict has three stages in the index, until it is continued', async () => {
    git('init', '-q');
    git('add', '-A');
    writeFileSync(b.path('shop/README.md'), 'mine\n');
    expect((await newer().run('generate', 'shop')).exit).toBe(1);
    const stages = git('ls-files', '--unmerged').trim().split('\n').map((line) => line.split(/[ \t]/));
    expect(stages.map(([mode, , stage, path]) => [mode, stage, path])).toEqual([1, 2, 3].map((n) => ['100644', String(n), 'README.md']));
    expect(stages.map(([, blob = '']) => git('cat-file', 'blob', blob))).toEqual([expect.stringContaining('Release 1'), 'mine\n', expect.stringContaining('Release 2')]);
    writeFileSync(b.path('shop/README.md'), 'ours\n');
    expect((await newer().run('generate', 'shop', '--continue')).exit).toBe(0);
    expect(git('ls-files', '--unmerged')).toBe('');
  });

  test('a file that the user renamed is followed, by the lock from then on', async () => {
    renameSync(b.path('shop/README.md'), b.path('shop/READ_ME.md'));
    expect((await newer().run('generate', 'shop')).exit).toBe(0);
    expect(read('shop/READ_ME.md')).toContain('Release 2');
    expect(existsSync(b.path('shop/README.md'))).toBe(false);
    expect(read('shop/.specwright/lock')).toContain('moved ["README.md","READ_ME.md"]\n');
    writeFileSync(b.path('shop/READ_ME.md'), 'Quite another text.\n\nRelease 2.\n');
    const third = () => b.with({ tool: { generators: [demoGenerator(3)] }, build: 'build-3' });
    expect((await third().run('generate', 'shop')).exit).toBe(0);
    expect(read('shop/READ_ME.md')).toBe('Quite another text.\n\nRelease 3.\n');
  });

  test('a deleted file stays deleted; so does one whose blueprint changed', async () => {
    rmSync(b.path('shop/README.md'));
    const { exit, err } = await newer().run('generate', 'shop');
    expect([exit, err]).toEqual([0, expect.stringContaining('you deleted it')]);
    expect(existsSync(b.path('shop/README.md'))).toBe(false);
  });

  test('objects that nothing names any more are deleted', async () => {
    const objects = () => readdirSync(b.path('shop/.specwright/base'), { recursive: true }).length;
    const before = objects();
    for (let i = 0; i < 3; i += 1) {
      await newer().run('generate', 'shop');
      await b.run('generate', 'shop');
    }
    expect(objects()).toBeLessThanOrEqual(before + 2);
  });

  test('a link is never written through', async () => {
    const outside = b.path('outside.txt');
    writeFileSync(outside, 'theirs');
    rmSync(b.path('shop/README.md'));
    symlinkSync(outside, b.path('shop/README.md'));
    expect((await newer().run('generate', 'shop')).exit).toBe(1);
    expect(readFileSync(outside, 'utf8')).toBe('theirs');
  });

  test('a full disk is exit 4 and leaves everything as it was', async () => {
    for (const n of [1, 3, 5, 8, 12, 15]) {
      const { exit, err } = await newer().with({ tool: { generators: [demoGenerator(2)] }, system: faultySystem(n, 'fail') }).run('generate', 'shop');
      expect([exit, err]).toEqual([4, expect.stringContaining('no space is left')]);
      expect(read('shop/README.md')).toContain('Release 1');
    }
  });

  /** Digests that the lock keeps alive, and those that are there. */
  function base(): { named: string[]; kept: string[] } {
    const lines = read('shop/.specwright/lock').split('\n');
    const named = lines.flatMap((line) => /^(?:input|output) ([0-9a-f]{64}) (?!\d+ (?:seeded|history))/.exec(line)?.[1] ?? []);
    const kept = readdirSync(b.path('shop/.specwright/base'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
    return { named: [...new Set(named)].sort(), kept: kept.map((e) => basename(e.parentPath) + e.name).sort() };
  }

  test('killed anywhere, the next command finishes or undoes the rest', async () => {
    for (let n = 1; n < 120; n += 1) {
      rmSync(b.path('shop'), { recursive: true, force: true });
      await make();
      const killed = await newer().with({ tool: { generators: [demoGenerator(2)] }, system: faultySystem(n, 'kill') }).run('generate', 'shop');
      expect(read('shop/README.md')).toMatch(/Release [12]\.\n$/);
      if (killed.exit === 0) break;
      const { exit } = await newer().run(n % 4 === 1 ? 'generate' : 'diff', 'shop');
      expect(exit).toBe(0);
      await newer().run('generate', 'shop');
      expect(read('shop/README.md')).toContain('Release 2');
      expect((await newer().run('diff', 'shop', '--exit-code')).exit).toBe(0);
      expect(base().kept).toEqual(base().named);
    }
    expect(Killed).toBeDefined();
  }, 60_000);

  test('killed anywhere and edited then: no change is dropped in silence', async () => {
    const meets = new Set<string>();
    for (let n = 1; n < 120; n += 2) {
      rmSync(b.path('shop'), { recursive: true, force: true });
      await make();
      const killed = await newer().with({ tool: { generators: [demoGenerator(2)] }, system: faultySystem(n, 'kill') }).run('generate', 'shop');
      if (killed.exit === 0) break;
      const early = read('shop/README.md').includes('Release 1');
      const journalled = existsSync(b.path('shop/.specwright/local/journal'));
      writeFileSync(b.path('shop/README.md'), 'mine\n');
      for (let i = 0; i < 2; i += 1) {
        const { exit, out } = await newer().run('generate', 'shop', '--json');
        expect([exit, out]).toEqual([early ? 1 : 0, expect.stringContaining(`"path":"README.md","action":"${early ? 'conflict' : 'keep'}"`)]);
      }
      expect(read('shop/README.md')).toMatch(early ? /^<{7} yours\nmine\n[^]*Release 2\.\n>{7} new\n$/ : /^mine\n$/);
      meets.add(`${early} ${journalled}`);
    }
    expect([...meets]).toEqual(expect.arrayContaining(['true false', 'true true', 'false true']));
  }, 60_000);

  test('killed anywhere: diff and --dry-run write nothing, and say what generate comes to', async () => {
    const later = () => b.with({ tool: { generators: [demoGenerator(3)] }, build: 'build-3' });
    const seen = new Set<string>();
    for (let n = 1; n < 120; n += 3) {
      rmSync(b.path('shop'), { recursive: true, force: true });
      await make();
      git('init', '-q');
      git('add', '-A');
      const killed = await newer().with({ tool: { generators: [demoGenerator(2)] }, system: faultySystem(n, 'kill') }).run('generate', 'shop');
      if (killed.exit === 0) break;
      const journalled = existsSync(b.path('shop/.specwright/local/journal'));
      const before = everyByte(b.path('shop'));
      const { exit, out, err } = await later().run('diff', 'shop');
      const dry = await later().run('generate', 'shop', '--dry-run', '--json');
      expect(everyByte(b.path('shop'))).toEqual(before);
      expect([exit, dry.exit]).toEqual([0, 0]);
      expect(err.includes('The last run was interrupted, and the next')).toBe(journalled);
      expect(dry.out.includes('generate/unfinished')).toBe(journalled);
      const { files } = JSON.parse(dry.out) as { files: { path: string; action: string }[] };
      expect(files).toContainEqual(expect.objectContaining({ path: 'README.md', action: 'update' }));
      // The patch leads from what is there to what generate makes of it.
      const copy = b.path('copy');
      rmSync(copy, { recursive: true, force: true });
      cpSync(b.path('shop'), copy, { recursive: true });
      writeFileSync(b.path('patch'), out);
      if (out !== '') execFileSync('git', ['apply', '../patch'], { cwd: copy });
      expect((await later().run('generate', 'shop')).exit).toBe(0);
      const user = (folder: string) => everyByte(folder).filter((line) => !line.startsWith('.specwright/') && !line.startsWith('.git/'));
      expect(user(copy)).toEqual(user(b.path('shop')));
      seen.add(`${journalled} ${files.map((file) => file.action).sort().join(' ')}`);
    }
    expect(seen.size).toBeGreaterThan(3);
  }, 60_000);

  test('a file that is edited under the hands of a run is named by the next one, with what the lock knew before', async () => {
    const line = () => read('shop/.specwright/lock').split('\n').find((text) => text.endsWith(' README.md'));
    const before = line();
    const system = meddledSystem('journal.new', () => writeFileSync(b.path('shop/README.md'), 'mine\n'));
    const { err } = await newer().with({ system }).run('generate', 'shop');
    expect(err).toContain('README.md changed while it was to be written');
    expect(read('shop/run.sh')).toBe('#!/bin/sh\n');
    expect(existsSync(b.path('shop/bin.dat'))).toBe(true);
    expect(line()).toBe(before);
    const digest = before?.split(' ')[1] ?? '';
    expect(existsSync(b.path(`shop/.specwright/base/${digest.slice(0, 2)}/${digest.slice(2)}`))).toBe(true);
    expect(await newer().run('generate', 'shop')).toMatchObject({ exit: 1, err: expect.stringMatching(/conflict +README\.md/) as string });
    writeFileSync(b.path('shop/README.md'), '# Shop\n\nRelease 2.\n');
    expect((await newer().run('generate', 'shop', '--continue')).exit).toBe(0);
    expect((await newer().run('diff', 'shop', '--exit-code')).exit).toBe(0);
  });

  test('a mode that is changed under the hands of a run is an edit, and stays', async () => {
    const system = meddledSystem('journal.new', () => chmodSync(b.path('shop/README.md'), 0o755));
    expect((await newer().with({ system }).run('generate', 'shop')).err).toContain('README.md changed while it was to be written');
    expect(read('shop/README.md')).toContain('Release 1');
    expect((await newer().run('generate', 'shop')).exit).toBe(0);
    expect(read('shop/README.md')).toContain('Release 2');
    expect(statSync(b.path('shop/README.md')).mode & 0o100).toBe(0o100);
  });

  test('a file made where a new one was to be is in conflict with it', async () => {
    const system = meddledSystem('journal.new', () => writeFileSync(b.path('shop/bin.dat'), 'mine'));
    await newer().with({ system }).run('generate', 'shop');
    expect(read('shop/.specwright/lock')).not.toContain('bin.dat');
    expect(await newer().run('generate', 'shop')).toMatchObject({ exit: 1, err: expect.stringMatching(/conflict +bin\.dat/) as string });
  });

  describe('without its lock', () => {
    const REFUSED = /lock is missing, and this folder was generated before[\s\S]*git checkout HEAD -- \.specwright/;
    test.each([['the lock', 'shop/.specwright/lock'], ['.specwright', 'shop/.specwright']])('%s lost: refused with how to restore it, nothing is written', async (_, lost) => {
      rmSync(b.path(lost), { recursive: true });
      const before = everyByte(b.path('shop'));
      for (const argv of [['generate', 'shop'], ['generate', 'shop', '--dry-run'], ['diff', 'shop']]) {
        for (const run of [b, newer()]) expect(await run.run(...argv)).toMatchObject({ exit: 2, err: expect.stringMatching(REFUSED) as string });
      }
      expect(everyByte(b.path('shop'))).toEqual(before);
    });

    test('new --into is refused too, and goes on in a folder with a history of its own', async () => {
      rmSync(b.path('shop/.specwright/lock'));
      const into = ['--spec', 'shop/specwright.yaml', '--yes', '--no-git', '--into'];
      expect(await b.run('new', 'shop', ...into)).toMatchObject({ exit: 2, err: expect.stringMatching(REFUSED) as string });
      mkdirSync(b.path('own/docs/adr'), { recursive: true });
      writeFileSync(b.path('own/docs/adr/0100-mine.md'), 'mine');
      expect((await b.run('new', 'own', ...into)).exit).toBe(0);
    });

    test.each(['kill', 'fail'] as const)('a folder with a spec and a file as we would write it is generated, after a %s or without', async (how) => {
      let again = 0;
      for (let n = 1; n < 200; n += 3) {
        rmSync(b.path('shop'), { recursive: true });
        mkdirSync(b.path('shop'));
        writeFileSync(b.path('shop/specwright.yaml'), SHOP);
        writeFileSync(b.path('shop/old.txt'), 'old\n');
        const system = faultySystem(n, how);
        const { exit } = await b.with({ system }).run('generate', 'shop');
        if (system.calls() < n) break;
        if (exit === 4) expect([n, ...readdirSync(b.path('shop'), { recursive: true }).sort()]).toEqual([n, 'old.txt', 'specwright.yaml']);
        again += 1;
        expect(await b.run('generate', 'shop')).toMatchObject({ exit: 0 });
        expect(existsSync(b.path('shop/.specwright/local/first'))).toBe(false);
        expect(read('shop/README.md')).toContain('Release 1');
      }
      expect(again).toBeGreaterThan(5);
    }, 60_000);
  });

  test('a lock with both sides of a merge in it is made whole', async () => {
    const ours = read('shop/.specwright/lock');
    await newer().run('generate', 'shop');
    const theirs = read('shop/.specwright/lock');
    writeFileSync(b.path('shop/.specwright/lock'), `<<<<<<< ours\n${ours}=======\n${theirs}>>>>>>> theirs\n`);
    const { exit, out } = await newer().run('generate', 'shop', '--json');
    expect(exit).toBe(0);
    expect(out).not.toContain('"action":"conflict"');
    expect(read('shop/.specwright/lock')).toBe(theirs);
  });

  test.each([
    ['no repository', async () => b.run('generate', '.'), 'There is no specwright.yaml'],
    ['a spec with problems', async () => {
      writeFileSync(b.path('shop/specwright.yaml'), `nme: x\n${SHOP}`);
      return b.run('generate', 'shop');
    }, /specwright\.yaml:1:1: error: /],
    ['a lock of a later version', async () => {
      writeFileSync(b.path('shop/.specwright/lock'), 'specwright-lock 9\n');
      return b.run('generate', 'shop');
    }, 'a newer Specwright wrote this lock'],
  ])('%s is exit 2', async (_, action, message) => {
    const { exit, err } = await action();
    expect([exit, err]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('diff', () => {
  beforeEach(make);

  test('says nothing when nothing would change', async () => {
    expect(await b.run('diff', 'shop', '--exit-code')).toMatchObject({ exit: 0, out: '' });
  });

  test('git applies the patch, and the result is what generate writes', async () => {
    git('init', '-q');
    git('add', '-A');
    const { exit, out } = await newer().run('diff', 'shop', '--exit-code');
    expect(exit).toBe(1);
    expect(read('shop/README.md')).toContain('Release 1');
    writeFileSync(b.path('patch'), out);
    git('apply', '--index', '../patch');
    expect(read('shop/README.md')).toContain('Release 2');
    expect(readFileSync(b.path('shop/bin.dat'))).toEqual(Buffer.from('a\u0000b'));
    expect(existsSync(b.path('shop/old.txt'))).toBe(false);
    expect((await newer().run('diff', 'shop', '--exit-code')).out).toBe('');
  });

  test('shows a mode alone', async () => {
    chmodSync(b.path('shop/run.sh'), 0o755);
    const soft = { ...demoGenerator(), plan: (...args: Parameters<ReturnType<typeof demoGenerator>['plan']>) => demoGenerator().plan(...args).map((f) => ({ ...f, executable: false })) };
    const { out } = await b.with({ tool: { generators: [soft] }, build: 'x' }).run('diff', 'shop');
    expect(out).toBe('diff --git a/run.sh b/run.sh\nold mode 100755\nnew mode 100644\n');
  });
});
