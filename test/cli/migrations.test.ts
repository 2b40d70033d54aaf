/** Migrations of the user's own among those that are generated. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generators } from '../../generators/index.js';
import { SHOP } from '../support/run.js';
import { bench } from './host.js';
import type { Bench } from './host.js';

const VERSIONS = 'shop/services/catalog/migrations/versions';
let build = 0;
let b: Bench;
beforeEach(async () => {
  b = bench({ tool: { generators } });
  writeFileSync(b.path('shop.yaml'), SHOP);
  expect((await b.run('new', 'shop', '--spec', 'shop.yaml', '--yes', '--no-git')).exit).toBe(0);
});
afterEach(() => b.remove());

/** Generates after the product got one more field. */
async function withField(name: string) {
  const spec = readFileSync(b.path('shop/specwright.yaml'), 'utf8');
  writeFileSync(b.path('shop/specwright.yaml'), spec.replace('price: decimal', `price: decimal, ${name}: text?`));
  return await b.with({ build: `build-${(build += 1)}` }).run('generate', 'shop');
}

const files = (): string[] => readdirSync(b.path(VERSIONS)).sort();
const textOf = (name: string): string => readFileSync(b.path(`${VERSIONS}/${name}`), 'utf8');
const assigned = (name: string, what: string): string => new RegExp(`^${what} = (.*)$`, 'm').exec(textOf(name))?.[1] ?? '';
const write = (name: string, id: string, down: string): void => {
  writeFileSync(b.path(`${VERSIONS}/${name}`), `"""By hand."""\n\nrevision = "${id}"\ndown_revision = ${down}\n`);
};
const numbered = (number: string): string => files().find((name) => name.startsWith(`${number}_`)) ?? '';

test('the next one follows the last one, whoever wrote it', async () => {
  const first = assigned(numbered('0001'), 'revision');
  write('3f2a9c_by_hand.py', '3f2a9c', first);
  expect((await withField('a')).exit).toBe(0);
  expect(assigned(numbered('0002'), 'down_revision')).toBe('"3f2a9c"');
  expect((await withField('b')).exit).toBe(0);
  expect(assigned(numbered('0003'), 'down_revision')).toBe(assigned(numbered('0002'), 'revision'));
  expect(files()).toHaveLength(4);
});

test('two last ones are named where they are, until they are joined', async () => {
  const first = assigned(numbered('0001'), 'revision');
  write('aa_mine.py', 'aa', first);
  write('bb_yours.py', 'bb', first);
  expect((await b.with({ build: 'other' }).run('generate', 'shop')).exit).toBe(0);
  const before = files();
  const { exit, err } = await withField('a');
  expect(exit).toBe(2);
  expect(err).toContain('services/catalog/migrations/versions/bb_yours.py:3:1: error: There are 2 last migrations');
  expect(err).toContain('3 | revision = "bb"\n');
  expect(err).toContain('alembic merge heads');
  expect(files()).toEqual(before);
  write('cc_joined.py', 'cc', '("aa", "bb")');
  expect((await b.run('generate', 'shop')).exit).toBe(0);
  expect(assigned(numbered('0002'), 'down_revision')).toBe('"cc"');
});

test('one that only runs can tell is refused', async () => {
  write('aa_mine.py', 'aa', 'PREVIOUS');
  const { exit, err } = await withField('a');
  expect([exit, err]).toEqual([2, expect.stringContaining('versions/aa_mine.py:4:1: error: ')]);
});

test('one that was deleted is not followed', async () => {
  expect((await withField('a')).exit).toBe(0);
  rmSync(b.path(`${VERSIONS}/${numbered('0002')}`));
  write('aa_squashed.py', 'aa', assigned(numbered('0001'), 'revision'));
  expect((await withField('b')).exit).toBe(0);
  expect(assigned(numbered('0003'), 'down_revision')).toBe('"aa"');
});

test('the first of a new service follows what is there already', async () => {
  const folder = b.path('shop/services/stock/migrations/versions');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/aa_mine.py`, 'revision = "aa"\ndown_revision = None\n');
  writeFileSync(b.path('shop/specwright.yaml'), `${readFileSync(b.path('shop/specwright.yaml'), 'utf8')}  stock:\n    entities:\n      Item:\n        fields: { name: string }\n`);
  expect((await b.run('generate', 'shop')).exit).toBe(0);
  const [made = ''] = readdirSync(folder).filter((name) => name.startsWith('0001_'));
  expect(readFileSync(`${folder}/${made}`, 'utf8')).toContain('down_revision = "aa"\n');
  expect((await b.with({ build: 'other' }).run('generate', 'shop', '--json')).out).not.toMatch(/"action":"(create|update|conflict)"/);
});
