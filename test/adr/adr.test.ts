import { describe, expect, it } from 'vitest';
import { numbered } from '../../generators/adr/numbers.js';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

const decision = (slug: string): Parameters<typeof numbered>[1][number] => ({ slug, title: slug, context: '', decision: '', consequences: [], alternatives: [], rules: [] });
const paths = (slugs: readonly string[], history: readonly string[]): readonly string[] => (
  numbered('docs/adr/', slugs.map(decision), new Set(history)).map(({ path }) => path)
);

describe('numbers of decisions', () => {
  it('follow the list in a new repository', () => {
    expect(paths(['a', 'b'], [])).toEqual(['docs/adr/0001-a.md', 'docs/adr/0002-b.md']);
  });

  it('stay as they were when a decision is added before them', () => {
    const history = ['docs/adr/0001-a.md', 'docs/adr/0002-b.md', 'CHANGELOG.md'];
    expect(paths(['new', 'a', 'b'], history)).toEqual(['docs/adr/0003-new.md', 'docs/adr/0001-a.md', 'docs/adr/0002-b.md']);
  });
});

describe('decisions of a repository', () => {
  it('have every part that a record needs, and a date from the spec', async () => {
    const tree = await treeOf(await projectOf(`${SHOP}created: 2026-01-02\n`));
    const records = [...tree].filter(([path]) => /^docs\/adr\/\d{4}-/.test(path));
    expect(records.length).toBeGreaterThanOrEqual(8);
    for (const [path, text] of records) {
      expect(text, path).toContain('- Date: 2026-01-02');
      for (const part of ['Context', 'Decision', 'Consequences', 'Alternatives']) expect(text, path).toMatch(new RegExp(`^## ${part}\\n\\n\\S`, 'm'));
    }
  });

  it('mention collections only where there are some', async () => {
    const has = async (text: string, documents = {}): Promise<boolean> => (
      [...(await treeOf(await projectOf(text, documents))).keys()].some((path) => path.includes('jsonb-collections'))
    );
    const given = SHOP.replace(/services:[^]*/, 'services:\n  trips:\n    openapi: specs/openapi/trips.yaml\n');
    const document = `openapi: 3.1.0
info: { title: T, version: "1" }
paths:
  /trips:
    get:
      responses:
        "200": { description: ok, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Trip" } } } } }
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Trip" } } } }
      responses:
        "201": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Trip" } } } }
  /trips/{id}:
    get:
      parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
      responses:
        "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Trip" } } } }
components:
  schemas:
    Trip: { type: object, properties: { id: { type: string }, name: { type: string } } }
`;
    expect(await has(SHOP)).toBe(false);
    expect(await has(given, { 'specs/openapi/trips.yaml': document })).toBe(true);
  });
});
