import { describe, expect, it } from 'vitest';
import { draftDocuments } from '../../src/documents/draft.js';
import type { JsonObject } from '../../src/json.js';
import { InputError } from '../../src/problems.js';
import { loader, SHOP } from './samples.js';

const PATH = 'specs/openapi/catalog.overlay.yaml';

function overlay(actions: string): string {
  return `overlay: 1.0.0\ninfo: { title: Additions, version: 1.0.0 }\nactions:\n${actions}`;
}

async function applied(actions: string): Promise<JsonObject> {
  const { apis } = await draftDocuments(SHOP, loader({ [PATH]: overlay(actions) }));
  return apis['catalog']?.json as JsonObject;
}

async function problems(text: string) {
  const error: unknown = await draftDocuments(SHOP, loader({ [PATH]: text })).catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw new Error('the overlay was not refused');
  return error.problems.map(({ code, file, line, column, message }) => ({ code, at: `${file}:${line}:${column}`, message }));
}

describe('an overlay', () => {
  it('adds, changes and removes', async () => {
    const json = await applied(`  - target: $.info
    update: { title: Mine, x-team: { name: a } }
  - target: $.paths['/api/v1/products'].get.tags
    update: shopping
  - target: $.paths['/api/v1/categories/{id}'].delete
    remove: true
`);
    expect(json['info']).toMatchObject({ title: 'Mine', 'x-team': { name: 'a' }, version: '0.1.0' });
    const paths = json['paths'] as Record<string, Record<string, JsonObject>>;
    expect(paths['/api/v1/products']?.['get']?.['tags']).toEqual(['products', 'shopping']);
    expect(paths['/api/v1/categories/{id}']?.['delete']).toBeUndefined();
  });

  it('removes several items of one list', async () => {
    const json = await applied('  - { target: "$.tags[*]", remove: true }\n');
    expect(json['tags']).toEqual([]);
  });

  it('adds operations of its own, which are the user’s to write', async () => {
    const { apis, files } = await draftDocuments(SHOP, loader({ [PATH]: overlay(`  - target: $.paths
    update: { /api/v1/reports: { get: { operationId: report, security: [], responses: { "200": { description: Fine. } } } } }
`) }));
    const report = apis['catalog']?.operations.find(({ id }) => id === 'report');
    expect(report).toMatchObject({ group: 'reports', resource: null });
    expect(apis['catalog']?.operations.find(({ id }) => id === 'listProducts')?.resource?.entity).toBe('Product');
    expect(files.find(({ path }) => path === PATH)?.ownership).toBe('source');
  });

  it('is refused where a target matches nothing', async () => {
    expect(await problems(overlay('  - target: $.paths["/nowhere"]\n    remove: true\n'))).toEqual([
      { code: 'overlay/action', at: `${PATH}:4:13`, message: 'the target $.paths["/nowhere"] matches nothing' },
    ]);
  });

  it('is refused where a target is no JSONPath, an action does nothing, or the text is no YAML', async () => {
    const found = await problems(overlay('  - target: "$["\n    remove: true\n  - target: $.info\n'));
    expect(found.map(({ at }) => at)).toEqual([`${PATH}:4:13`, `${PATH}:6:5`]);
    expect((await problems('overlay: [')).map(({ code }) => code)).toContain('overlay/syntax');
    expect((await problems('actions: []')).map(({ code }) => code)).toEqual(['overlay/action']);
  });

  it('is refused when the result is no sound document', async () => {
    const [first] = await problems(overlay(`  - target: $.components.schemas.Product
    update: { properties: { other: { $ref: "#/components/schemas/Nothing" } } }
`));
    expect(first).toMatchObject({ code: 'openapi/no-unresolved-refs', at: `${PATH}:4:5` });
  });
});
