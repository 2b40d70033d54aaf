import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/json.js';
import { readSpec } from '../../src/spec/index.js';
import type { FieldModel } from '../../src/spec/model.js';
import { valueProblem } from '../../src/spec/values.js';

const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: 'https://example.test/document', components: { schemas: { JsonValue: {} } } });

/** The model of one field, as written in a spec. */
function field(written: string): FieldModel {
  const text = `specwright: 1\nname: x\ndomain: d\nowner: o\nblueprint: b\nservices: { a: { entities: { E: { fields: { f: ${written} } }, Other: {} } } }\n`;
  const model = readSpec(text, 'specwright.yaml').services[0]?.entities[0]?.fields[0];
  if (model === undefined) throw new Error('no field');
  return model;
}

function accepts(schema: JsonObject, value: Json): boolean {
  return ajv.validate(JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'https://example.test/document#/components')) as JsonObject, value);
}

const TYPES: Readonly<Record<string, { readonly yes: readonly Json[]; readonly no: readonly Json[] }>> = {
  string: { yes: ['', 'x'.repeat(255), '😀'.repeat(255), 'a\nb', '\u{10FFFF}', '\uD7FF\uE000'], no: ['x'.repeat(256), 'a\u0000', 'a\uD800b', '\uDC00', 5, null] },
  text: { yes: ['x'.repeat(100_000)], no: ['x'.repeat(100_001), '\u0000'] },
  integer: { yes: [0, 1.0, 9007199254740991, -9007199254740991], no: [1.5, 9007199254740992, '5', true] },
  number: { yes: [0, -1.5, 1.7976931348623157e308, 5e-324], no: ['1', true] },
  decimal: { yes: ['0', '-0', '1.2345', '999999999999999.9999'], no: ['1.23456', '01', '1e3', '.5', '5.', '+1', '', 1, '1000000000000000', '1\n'] },
  boolean: { yes: [true, false], no: [0, 'true'] },
  date: { yes: ['2026-01-31', '0001-01-01', '9999-12-31', '2024-02-29'], no: ['0000-01-01', '2023-02-29', '2026-1-1', '2026-01-31T00:00:00Z', '10000-01-01'] },
  datetime: {
    yes: ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.123456+14:00', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00-01:00', '9999-12-31T23:59:59.999999+01:00', '0001-01-02T00:00:00+23:59'],
    no: ['2026-01-02T03:04:05', '2026-01-02 03:04:05Z', '2026-01-02T03:04:05.1234567Z', '2016-12-31T23:59:60Z', '2026-01-02t03:04:05z', '0000-06-01T00:00:00Z', '0001-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01', '2026-02-30T00:00:00Z', '2026-01-02T24:00:00Z'],
  },
  uuid: { yes: ['0190a6e4-7b1c-7c3d-8e9f-0123456789ab', 'ABCDEF00-0000-0000-0000-000000000000'], no: ['0190a6e47b1c7c3d8e9f0123456789ab', '{0190a6e4-7b1c-7c3d-8e9f-0123456789ab}', 'urn:uuid:0190a6e4-7b1c-7c3d-8e9f-0123456789ab'] },
  email: { yes: ['a@b.test', "o'neil+tag@mail.example.com"], no: ['a', 'a@', '@b.test', 'a b@c.test', 'a@b..test', `${'a'.repeat(250)}@b.test`, 'a\u0000@b.test'] },
  url: { yes: ['https://example.com', 'HTTP://example.com/a?b=c#d', 'http://[::1]:80/'], no: ['example.com', 'ftp://example.com', '//example.com', 'https://', 'https://a b', `https://a/${'x'.repeat(2048)}`] },
  json: { yes: [{}, [], 0, false, '', { a: [null] }], no: [null] },
};

describe.each(Object.entries(TYPES))('%s', (type, { yes, no }) => {
  const { schema } = field(type);
  test.each(yes.map((value) => [JSON.stringify(value).slice(0, 50), value]))('accepts %s', (_, value) => {
    expect(accepts(schema, value as Json)).toBe(true);
    expect(valueProblem(value as Json, schema)).toBeNull();
  });
  test.each(no.map((value) => [JSON.stringify(value).slice(0, 50), value]))('refuses %s', (_, value) => {
    expect(accepts(schema, value as Json)).toBe(false);
  });
});

describe('the long form', () => {
  test.each([
    ['{ type: string, maxLength: 40 }', { kind: 'scalar', type: 'string' }, ['x'.repeat(40)], ['x'.repeat(41), '\u0000']],
    ['{ type: string, maxLength: 5000 }', { kind: 'scalar', type: 'text' }, ['x'.repeat(5000)], ['x'.repeat(5001)]],
    ["{ type: string, pattern: '^[A-Z]+$' }", { kind: 'scalar', type: 'string' }, ['AB'], ['ab', '']],
    ["{ type: string, pattern: 'b' }", { kind: 'scalar', type: 'string' }, ['abc'], ['xyz', 'b\u0000']],
    ['{ enum: [a, b] }', { kind: 'scalar', type: 'enum' }, ['a'], ['c', 1]],
    ['{ const: only }', { kind: 'scalar', type: 'enum' }, ['only'], ['other']],
    ['{ enum: [1, 2] }', { kind: 'scalar', type: 'integer' }, [1], [3, '1']],
    ['{ enum: [1, 2.5] }', { kind: 'scalar', type: 'number' }, [2.5], [3]],
    ['{ enum: [a, 1] }', { kind: 'json', array: false }, ['a', 1], ['b', null]],
    ['{ type: integer, minimum: 1, exclusiveMaximum: 5 }', { kind: 'scalar', type: 'integer' }, [1, 4], [0, 5]],
    ['{ type: decimal, precision: 5, scale: 2, minimum: 0.5, exclusiveMaximum: "100" }', { kind: 'scalar', type: 'decimal' }, ['0.5', '99.99'], ['0.49', '100', '100.00', '5.555']],
    ['{ type: array, items: { type: integer } }', { kind: 'json', array: true }, [[], [1]], [['a'], {}]],
    ['{ type: object, required: [a] }', { kind: 'json', array: false }, [{ a: null }], [{}, []]],
    ['{ type: [integer, string] }', { kind: 'json', array: false }, [1, 'a'], [1.5, null]],
    ['{ anyOf: [{ type: string }, { type: array }] }', { kind: 'json', array: false }, ['a', []], [1, null]],
    ['{ not: { type: string } }', { kind: 'json', array: false }, [1, {}], ['a', null]],
    ['{ type: json, maxLength: 3 }', { kind: 'json', array: false }, ['abc', 12345], ['abcd', null]],
    ['{ ref: Other }', { kind: 'reference', entity: 'Other', onDelete: 'restrict' }, ['0190a6e4-7b1c-7c3d-8e9f-0123456789ab'], ['x']],
    ['{ ref: Other, onDelete: null, optional: true }', { kind: 'reference', entity: 'Other', onDelete: 'set-null' }, [], []],
    ['{ many: Other }', { kind: 'many', entity: 'Other' }, [[]], ['x', ['0190a6e4-7b1c-7c3d-8e9f-0123456789ab', '0190a6e4-7b1c-7c3d-8e9f-0123456789ab']]],
  ] satisfies readonly (readonly [string, object, readonly Json[], readonly Json[]])[])('%s', (written, type, yes, no) => {
    const model = field(written);
    expect(model.type).toEqual(type);
    for (const value of yes) expect([value, accepts(model.schema, value)]).toEqual([value, true]);
    for (const value of no) expect([value, accepts(model.schema, value)]).toEqual([value, false]);
  });

  test('keeps what is not the schema apart from it', () => {
    const model = field('{ type: string, optional: true, unique: true, index: true, default: null, title: T, description: D, pii: true, x-note: 1 }');
    expect(model).toMatchObject({ optional: true, unique: true, index: true, default: null, title: 'T', description: 'D', pii: { basis: 'contract', retention: 'P2Y' }, extensions: { 'x-note': 1 } });
    expect(Object.keys(model.schema)).toEqual(['type', 'maxLength', 'pattern']);
    expect('default' in field('string')).toBe(false);
  });
});
