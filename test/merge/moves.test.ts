/** Moves that a blueprint declares, and what a lost base or an earlier run leaves to be done. */
import { describe, expect, test } from 'vitest';
import { mergeSnapshots } from '../../src/merge/snapshots.js';
import type { Entry, Sides } from '../../src/merge/snapshots.js';

const LINES = Array.from({ length: 8 }, (_, i) => `line ${i} says something\n`);
const OLD = LINES.join('');
const MINE = OLD.replace('line 1', 'mine 1');
const NEW = OLD.replace('line 6', 'new 6');
const tree = (files: Record<string, string>): Map<string, Entry> => new Map(Object.entries(files).map(([path, content]) => [path, { bytes: new TextEncoder().encode(content), mode: '100644' as const }]));

function merged(sides: Omit<Sides, 'base' | 'user' | 'next'>, base: Record<string, string>, user: Record<string, string>, next: Record<string, string>): { files: string[]; tree: Record<string, string>; lost: readonly string[] } {
  const result = mergeSnapshots({ ...sides, base: tree(base), user: tree(user), next: tree(next) });
  return {
    files: result.files.map(({ path, action }) => `${action} ${path}`),
    tree: Object.fromEntries([...result.tree].map(([path, { bytes }]) => [path, new TextDecoder().decode(bytes)])),
    lost: result.lost,
  };
}

describe('a move that the blueprint declares', () => {
  const moves = new Map([['a.md', 'docs/a.md']]);

  test('moves what nobody touched', () => {
    expect(merged({ moves }, { 'a.md': OLD }, { 'a.md': OLD }, { 'docs/a.md': NEW })).toEqual({ files: ['delete a.md', 'create docs/a.md'], tree: { 'docs/a.md': NEW }, lost: [] });
  });

  test('takes the edits along', () => {
    const both = MINE.replace('line 6', 'new 6');
    expect(merged({ moves }, { 'a.md': OLD }, { 'a.md': MINE }, { 'docs/a.md': NEW })).toEqual({ files: ['delete a.md', 'merge docs/a.md'], tree: { 'docs/a.md': both }, lost: [] });
    expect(merged({ moves }, { 'a.md': OLD }, { 'a.md': MINE }, { 'docs/a.md': OLD }).tree).toEqual({ 'docs/a.md': MINE });
  });

  test('shows a clash at the new place', () => {
    const { files, tree: result, lost } = merged({ moves }, { 'a.md': OLD }, { 'a.md': OLD.replace('line 6', 'mine 6') }, { 'docs/a.md': NEW });
    expect([files, lost]).toEqual([['delete a.md', 'conflict docs/a.md'], []]);
    expect(result['docs/a.md']).toContain('<<<<<<< yours\nmine 6');
  });

  test('of a deleted file brings nothing back', () => {
    expect(merged({ moves }, { 'a.md': OLD }, {}, { 'docs/a.md': NEW })).toEqual({ files: ['keep docs/a.md'], tree: {}, lost: [] });
  });

  test('leaves a file where the user moved it', () => {
    expect(merged({ moves }, { 'a.md': OLD }, { 'mine.md': MINE }, { 'docs/a.md': NEW }).tree).toEqual({ 'mine.md': MINE.replace('line 6', 'new 6') });
  });

  test('to where the user has something else is a conflict, and both stay', () => {
    const { files, tree: result, lost } = merged({ moves }, { 'a.md': OLD }, { 'a.md': MINE, 'docs/a.md': 'other\n' }, { 'docs/a.md': NEW });
    expect([files, result, lost]).toEqual([['conflict docs/a.md'], { 'a.md': MINE, 'docs/a.md': 'other\n' }, []]);
  });
});

test('a deleted file stays deleted when the blueprint drops it and has it again', () => {
  expect(merged({ deleted: new Set(['a.md']) }, {}, {}, { 'a.md': NEW })).toEqual({ files: ['keep a.md'], tree: {}, lost: [] });
  expect(merged({ deleted: new Set(['a.md']) }, {}, { 'a.md': NEW }, { 'a.md': NEW }).files).toEqual(['unchanged a.md']);
});

test('a file that was found under another name is found there again, whatever became of it', () => {
  const moved = new Map([['a.md', 'b.md']]);
  const user = 'nothing\nlike\nit\nany\nmore\nline 6 says something\nline 7 says something\n';
  expect(merged({ moved }, { 'a.md': 'x\nline 6 says something\nline 7 says something\n' }, { 'b.md': user }, { 'a.md': 'x\nline 6 says something\nline 7 says nothing\n' }).tree).toEqual({ 'b.md': user.replace('line 7 says something', 'line 7 says nothing') });
});
