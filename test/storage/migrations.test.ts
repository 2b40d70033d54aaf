import { describe, expect, it } from 'vitest';
import { nextRevision } from '../../generators/storage/migrations.js';
import { FIRST, migration, revisionBetween, storageOf, upgrade, written } from './samples.js';

const PRODUCT = 'Product: { fields: { name: string } }';

describe('the first revision', () => {
  it('creates tables before those that refer to them, and closes cycles at last', async () => {
    const now = await storageOf(`A: { fields: { b: B } }
B: { fields: { c: C } }
C: { fields: { a: A? } }`);
    const { revision } = nextRevision(now, null, [], '2026-01-31');
    const steps = (revision?.view.upgradeCodes ?? []).map((code) => code.replace(/^op\.(\w+)\("(\w+)".*$/s, '$1 $2'));
    expect(steps.filter((s) => !s.startsWith('create_index'))).toEqual([
      'create_table as', 'create_table bs', 'create_table cs',
      'create_foreign_key fk_as_b_id', 'create_foreign_key fk_bs_c_id', 'create_foreign_key fk_cs_a_id',
    ]);
  });

  it('is named by what it does, so that the same spec gives the same revision', async () => {
    const now = await storageOf(PRODUCT);
    const [one, two] = [nextRevision(now, null, [], '2026-01-31'), nextRevision(now, null, [], '2026-01-31')];
    expect(one.revision?.fileName).toMatch(/^0001_[0-9a-f]{12}_create_tables\.py$/);
    expect(two).toEqual(one);
    if (one.revision === null) throw new Error('no revision');
    expect(nextRevision(now, null, [written(one.revision)], '2026-01-31')).toEqual(one);
    expect(nextRevision(now, null, [FIRST], '2026-01-31').revision).toBeNull();
  });
});

describe('the next revision', () => {
  it('is none when nothing changes', async () => {
    expect(await revisionBetween(PRODUCT, PRODUCT)).toBeNull();
  });

  it('follows the newest one, and stays the same when a run is repeated', async () => {
    const now = 'Product: { fields: { name: string, note: string? } }';
    const second = migration('0002_bbbbbbbbbbbb_by_hand.py', '0002_bbbbbbbbbbbb', '"0001_aaaaaaaaaaaa"');
    const third = await revisionBetween(PRODUCT, now, [FIRST, second]);
    expect(third?.fileName).toMatch(/^0003_[0-9a-f]{12}_change_products\.py$/);
    expect(third?.view.downRevisionCode).toBe('"0002_bbbbbbbbbbbb"');
    if (third === null) throw new Error('no revision');
    expect(await revisionBetween(PRODUCT, now, [FIRST, second, written(third)])).toEqual(third);
    const fourth = migration('abc_fourth.py', 'abc', third.view.revisionCode);
    expect(await revisionBetween(PRODUCT, now, [FIRST, second, written(third), fourth])).toEqual(third);
  });

  it('fills a new required column before it requires it', async () => {
    expect(await upgrade(PRODUCT, 'Product: { fields: { name: string, stock: { type: integer, default: 3 } } }')).toEqual([
      'retired.move_columns(op, "products", "stock")',
      'op.add_column("products", sa.Column("stock", sa.BigInteger(), nullable=True))',
      'op.execute(sa.table("products", sa.column("stock", sa.BigInteger())).update().where(sa.column("stock").is_(None)).values({"stock": 3}))',
      'op.alter_column("products", "stock", nullable=False)',
    ]);
  });

  it('asks for a default where rows would have no value', async () => {
    const { undecided } = nextRevision(await storageOf('Product: { fields: { name: string, stock: integer } }'), await storageOf(PRODUCT), [FIRST], '2026-01-31');
    expect(undecided).toEqual([{ entity: 'Product', field: 'stock' }]);
  });

  it('renames with the data, and only once', async () => {
    const renamed = 'Product: { fields: { title: { type: string, was: name } } }';
    expect(await upgrade(PRODUCT, renamed)).toEqual([
      'retired.move_columns(op, "products", "title")',
      'op.alter_column("products", "name", new_column_name="title")',
    ]);
    expect(await upgrade(renamed, renamed)).toEqual([]);
  });

  it('lets names change places', async () => {
    const before = 'Product: { fields: { a: string, b: string } }';
    const now = 'Product: { fields: { b: { type: string, was: a }, a: { type: string, was: b } } }';
    expect((await upgrade(before, now)).map((code) => code.replace('op.alter_column("products", ', ''))).toEqual([
      '"a", new_column_name="moving_0")', '"b", new_column_name="moving_1")',
      '"moving_0", new_column_name="b")', '"moving_1", new_column_name="a")',
    ]);
  });

  it('renames a table together with its keys', async () => {
    expect(await upgrade('Product: { fields: { sku: { type: string, unique: true } } }', 'Item: { was: Product, fields: { sku: { type: string, unique: true } } }')).toEqual([
      'op.rename_table("products", "items")',
      `op.execute('ALTER TABLE "items" RENAME CONSTRAINT "pk_products" TO "pk_items"')`,
      `op.execute('ALTER INDEX "uq_products_sku" RENAME TO "uq_items_sku"')`,
    ]);
  });

  it('keeps what the spec no longer has', async () => {
    expect(await upgrade('Product: { fields: { name: string, old: { type: string, unique: true } } }', PRODUCT)).toEqual([
      'op.drop_index("uq_products_old", table_name="products")',
      'op.alter_column("products", "old", nullable=True)',
      'op.alter_column("products", "old", comment="Retired: the spec no longer has it.", existing_comment=None)',
    ]);
  });
});
