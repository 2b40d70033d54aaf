import { describe, expect, test } from 'vitest';
import { formatLock, parseLock, readLockText } from '../../src/merge/lock.js';
import { mergeTree } from '../../src/merge/merge.js';
import type { DiskState, LockedOutput } from '../../src/merge/model.js';
import type { Ownership } from '../../src/plan/model.js';
import { digest } from '../../src/render/digest.js';
import type { Mode, Output } from '../../src/render/model.js';

const PATH = 'a.txt';
const line = (content: string, ownership: Ownership = 'merged', mode: Mode = '100644'): LockedOutput => ({ path: PATH, digest: digest(content), mode, ownership });
const next = (content: string, ownership: Ownership = 'merged', mode: Mode = '100644'): Output => ({
  path: PATH, digest: digest(content), mode, ownership, generator: 'g', rules: [], bytes: new TextEncoder().encode(content),
});
const user = (content: string, mode: Mode = '100644'): DiskState => ({ kind: 'file', digest: digest(content), mode });
const gone: DiskState = { kind: 'missing' };

/** `action -> what the lock says next`, with contents as single letters. */
function fate(base: LockedOutput | null, disk: DiskState, tree: Output | null, strangers: 'conflict' | 'keep' = 'conflict'): string {
  const { changes, outputs } = mergeTree(base === null ? [] : [base], () => disk, new Map(tree === null ? [] : [[PATH, tree]]), strangers);
  const [change] = changes;
  const [locked] = outputs;
  const letter = ['A', 'B', 'C'].find((c) => digest(c) === locked?.digest);
  const mode = change?.after === undefined || change.after === null ? '' : `:${change.after.mode.slice(3)}`;
  return `${change?.action ?? 'nothing'}${mode} -> ${letter ?? 'no line'}`;
}

describe('a merged or derived file', () => {
  test.each<[string, LockedOutput | null, DiskState, Output | null, string]>([
    ['is new', null, gone, next('A'), 'create:644 -> A'],
    ['did not change', line('A'), user('A'), next('A'), 'unchanged -> A'],
    ['changed in the blueprint', line('A'), user('A'), next('B'), 'update:644 -> B'],
    ['was edited by the user', line('A'), user('B'), next('A'), 'keep -> A'],
    ['was edited by both', line('A'), user('B'), next('C'), 'conflict -> A'],
    ['was edited by both alike', line('A'), user('B'), next('B'), 'unchanged -> B'],
    ['was deleted by the user', line('A'), gone, next('B'), 'keep -> A'],
    ['was removed from the blueprint', line('A'), user('A'), null, 'delete -> no line'],
    ['was removed from the blueprint and edited', line('A'), user('B'), null, 'keep -> no line'],
    ['is gone on both sides', line('A'), gone, null, 'nothing -> no line'],
    ['is in the way of a new one', null, user('B'), next('A'), 'conflict -> no line'],
    ['is there already, the same', null, user('A'), next('A'), 'unchanged -> A'],
    ['became a link', line('A'), { kind: 'blocked', what: 'a link' }, next('B'), 'conflict -> A'],
    ['became a link, and the blueprint is as before', line('A'), { kind: 'blocked', what: 'a link' }, next('A'), 'keep -> A'],
    ['becomes executable', line('A'), user('A'), next('A', 'merged', '100755'), 'update:755 -> A'],
    ['was made executable by the user', line('A'), user('A', '100755'), next('A'), 'keep -> A'],
    ['was made executable by the user and changed in the blueprint', line('A'), user('A', '100755'), next('B'), 'merge:755 -> B'],
    ['was edited, and becomes executable', line('A'), user('B'), next('A', 'merged', '100755'), 'merge:755 -> A'],
  ])('that %s', (_, base, disk, tree, expected) => expect(fate(base, disk, tree)).toBe(expected));
});

describe('a seeded file', () => {
  test.each<[string, LockedOutput | null, DiskState, Output | null, string]>([
    ['is written once', null, gone, next('A', 'seeded'), 'create:644 -> A'],
    ['is never written again', line('A', 'seeded'), user('A'), next('B', 'seeded'), 'unchanged -> A'],
    ['stays as edited', line('A', 'seeded'), user('B'), next('C', 'seeded'), 'keep -> A'],
    ['stays deleted', line('A', 'seeded'), gone, next('B', 'seeded'), 'keep -> A'],
    ['of the user is taken as it is', null, user('B'), next('A', 'seeded'), 'keep -> A'],
    ['goes with its generator when nobody touched it', line('A', 'seeded'), user('A'), null, 'delete -> no line'],
    ['stays without its generator when somebody did', line('A', 'seeded'), user('B'), null, 'keep -> no line'],
  ])('%s', (_, base, disk, tree, expected) => expect(fate(base, disk, tree)).toBe(expected));
});

describe('a history file', () => {
  test.each<[string, LockedOutput | null, DiskState, Output | null, string]>([
    ['is appended', null, gone, next('A', 'history'), 'create:644 -> A'],
    ['is never rewritten', line('A', 'history'), user('A'), next('B', 'history'), 'unchanged -> A'],
    ['is never deleted', line('A', 'history'), user('A'), null, 'unchanged -> A'],
  ])('%s', (_, base, disk, tree, expected) => expect(fate(base, disk, tree)).toBe(expected));
});

describe('a source file', () => {
  test.each<[string, DiskState, string]>([
    ['is written into a new repository', gone, 'create:644 -> no line'],
    ['is never touched', user('B'), 'keep -> no line'],
    ['is as it was read', user('A'), 'unchanged -> no line'],
  ])('%s', (_, disk, expected) => expect(fate(null, disk, next('A', 'source'))).toBe(expected));
});

test('new --into touches nothing that exists', () => expect(fate(null, user('B'), next('A'), 'keep')).toBe('keep -> A'));

describe('the lock', () => {
  const lock = {
    tool: '0.1', blueprint: { name: 'api-gateway', version: '1.0.0', digest: digest('x') }, constitution: '2.0.0',
    inputs: [{ path: 'specwright.yaml', digest: digest('s') }, { path: 'a b.yaml', digest: null }],
    outputs: [line('B'), { ...line('A'), path: 'Z with blanks' }],
  };

  test('is read back as it was, sorted', () => {
    const read = parseLock(formatLock(lock));
    expect(read).toEqual({ ...lock, inputs: [...lock.inputs].reverse(), outputs: [...lock.outputs].reverse() });
    expect(formatLock(read)).toBe(formatLock(lock));
  });

  test('needs format 2 only for what the user moved and deleted', () => {
    expect(formatLock(lock)).toMatch(/^specwright-lock 1\n/);
    const more = { ...parseLock(formatLock(lock)), moved: new Map([['a "b" c', 'd e']]), deleted: new Set(['x y']) };
    expect(formatLock(more)).toMatch(/^specwright-lock 2\n[^]*\nmoved \["a \\"b\\" c","d e"\]\ndeleted x y\n$/);
    expect(parseLock(formatLock(more))).toEqual(more);
    expect(() => parseLock(formatLock(more).replace('lock 2', 'lock 1'))).toThrow(expect.objectContaining({ reason: 'damaged' }));
    expect(() => parseLock(formatLock(more).replace('d e', '../d'))).toThrow(expect.objectContaining({ reason: 'damaged' }));
  });

  test('with both sides of a merge in it has what either side remembers, in the later format', () => {
    const [plain = '', ...rest] = formatLock(lock).split('\n');
    const both = ['<<<<<<< ours', plain, '=======', 'specwright-lock 2', '>>>>>>> theirs', ...rest.slice(0, -1), '<<<<<<< ours', '=======', 'moved ["a","b"]', 'deleted c', '>>>>>>> theirs', ''].join('\n');
    const read = readLockText(both, () => null);
    expect([[...(read.moved ?? [])], [...(read.deleted ?? [])]]).toEqual([[['a', 'b']], ['c']]);
    expect(read.outputs).toHaveLength(2);
  });

  test.each([
    ['newer', 'specwright-lock 3\n', 1],
    ['damaged', '', 1],
    ['damaged', 'specwright-lock 1\ntool 0.1\n', 2],
    ['damaged', `${formatLock(lock)}<<<<<<< ours\n`, 9],
  ])('%s is refused with its line', (reason, text, at) => {
    expect(() => parseLock(text)).toThrow(expect.objectContaining({ reason, line: at }));
  });
});
