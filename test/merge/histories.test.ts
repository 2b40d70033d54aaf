/** Random histories of a blueprint and a user; `npm run verify:histories` plays many more. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeContent } from '../../src/merge/content.js';
import { STEPS, triplesOf } from '../../verify/merge/histories.js';
import type { Triple } from '../../verify/merge/histories.js';
import { compareWithGit } from '../../verify/merge/oracle.js';

/** The same five hundred for every change; `npm run verify:histories` draws new ones. */
const SEED = 20_261_125;

test('five hundred histories lose nothing, bring nothing back and deliver everything', { timeout: 120_000 }, () => {
  const rows = new Map<string, number>();
  fc.assert(fc.property(fc.array(STEPS, { minLength: 6, maxLength: 18, size: 'max' }), (steps) => void triplesOf(steps, rows)), { numRuns: 500, endOnFailure: true, seed: SEED });
  const actions = new Set([...rows.keys()].map((row) => /-> (\w+)/.exec(row)?.[1]));
  expect([...actions].sort()).toEqual(['conflict', 'create', 'delete', 'keep', 'merge', 'unchanged', 'update']);
});

/** Lines of which each is told from the others, and edits on both sides that keep a distance. */
const LINES = fc.integer({ min: 8, max: 30 }).chain((count) => fc.record({
  base: fc.constant(Array.from({ length: count }, (_, i) => `line ${i}`)),
  user: fc.array(fc.record({ at: fc.nat(count - 1), kind: fc.nat(2) }), { maxLength: 4 }),
  next: fc.array(fc.record({ at: fc.nat(count - 1), kind: fc.nat(2) }), { maxLength: 4 }),
}));

const edited = (lines: readonly string[], edits: readonly { at: number; kind: number }[], who: string): string => {
  const out = lines.map((line) => `${line}\n`);
  for (const { at, kind } of edits) out[at] = kind === 0 ? `${who} ${at}\n` : kind === 1 ? '' : `${out[at] ?? ''}${who} beside ${at}\n`;
  return out.join('');
};

test('where git merge-file is clean, so are we, with the same bytes', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'specwright-oracle-'));
  let clean = 0;
  try {
    const [a, b, c] = ['user', 'base', 'next'].map((name) => join(folder, name)) as [string, string, string];
    fc.assert(fc.property(LINES, ({ base, user, next }) => {
      const texts = [edited(base, user, 'mine'), edited(base, [], ''), edited(base, next, 'theirs')] as const;
      [a, b, c].forEach((file, i) => writeFileSync(file, texts[i] ?? ''));
      const git = spawnSync('git', ['merge-file', '-p', '--diff3', a, b, c], { encoding: 'utf8' });
      if (git.status !== 0) return;
      clean += 1;
      const [u, o, n] = texts.map((text) => new TextEncoder().encode(text));
      const ours = mergeContent('a.txt', o ?? null, u ?? new Uint8Array(), n ?? new Uint8Array());
      expect(ours.kind).toBe('merged');
      expect(ours.kind === 'merged' ? new TextDecoder().decode(ours.bytes) : '').toBe(git.stdout);
    }), { numRuns: 100 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  expect(clean).toBeGreaterThan(10);
});

test('the oracle tells who is clean', () => {
  const triple = (user: string, next: string): Triple => ({ path: 'a.txt', base: 'a\nb\nc\n', user, next, result: '', conflict: false });
  expect(compareWithGit(triple('A\nb\nc\n', 'a\nb\nC\n')).git).toBe('A\nb\nC\n');
  expect(compareWithGit(triple('A\nb\nc\n', 'X\nb\nc\n')).git).toBeNull();
});
