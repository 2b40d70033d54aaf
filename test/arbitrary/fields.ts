/** Arbitrary legal fields: every type in its short and its long form, and every relation. */
import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/json.js';
import { hostileText } from './texts.js';

/** What a field can refer to. */
export interface Targets {
  /** Entities before this one: a required reference to them can make no cycle. */
  readonly earlier: readonly string[];
  readonly all: readonly string[];
  /** `service/Entity` of other services. */
  readonly foreign: readonly string[];
}

const SAMPLES: Readonly<Record<string, readonly Json[]>> = {
  string: ['', 'x', '{{x}}', 'é😀', '"quoted"', 'a\nb'],
  text: ['', '"""', 'line\nline', "'; DROP TABLE x;--"],
  integer: [0, -1, 9007199254740991, -9007199254740991],
  number: [0, -1.5, 1e308, 5e-324, 3],
  decimal: ['0', '-1.5', '999999999999999.9999', '12.50'],
  boolean: [true, false],
  date: ['2026-01-31', '0001-01-01', '9999-12-31', '2024-02-29'],
  datetime: ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.123456+02:00', '9999-12-31T23:59:59Z'],
  uuid: ['0190a6e4-7b1c-7c3d-8e9f-0123456789ab', 'A0000000-0000-4000-8000-00000000000F'],
  email: ['a@b.test', "o'neil+tag@mail.example.com"],
  url: ['https://example.com', 'http://example.com/a?b=c&d=%20#e'],
  json: [{}, [], 'x', 0, false, { a: [1, { b: null }] }],
};
const TYPES = Object.keys(SAMPLES);

/** `{ key: value }` or nothing at all. */
function maybe(key: string, value: fc.Arbitrary<Json>, weight = 3): fc.Arbitrary<JsonObject> {
  return fc.option(value, { nil: undefined, freq: weight }).map((found) => (found === undefined ? {} : { [key]: found }));
}

function all(...parts: readonly fc.Arbitrary<JsonObject>[]): fc.Arbitrary<JsonObject> {
  return fc.tuple(...parts).map((found) => Object.assign({}, ...found) as JsonObject);
}

const pii: fc.Arbitrary<Json> = fc.constantFrom<Json>(true, { basis: 'consent', retention: 'P30D' }, { basis: 'legal-obligation', retention: 'P10Y6M' });

/** What any value field may say besides its type. */
const decoration = all(
  maybe('optional', fc.boolean(), 2),
  maybe('index', fc.boolean()),
  maybe('title', hostileText(60)),
  maybe('description', hostileText()),
  maybe('pii', pii, 6),
  maybe('deprecated', fc.boolean(), 8),
  maybe('x-note', hostileText(40), 8),
);

const shortForm: fc.Arbitrary<Json> = fc.tuple(fc.constantFrom(...TYPES), fc.boolean()).map(([type, optional]) => (optional ? `${type}?` : type));

const plainLong: fc.Arbitrary<Json> = fc.constantFrom(...TYPES).chain((type) =>
  all(
    fc.constant({ type }),
    decoration,
    maybe('default', fc.constantFrom(...(SAMPLES[type] ?? [])), 2),
    type === 'json' ? fc.constant({}) : maybe('unique', fc.boolean(), 4),
  ),
);

const nullDefault: fc.Arbitrary<Json> = fc.constantFrom(...TYPES).map((type) => ({ type, optional: true, default: null }));

const limitedText: fc.Arbitrary<Json> = all(
  fc.constantFrom({ type: 'string' }, { type: 'text' }),
  fc.constantFrom<JsonObject>(
    { minLength: 1, maxLength: 40 }, { maxLength: 300 }, { maxLength: 5000 }, { minLength: 3 }, { pattern: '^[A-Z]{3}$' }, { pattern: '\\d{2,4}' }, { pattern: '^[^"\\\\]*$' },
    { pattern: '^\\p{L}+$' }, { format: 'ipv4' }, { format: 'date' }, { minLength: 0, maxLength: 0 }, { maxLength: 20, examples: ['"x"', "it's"] }, { pattern: '^/[a-z]*/$', default: '/a/' },
  ),
  decoration,
);

const limitedNumber: fc.Arbitrary<Json> = all(
  fc.constantFrom({ type: 'integer' }, { type: 'number' }),
  fc.constantFrom<JsonObject>({ minimum: 0 }, { maximum: 10 }, { minimum: -5, maximum: 5 }, { exclusiveMinimum: 0 }, { exclusiveMaximum: 100, minimum: 1 }, { multipleOf: 5 }, { minimum: 1, maximum: 1 }),
  decoration,
);

const limitedDecimal: fc.Arbitrary<Json> = all(
  fc.constant({ type: 'decimal' }),
  fc.constantFrom<JsonObject>(
    { precision: 10, scale: 2 }, { precision: 5, scale: 5 }, { precision: 3, scale: 0 }, { precision: 38, scale: 10 }, { minimum: 0 }, { minimum: '-10.5', maximum: '10.5' },
    { precision: 6, scale: 2, minimum: 0, maximum: 999.99, default: '1.5' }, { scale: 1, exclusiveMinimum: 0 }, { precision: 4, scale: 2, maximum: -1 }, { precision: 1, scale: 1 },
  ),
  decoration,
);

const enumeration: fc.Arbitrary<Json> = fc.uniqueArray(fc.oneof(hostileText(20), fc.constantFrom('', 'a', 'A', 'draft', 'None', 'true', '1')), { minLength: 1, maxLength: 5 }).chain((members) =>
  all(fc.constant({ enum: members }), fc.constantFrom<JsonObject>({}, { type: 'string' }), decoration, maybe('default', fc.constantFrom(...members)), maybe('unique', fc.boolean(), 6)),
);

const stored: fc.Arbitrary<Json> = all(
  fc.constantFrom<JsonObject>(
    { type: 'array', items: { type: 'string', maxLength: 20 }, maxItems: 5 },
    { type: 'array', items: { type: ['integer', 'null'] }, uniqueItems: true, default: [] },
    { type: 'object', properties: { width: { type: 'integer' }, 'a "b"': { type: 'string' } }, required: ['width'], additionalProperties: false },
    { type: 'object', additionalProperties: { type: 'number' }, default: {} },
    { type: 'object', properties: { class: { enum: ['x', 'y'] }, nested: { type: 'object', properties: { deep: { type: 'boolean' } } } } },
    { enum: ['a', 1, true] }, { type: ['integer', 'string'] }, { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
  ),
  decoration,
);

const numericEnum: fc.Arbitrary<Json> = all(
  fc.constantFrom<JsonObject>({ enum: [1, 2, 3] }, { enum: [1.5, 2] }, { type: 'integer', enum: [0, -1] }, { const: 7 }, { const: 'only' }, { type: 'boolean', const: true }),
  decoration,
);

const valueField: fc.Arbitrary<Json> = fc.oneof(
  { weight: 5, arbitrary: shortForm }, { weight: 4, arbitrary: plainLong }, { weight: 1, arbitrary: nullDefault }, { weight: 2, arbitrary: limitedText },
  { weight: 2, arbitrary: limitedNumber }, { weight: 2, arbitrary: limitedDecimal }, { weight: 2, arbitrary: enumeration }, { weight: 1, arbitrary: numericEnum }, { weight: 2, arbitrary: stored },
);

const remark = all(maybe('title', hostileText(40)), maybe('description', hostileText(80)));

/** A field of an entity. */
export function fieldOf({ earlier, all: entities, foreign }: Targets): fc.Arbitrary<Json> {
  const relations: fc.Arbitrary<Json>[] = [
    fc.constantFrom(...entities).map((entity) => `${entity}?`),
    fc.tuple(fc.constantFrom(...entities), remark).map(([many, rest]) => ({ many, ...rest })),
    fc.tuple(fc.constantFrom(...entities), fc.constantFrom('restrict', 'cascade', null), remark, fc.boolean(), fc.boolean()).map(([ref, onDelete, rest, unique, index]) => ({ ref, onDelete, optional: true, unique, index, ...rest })),
  ];
  if (earlier.length > 0) {
    relations.push(fc.constantFrom(...earlier), fc.tuple(fc.constantFrom(...earlier), fc.constantFrom('restrict', 'cascade')).map(([ref, onDelete]) => ({ ref, onDelete })));
  }
  if (foreign.length > 0) relations.push(fc.tuple(fc.constantFrom(...foreign), fc.boolean()).map(([ref, optional]) => ({ ref, optional })));
  return fc.oneof({ weight: 5, arbitrary: valueField }, { weight: 2, arbitrary: fc.oneof(...relations) });
}
