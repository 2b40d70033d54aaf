/** Files of the engine that somebody else made must do no harm: the lock is committed, the journal can be. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LockError, parseLock } from '../../src/merge/lock.js';
import type { Lock } from '../../src/merge/model.js';
import { EnvironmentError } from '../../src/problems.js';
import { digest } from '../../src/render/digest.js';
import { writeChanges, writeStamp } from '../../src/write/apply.js';
import type { Writing } from '../../src/write/apply.js';
import { readObject, sweepObjects, writeObjects } from '../../src/write/base.js';
import type { BaseObject } from '../../src/write/base.js';
import { applySteps, outstanding, recover } from '../../src/write/journal.js';
import { objectPath } from '../../src/write/layout.js';
import { realSystem } from '../../src/write/system.js';

const HEADING = `specwright-lock 1\ntool 0.1\nblueprint api-gateway 1.0.0 ${'a'.repeat(64)}\nconstitution 2.0.0\n`;

function repository(): { folder: string; root: string } {
  const folder = mkdtempSync(join(tmpdir(), 'specwright-hostile-'));
  const root = join(folder, 'repository');
  mkdirSync(join(root, '.specwright/local/stage'), { recursive: true });
  return { folder, root };
}

test.each(['../victim.txt', 'a/../../victim.txt', '.git/config', '/etc/passwd', '..\\victim.txt', 'C:\\victim.txt'])('a lock that names %s is damaged', (path) => {
  expect(() => parseLock(`${HEADING}output ${'b'.repeat(64)} 100644 merged ${path}\n`)).toThrow(LockError);
});

test('a journal that names a file outside writes nothing', () => {
  const { folder, root } = repository();
  writeFileSync(join(root, '.specwright/local/stage/0'), 'pwned');
  writeFileSync(join(root, '.specwright/local/journal'), JSON.stringify({ format: 1, steps: [{ path: '../pwned.txt', before: null, action: 'put' }] }));
  expect(() => recover(realSystem, root)).toThrow(EnvironmentError);
  expect(existsSync(join(folder, 'pwned.txt'))).toBe(false);
});

test.each(['', '{', '{}', '[]', 'null', '{"format":2,"steps":[]}', '{"format":1,"steps":[{"path":1}]}'])('the journal %j is refused by its name', (text) => {
  const { root } = repository();
  writeFileSync(join(root, '.specwright/local/journal'), text);
  expect(() => recover(realSystem, root)).toThrow(/\.specwright\/local\/journal/);
});

describe('a link is never written through', () => {
  const OBJECT: BaseObject = { digest: digest('pristine'), bytes: new TextEncoder().encode('pristine') };
  const lock: Lock = {
    tool: '0.1', blueprint: { name: 'x', version: '1.0.0', digest: digest('x') }, constitution: '2.0.0', inputs: [],
    outputs: [{ path: 'a.txt', digest: OBJECT.digest, mode: '100644', ownership: 'merged' }],
  };
  const writing: Writing = { changes: [], lock, objects: [OBJECT], build: 'build' };

  /** `path` of the repository leads to a folder, or to a file in it, that is the user's. */
  function linked(path: string, to = ''): { root: string; untouched(): void } {
    const { folder, root } = repository();
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), 'mine');
    rmSync(join(root, path), { recursive: true, force: true });
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(join(outside, to), join(root, path));
    return { root, untouched: () => expect([readdirSync(outside), readFileSync(join(outside, 'file'), 'utf8')]).toEqual([['file'], 'mine']) };
  }

  const ENTRIES: Readonly<Record<string, (root: string) => unknown>> = {
    recover: (root) => recover(realSystem, root),
    outstanding: (root) => outstanding(realSystem, root),
    applySteps: (root) => applySteps(realSystem, root, []),
    writeChanges: (root) => writeChanges(realSystem, root, writing, null),
    writeStamp: (root) => writeStamp(realSystem, root, 'build', 'lock'),
    writeObjects: (root) => writeObjects(realSystem, root, [OBJECT], new Set()),
    sweepObjects: (root) => sweepObjects(realSystem, root, new Set()),
  };
  const FOLDERS = ['.specwright', '.specwright/local', '.specwright/local/stage', '.specwright/local/old', '.specwright/base'];

  test.each(Object.keys(ENTRIES).flatMap((entry) => FOLDERS.map((folder) => [entry, folder] as const)))('%s refuses when %s is one', (entry, folder) => {
    const { root, untouched } = linked(folder);
    expect(() => ENTRIES[entry]?.(root)).toThrow(EnvironmentError);
    untouched();
  });

  test('a folder of objects', () => {
    const { root, untouched } = linked(dirname(objectPath(OBJECT.digest)));
    expect(() => writeChanges(realSystem, root, writing, null)).toThrow(EnvironmentError);
    sweepObjects(realSystem, root, new Set());
    untouched();
  });

  test.each([objectPath(OBJECT.digest), '.specwright/local/stamp', '.specwright/local/journal.new'])('the file %s', (path) => {
    const { root, untouched } = linked(path, 'file');
    writeChanges(realSystem, root, writing, null);
    untouched();
    expect(new TextDecoder().decode(readObject(realSystem, root, OBJECT.digest) ?? undefined)).toBe('pristine');
  });

  test('a folder on the way to a file of a journal', () => {
    const { root, untouched } = linked('app');
    mkdirSync(join(root, '.specwright/local/stage'), { recursive: true });
    writeFileSync(join(root, '.specwright/local/stage/0'), 'pwned');
    const steps = [{ path: 'app/new.txt', before: null, action: 'put' }, { path: 'app/file', before: digest('mine'), action: 'delete' }];
    writeFileSync(join(root, '.specwright/local/journal'), JSON.stringify({ format: 1, steps }));
    expect(recover(realSystem, root)).toEqual({ skipped: ['app/new.txt', 'app/file'] });
    untouched();
  });

  test('a staged file', () => {
    const { root, untouched } = linked('.specwright/local/stage/0', 'file');
    writeFileSync(join(root, '.specwright/local/journal'), JSON.stringify({ format: 1, steps: [{ path: 'a.txt', before: null, action: 'put' }] }));
    for (const look of [recover, outstanding]) expect(() => look(realSystem, root)).toThrow(/stage\/0 is no file/);
    untouched();
  });
});
