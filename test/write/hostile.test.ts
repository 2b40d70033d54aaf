/** Files of the engine that somebody else made must do no harm: the lock is committed, the journal can be. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LockError, parseLock } from '../../src/merge/lock.js';
import { EnvironmentError } from '../../src/problems.js';
import { recover } from '../../src/write/journal.js';
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

test('a folder of the engine that is a link is refused', () => {
  const { folder, root } = repository();
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'file'), 'mine');
  symlinkSync(outside, join(root, '.specwright/base'));
  expect(() => recover(realSystem, root)).toThrow(EnvironmentError);
  expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('mine');
});
