import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { draftDocuments } from '../../src/documents/draft.js';
import { exampleOf } from '../../src/documents/draft/examples.js';
import { mergePatch, nullable, oneBound } from '../../src/documents/draft/schemas.js';
import { safeWords } from '../../src/documents/draft/words.js';
import type { ApiDocument } from '../../src/documents/model.js';
import type { JsonObject } from '../../src/json.js';
import { ACCESS, entity, EVERYTHING, field, inverse, loader, many, reference, service, SHOP, spec } from './samples.js';
import type { Spec } from '../../src/spec/model.js';

async function draft(from: Spec): Promise<ApiDocument> {
  const [api] = Object.values((await draftDocuments(from, loader())).apis);
  if (api === undefined) throw new Error('nothing was drafted');
  return api;
}

function validator(document: JsonObject, component: string): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'doc', ...document });
  return ajv.compile({ $ref: `doc#/components/schemas/${component}` });
}

describe('request bodies', () => {
  it('take what the fields say and nothing else', async () => {
    const accepts = validator((await draft(SHOP)).json, 'ProductCreate');
    const product = { name: 'Lamp', price: '19.99', categoryId: '01890a5d-ac96-774b-bcce-b302099a8057' };
    expect(accepts(product)).toBe(true);
    for (const wrong of [{ ...product, id: product.categoryId }, { ...product, version: 1 }, { ...product, other: 1 }, { ...product, price: 19.99 }, { ...product, name: null }, { name: 'Lamp' }, { ...product, name: 'a\u0000' }]) {
      expect(accepts(wrong)).toBe(false);
    }
  });

  it('clear only what is optional, and need nothing in a patch', async () => {
    const patch = validator((await draft(EVERYTHING)).json, 'NonePatch');
    expect(patch({})).toBe(true);
    expect(patch({ ratio: null, anything: null, parentId: null })).toBe(true);
    for (const wrong of [{ class: null }, { open: null }, { labels: null }, { anything: { 'a\u0000': 1 } }]) expect(patch(wrong)).toBe(false);
  });

  it('change objects member by member, and what is more than members as a whole', () => {
    const size: JsonObject = {
      type: 'object', required: ['width'], additionalProperties: false, allOf: [{ $ref: '#/j' }],
      properties: { width: { type: 'integer' }, unit: { enum: ['mm'] }, box: { type: 'object', required: ['a'], properties: { a: { type: 'string' } }, additionalProperties: { type: 'boolean' } } },
    };
    expect(mergePatch(size, '#/j')).toEqual({
      type: 'object', additionalProperties: false, allOf: [{ $ref: '#/j' }],
      properties: {
        width: { type: 'integer' },
        unit: { enum: ['mm', null] },
        box: { type: ['object', 'null'], properties: { a: { type: 'string' } }, additionalProperties: { type: ['boolean', 'null'] } },
      },
    });
    for (const more of [{ minProperties: 1 }, { patternProperties: {} }, { anyOf: [{ required: ['a'] }] }, { allOf: [{ required: ['a'] }] }, { dependentRequired: {} }]) {
      const whole: JsonObject = { type: 'object', required: ['a'], properties: { a: {} }, ...more };
      expect(mergePatch(whole, '#/j')).toBe(whole);
    }
  });

  it('need neither what has a default, nor sets, nor what is optional; inverse sides cannot be sent', async () => {
    const json = (await draft(spec([service('a', [
      entity('A', [field('a'), field('b', undefined, { default: 'x' }), field('c', undefined, { optional: true }), many('bs', 'B')]),
      entity('B', [inverse('as', 'A', 'bs')]),
    ])]))).json;
    expect(json).toMatchObject({
      components: {
        schemas: {
          ACreate: { required: ['a'], properties: { b: { default: 'x' } } },
          BCreate: { properties: {}, additionalProperties: false },
          B: { properties: { as: { readOnly: true } } },
        },
      },
    });
  });
});

describe('examples', () => {
  it.each([['SHOP', SHOP], ['EVERYTHING', EVERYTHING]])('of %s are valid', async (_name, from) => {
    const { json } = await draft(from);
    const schemas = (json['components'] as JsonObject)['schemas'] as Record<string, JsonObject>;
    for (const [name, schema] of Object.entries(schemas)) {
      const examples = (schema['examples'] ?? []) as readonly JsonObject[];
      for (const example of examples) {
        const validate = validator(json, name);
        expect([name, validate(example), validate.errors]).toEqual([name, true, null]);
      }
    }
  });

  it('are left out where no value is certain', () => {
    expect(exampleOf({ type: 'string', pattern: '^[QZ]{9}$' })).toBeUndefined();
    expect(exampleOf({ type: 'object' })).toBeUndefined();
    expect(exampleOf({ type: 'string', allOf: [] })).toBeUndefined();
    expect(exampleOf({ type: 'integer', exclusiveMinimum: 7, maximum: 8 })).toBe(8);
    expect(exampleOf({ type: 'array', items: { type: 'boolean' }, minItems: 1 })).toEqual([true]);
  });
});

describe('statuses', () => {
  async function statuses(from: Spec, id: string): Promise<readonly string[] | undefined> {
    return (await draft(from)).operations.find((operation) => operation.id === id)?.responses.map(({ status }) => status);
  }

  it('name 409 only where something can conflict', async () => {
    const plain = spec([service('a', [entity('A', [field('a')])])]);
    expect(await statuses(plain, 'createA')).not.toContain('409');
    expect(await statuses(plain, 'deleteA')).not.toContain('409');
    const keyed = spec([service('a', [entity('A', [field('a', undefined, { unique: true })]), entity('B', [reference('a', 'A')]), entity('C', [reference('b', 'B')])])]);
    expect(await statuses(keyed, 'createA')).toContain('409');
    expect(await statuses(keyed, 'deleteA')).toContain('409');
    expect(await statuses(keyed, 'deleteC')).not.toContain('409');
  });

  it('name 409 where members that are sent may not fit those that are stored', async () => {
    const json = (schema: JsonObject) => spec([service('a', [entity('A', [field('a', schema, { type: { kind: 'json', array: false } })])])]);
    expect(await statuses(json({ type: 'object', properties: {} }), 'updateA')).toContain('409');
    expect(await statuses(json({ type: ['integer', 'string'] }), 'updateA')).not.toContain('409');
  });

  it('follow cascades to what they would remove', async () => {
    const chain = spec([service('a', [entity('A', []), entity('B', [reference('a', 'A', { onDelete: 'cascade' })]), entity('C', [reference('b', 'B')])])]);
    expect(await statuses(chain, 'deleteA')).toContain('409');
  });

  it('say how an update of the wrong version ends', async () => {
    expect(await statuses(SHOP, 'updateProduct')).toEqual(['200', '401', '403', '404', '409', '412', '413', '415', '422', '428', '500']);
  });
});

describe('lists', () => {
  it('filter by scalars and references, sort by what is no personal data, and keep their own parameters', async () => {
    const list = (await draft(EVERYTHING)).operations.find(({ id }) => id === 'listNones');
    const names = list?.parameters.map(({ name }) => name);
    expect(names).toEqual(['limit', 'cursor', 'sort', 'class', 'ratio', 'open', 'day', 'colour', 'email', 'odd', 'parentId', 'elsewhereId']);
    expect(Object.keys(list?.resource?.filters ?? {})).toEqual(names?.slice(3));
    const sort = list?.parameters.find(({ name }) => name === 'sort')?.schema as JsonObject;
    const pattern = new RegExp(sort['pattern'] as string, 'u');
    expect(['class', '-createdAt', 'limit,-id', 'parentId'].map((value) => pattern.test(value))).toEqual([true, true, true, true]);
    expect(['email', 'anything', 'labels', '', 'class,', '--class', 'klass'].some((value) => pattern.test(value))).toBe(false);
  });
});

describe('access', () => {
  it('is one alternative per role, and closed when there is none', async () => {
    const api = await draft(spec([service('a', [entity('A', [], { access: { ...ACCESS, read: ['clerk', 'admin'], delete: [] } })])]));
    const security = Object.fromEntries(api.operations.map(({ id, security: own }) => [id, own.map((all) => all.flatMap(({ scheme, scopes }) => [scheme, ...scopes]))]));
    expect(security['getA']).toEqual([['bearer', 'clerk'], ['bearer', 'admin']]);
    expect(security['deleteA']).toEqual([['bearer', '-']]);
  });
});

describe('names', () => {
  it('give way to entities', async () => {
    const { json, operations } = await draft(EVERYTHING);
    const schemas = Object.keys((json['components'] as JsonObject)['schemas'] as JsonObject);
    expect(schemas).toEqual(['None', 'NoneCreate_', 'NonePatch', 'NonePage', 'NoneCreate', 'NoneCreateCreate', 'NoneCreatePatch', 'NoneCreatePage', 'Problem', 'ProblemCreate', 'ProblemPatch', 'ProblemPage', 'Problem_', 'JsonValue']);
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  });
});

describe('schemas', () => {
  it('take null in the shortest way', () => {
    expect(nullable({ type: 'string' })).toEqual({ type: ['string', 'null'] });
    expect(nullable({ enum: ['a'] })).toEqual({ enum: ['a', null] });
    expect(nullable({ type: ['string', 'integer'] })).toEqual({ type: ['string', 'integer', 'null'] });
    expect(nullable({ $ref: '#/x' })).toEqual({ anyOf: [{ $ref: '#/x' }, { type: 'null' }] });
    expect(nullable({})).toEqual({});
  });

  it('have one bound a side', () => {
    expect(oneBound({ minimum: 1, exclusiveMinimum: 1, maximum: 5, exclusiveMaximum: 9 })).toEqual({ exclusiveMinimum: 1, maximum: 5 });
    expect(oneBound({ minimum: 2, maximum: 5 })).toEqual({ minimum: 2, maximum: 5 });
  });

  it('show descriptions that could run as text, and keep them beside it', () => {
    const text = '<script>x</script> [a](javascript:b) <img onerror=c>';
    expect(safeWords({ description: text, default: { description: text }, properties: { description: { description: 'fine' } } })).toEqual({
      description: '&lt;script>x</script> [a](javascript&#58;b) &lt;img onerror=c>',
      'x-description': text,
      default: { description: text },
      properties: { description: { description: 'fine' } },
    });
  });

  it('of each entity stand alone', async () => {
    const { files } = await draftDocuments(EVERYTHING, loader());
    const schemas = files.filter(({ path }) => path.endsWith('.json'));
    expect(schemas.map(({ path }) => path)).toEqual(['None', 'NoneCreate', 'Problem'].map((name) => `specs/schemas/import/${name}.json`));
    for (const { text } of schemas) {
      const ajv = new Ajv2020({ strict: false });
      addFormats.default(ajv);
      const schema = JSON.parse(text) as JsonObject;
      const validate = ajv.compile(schema);
      for (const example of (schema['examples'] ?? []) as readonly JsonObject[]) expect(validate(example)).toBe(true);
    }
  });
});
