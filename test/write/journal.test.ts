import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatLock, parseLock } from '../../src/merge/lock.js';
import type { Lock } from '../../src/merge/model.js';
import { digest } from '../../src/render/digest.js';
import { applySteps, recover } from '../../src/write/journal.js';
import type { Step } from '../../src/write/journal.js';
import { realSystem } from '../../src/write/system.js';
import { faultySystem, Killed } from './faults.js';

const OLD: Readonly<Record<string, string>> = { 'keep.txt': 'keep', 'a/update.txt': 'old', 'a/b/delete.txt': 'gone', 'z.txt': 'lock 1' };
const NEW: Readonly<Record<string, string>> = { 'keep.txt': 'keep', 'a/update.txt': 'new', 'c/d/create.txt': 'made', 'run.sh': '#!', 'z.txt': 'lock 2' };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const STEPS: readonly Step[] = [
  { path: 'a/update.txt', before: digest('old'), after: { bytes: bytes('new'), mode: '100644' } },
  { path: 'a/b/delete.txt', before: digest('gone'), after: null },
  { path: 'c/d/create.txt', before: null, after: { bytes: bytes('made'), mode: '100644' } },
  { path: 'run.sh', before: null, after: { bytes: bytes('#!'), mode: '100755' } },
  { path: 'z.txt', before: digest('lock 1'), after: { bytes: bytes('lock 2'), mode: '100644' } },
];

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'journal-'));
  for (const [path, text] of Object.entries(OLD)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function content(): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  const paths = files.map((e) => join(e.parentPath, e.name).slice(root.length + 1)).filter((p) => !p.startsWith('.specwright'));
  return Object.fromEntries(paths.sort().map((p) => [p, readFileSync(join(root, p), 'utf8')]));
}

const sorted = (files: Readonly<Record<string, string>>): Record<string, string> => Object.fromEntries(Object.entries(files).sort());

test('steps are applied in order, folders come and go, nothing is left behind', () => {
  expect(applySteps(realSystem, root, STEPS)).toEqual({ skipped: [] });
  expect(content()).toEqual(sorted(NEW));
  expect(statSync(join(root, 'run.sh')).mode & 0o100).toBe(0o100);
  expect(existsSync(join(root, 'a/b'))).toBe(false);
  expect(readdirSync(join(root, '.specwright/local'))).toEqual([]);
  expect(recover(realSystem, root)).toBeNull();
});

/** How many changing calls a whole run makes. */
function callsOfARun(): number {
  const system = faultySystem(Number.MAX_SAFE_INTEGER, 'kill');
  const copy = mkdtempSync(join(tmpdir(), 'journal-'));
  const home = root;
  for (const [path, text] of Object.entries(OLD)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  root = copy;
  applySteps(system, copy, STEPS);
  root = home;
  rmSync(copy, { recursive: true });
  return system.calls();
}

describe('at every single call', () => {
  const reset = (): void => {
    rmSync(root, { recursive: true, force: true });
    for (const [path, text] of Object.entries(OLD)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };

  test('a kill leaves each file old or new, and the next command makes all old or all new', () => {
    const outcomes = new Set<string>();
    const calls = callsOfARun();
    expect(calls).toBeGreaterThan(20);
    for (let n = 1; n <= calls; n += 1) {
      reset();
      expect(() => applySteps(faultySystem(n, 'kill'), root, STEPS)).toThrow(Killed);
      for (const [path, text] of Object.entries(content())) expect([OLD[path], NEW[path]]).toContain(text);
      for (const path of Object.keys(OLD).filter((p) => p in NEW)) expect(existsSync(join(root, path))).toBe(true);
      recover(realSystem, root);
      const after = content();
      const which = [OLD, NEW].findIndex((files) => JSON.stringify(sorted(files)) === JSON.stringify(after));
      expect(which, `killed at call ${n}: ${JSON.stringify(after)}`).not.toBe(-1);
      outcomes.add(String(which));
    }
    expect([...outcomes].sort()).toEqual(['0', '1']);
  });

  test('a kill while recovering is recovered too', () => {
    const calls = callsOfARun();
    for (let n = Math.floor(calls / 2); n <= calls; n += 2) {
      for (let m = 1; m <= 10; m += 2) {
        reset();
        expect(() => applySteps(faultySystem(n, 'kill'), root, STEPS)).toThrow(Killed);
        try {
          recover(faultySystem(m, 'kill'), root);
        } catch (error) {
          expect(error).toBeInstanceOf(Killed);
        }
        recover(realSystem, root);
        expect([sorted(OLD), sorted(NEW)]).toContainEqual(content());
      }
    }
  });

  test('a full disk leaves everything as it was', () => {
    const calls = callsOfARun();
    let failures = 0;
    for (let n = 1; n <= calls; n += 1) {
      reset();
      try {
        applySteps(faultySystem(n, 'fail'), root, STEPS);
        expect(content()).toEqual(sorted(NEW));
      } catch (error) {
        failures += 1;
        expect(error).toMatchObject({ code: 'ENOSPC' });
        recover(realSystem, root);
        expect([sorted(OLD), sorted(NEW)]).toContainEqual(content());
      }
    }
    expect(failures).toBeGreaterThan(10);
  });
});

test('a file that changed since it was looked at stays', () => {
  writeFileSync(join(root, 'a/update.txt'), 'mine');
  writeFileSync(join(root, 'run.sh'), 'mine too');
  expect(applySteps(realSystem, root, STEPS)).toEqual({ skipped: ['a/update.txt', 'run.sh'] });
  expect(content()).toEqual(sorted({ ...NEW, 'a/update.txt': 'mine', 'run.sh': 'mine too' }));
});

test('nothing is written through a link', () => {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  writeFileSync(join(outside, 'x'), 'theirs');
  symlinkSync(join(outside, 'x'), join(root, 'run.sh'));
  expect(applySteps(realSystem, root, STEPS).skipped).toEqual(['run.sh']);
  expect(readFileSync(join(outside, 'x'), 'utf8')).toBe('theirs');
  rmSync(outside, { recursive: true });
});

test('a read-only file is replaced all the same', () => {
  chmodSync(join(root, 'a/update.txt'), 0o444);
  applySteps(realSystem, root, STEPS);
  expect(content()).toEqual(sorted(NEW));
});

describe('the lock claims nothing that did not arrive', () => {
  const LOCK = '.specwright/lock';
  const lockOf = (files: Readonly<Record<string, string>>): Lock => ({
    tool: '0.1', blueprint: { name: 'x', version: '1.0.0', digest: digest('x') }, constitution: '2.0.0', inputs: [],
    outputs: Object.entries(files).map(([path, text]) => ({ path, digest: digest(text), mode: '100644', ownership: 'merged' })),
  });
  const steps = [...STEPS, { path: LOCK, before: digest(formatLock(lockOf(OLD))), after: { bytes: bytes(formatLock(lockOf(NEW))), mode: '100644' } }] as const;
  const lines = (): Record<string, string> => Object.fromEntries(parseLock(readFileSync(join(root, LOCK), 'utf8')).outputs.map((line) => [line.path, line.digest]));
  const EDITS: Readonly<Record<string, string>> = { 'a/update.txt': 'mine', 'a/b/delete.txt': 'mine', 'c/d/create.txt': 'mine' };
  const edit = (): void => {
    for (const [path, text] of Object.entries(EDITS)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const reset = (): void => {
    rmSync(root, { recursive: true, force: true });
    for (const [path, text] of Object.entries({ ...OLD, [LOCK]: formatLock(lockOf(OLD)) })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  };
  const claims = (): void => {
    expect(lines()).toEqual({ 'keep.txt': digest('keep'), 'a/update.txt': digest('old'), 'a/b/delete.txt': digest('gone'), 'run.sh': digest('#!'), 'z.txt': digest('lock 2') });
  };

  test('when files change while it runs', () => {
    reset();
    edit();
    expect(applySteps(realSystem, root, steps).skipped).toEqual(Object.keys(EDITS));
    claims();
  });

  test('when they change after a kill, wherever the recovery is killed too', () => {
    reset();
    const calls = faultySystem(Number.MAX_SAFE_INTEGER, 'kill');
    applySteps(calls, root, steps);
    const dieWithJournal = (): void => {
      for (let n = 1; !existsSync(join(root, '.specwright/local/journal')); n += 1) {
        reset();
        expect(() => applySteps(faultySystem(n, 'kill'), root, steps)).toThrow(Killed);
      }
    };
    for (let n = 1; n <= calls.calls(); n += 1) {
      reset();
      dieWithJournal();
      edit();
      try {
        recover(faultySystem(n, 'kill'), root);
      } catch (error) {
        expect(error).toBeInstanceOf(Killed);
      }
      recover(realSystem, root);
      claims();
    }
  });
});
