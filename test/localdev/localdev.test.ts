import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/assets.js';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

const HEAD = SHOP.slice(0, SHOP.indexOf('    entities:'));
const spec = (entities: string): string => `${HEAD}    entities:\n${entities.replace(/^/gm, '      ')}\n`;
const facts = async (text: string): Promise<string> => (await treeOf(await projectOf(text))).get('services/catalog/service.toml') ?? '';
const seeded = (toml: string): string[] => [...toml.matchAll(/^path = "\/api\/v1\/(.*)"$/gm)].map(([, name]) => name ?? '');

describe('tools/localdev', () => {
  it('copies every file of its template folder', async () => {
    const folder = join(ROOT, 'templates/localdev');
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/__pycache__|_cache|\.egg-info/.test(entry.parentPath))
      .map((entry) => `tools/localdev/${join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll('\\', '/')}`);
    const planned = [...(await treeOf(await projectOf(SHOP))).keys()].filter((path) => path.startsWith('tools/localdev/'));
    expect(planned.filter((path) => !/\/(project|processes\/[a-z-]+)\.toml$/.test(path)).toSorted()).toEqual(found.toSorted());
  });

  it('knows a service from a file in its folder', async () => {
    const toml = await facts(SHOP);
    expect(toml).toContain('name = "catalog"');
    expect(toml).toContain('database = "shop_catalog"');
    expect(toml).toContain('port = 8001');
  });
});

describe('make seed', () => {
  it('creates targets of references first', async () => {
    const toml = await facts(SHOP);
    expect(seeded(toml)).toEqual(['categories', 'products']);
    expect(toml).toContain('categoryId = "/api/v1/categories"');
  });

  it('follows chains of required references, whatever the order of declaration', async () => {
    const toml = await facts(spec('A:\n  fields: { b: B, tags: { many: D } }\nB:\n  fields: { c: C }\nC:\n  fields: { name: string }\nD:\n  fields: { name: string }'));
    expect(seeded(toml)).toEqual(['cs', 'ds', 'bs', 'as']);
  });

  it('breaks a cycle at its optional reference', async () => {
    const toml = await facts(spec('A:\n  fields: { b: { ref: B, optional: true, onDelete: null } }\nB:\n  fields: { a: A }'));
    expect(seeded(toml)).toEqual(['as', 'bs']);
  });

  it('takes a reference to itself', async () => {
    const toml = await facts(spec('A:\n  fields: { a: { ref: A, optional: true, onDelete: null } }'));
    expect(seeded(toml)).toEqual(['as']);
  });
});
