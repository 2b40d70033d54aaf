import { expect, it } from 'vitest';
import { storageOf } from './samples.js';

/** Indexes of the first table as `name(keys)`, unique ones with `!`. */
async function indexes(entity: string): Promise<string[]> {
  const [table] = (await storageOf(entity)).tables;
  return (table?.indexes ?? []).map((i) => `${i.name}${i.unique ? '!' : ''} ${i.method} ${i.keys.map((k) => `${k.column}:${k.form}`).join(',')}`);
}

it('indexes what fits as it is', async () => {
  expect(await indexes('A: { fields: { s: { type: string, unique: true }, n: { type: integer, index: true } } }')).toEqual([
    'uq_as_s! btree s:plain',
    'ix_as_n btree n:plain',
  ]);
});

it('ignores case where an e-mail address is unique', async () => {
  expect(await indexes('A: { fields: { e: { type: email, unique: true }, f: { type: email, index: true } } }')).toEqual([
    'uq_as_e! btree e:lower',
    'ix_as_f btree f:plain',
  ]);
});

it('never makes an index entry too long for PostgreSQL', async () => {
  expect(await indexes('A: { fields: { t: { type: text, unique: true }, u: { type: text, index: true } } }')).toEqual([
    'uq_as_t! btree t:digest',
    'ix_as_u hash u:plain',
  ]);
  expect(await indexes('A: { unique: [[a, b, c]], fields: { a: string, b: string, c: string } }')).toEqual([
    'uq_as_a_b_c! btree a:digest,b:plain,c:plain',
  ]);
});

it('keeps names of database objects short and distinct', async () => {
  const long = 'aVeryLongFieldNameThatGoesOnAndOnUntilTheLimit';
  const { tables } = await storageOf(`A: { unique: [[${long}1, ${long}2]], fields: { ${long}1: string, ${long}2: string } }`);
  const names = tables.flatMap((t) => [t.name, t.primaryKey.name, ...t.indexes.map((i) => i.name)]);
  expect(names.every((name) => name.length <= 60)).toBe(true);
  expect(new Set(names).size).toBe(names.length);
});
