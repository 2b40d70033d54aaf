/** The keys of a field's long form: JSON Schema 2020-12 keywords, and the extras of the spec language. */
import { GRAMMAR } from './names.js';
import { any, either, flag, integer, list, name, number, oneOf, record, text } from './shape.js';
import type { AnyShape } from './shape.js';
import { SHORT_TYPES } from './types.js';

const SCHEMA_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;
/** What `type` may say: a short type, or a type of JSON Schema. */
export const TYPES = [...SHORT_TYPES, 'array', 'object'] as const;
const FORMATS = [
  'date-time', 'date', 'time', 'duration', 'email', 'idn-email', 'hostname', 'idn-hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference',
  'iri', 'iri-reference', 'uuid', 'uri-template', 'json-pointer', 'relative-json-pointer', 'regex',
] as const;

const SCHEMA = { $ref: '#/$defs/JsonSchema' };
const schema = any(SCHEMA, { description: 'A JSON Schema.' });
const schemas = any({ type: 'array', minItems: 1, items: SCHEMA }, { description: 'JSON Schemas.' });
const schemaMap = any({ type: 'object', additionalProperties: SCHEMA }, { description: 'JSON Schemas, keyed by name.' });
/** Spread from entries: an object literal with a key `then` reads like a promise. */
const CONDITION = Object.fromEntries(['if', 'then', 'else'].map((key) => [key, schema])) as { readonly if: AnyShape; readonly then: AnyShape; readonly else: AnyShape };
const size = integer({ min: 0 });
const bound = either('a number', [number(), name('-?[0-9]+(\\.[0-9]+)?', 'a decimal in quotes')], { description: 'A bound. For a decimal, in quotes when more than 15 digits count.' });

const duration = name('P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?', 'an ISO 8601 duration such as P2Y', { examples: ['P2Y'] });
/** Article 6 of the GDPR. */
const BASES = ['consent', 'contract', 'legal-obligation', 'vital-interests', 'public-task', 'legitimate-interests'] as const;

/** What people write as a `type` that is said otherwise. */
function typeHint(written: string): string | null {
  if (written === 'null') return 'Remove it and write `optional: true`.';
  if (written.endsWith('?')) return `Write \`type: ${written.slice(0, -1)}, optional: true\`.`;
  return /^[A-Z][A-Za-z0-9]*$/.test(written) ? `A reference is written { ref: ${written} }.` : null;
}

export const FIELD_KEYS = {
  type: either('a type', [oneOf(TYPES, { hint: typeHint }), list(oneOf(SCHEMA_TYPES, { hint: typeHint }), { min: 1 })], { description: 'A short type, or a type (or types) of JSON Schema.', examples: ['string'] }),
  title: text('a title', { description: 'A title for people.' }),
  description: text('a description', { description: 'What the field means.' }),
  enum: any({ type: 'array', minItems: 1, uniqueItems: true, items: { not: { type: 'null' } } }, { description: 'The values that are allowed.', examples: [['draft', 'published']] }),
  const: any({ not: { type: 'null' } }, { description: 'The one value that is allowed.' }),
  minLength: size, maxLength: size,
  pattern: text('a regular expression', { raw: true, description: 'ECMA 262, `u` mode, unanchored.', examples: ['^[A-Z]{3}$'] }),
  format: oneOf(FORMATS, { description: 'A format that is checked.' }),
  minimum: bound, maximum: bound, exclusiveMinimum: bound, exclusiveMaximum: bound,
  multipleOf: number({ min: Number.MIN_VALUE }),
  items: schema, prefixItems: schemas, contains: schema, minItems: size, maxItems: size, minContains: size, maxContains: size,
  uniqueItems: flag(), unevaluatedItems: schema,
  properties: schemaMap, patternProperties: schemaMap, additionalProperties: schema, propertyNames: schema, unevaluatedProperties: schema,
  required: list(text('a property name', { raw: true, min: 0 }), { description: 'Properties that an object must have.' }),
  minProperties: size, maxProperties: size, dependentRequired: any({ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' }, uniqueItems: true } }), dependentSchemas: schemaMap,
  allOf: schemas, anyOf: schemas, oneOf: schemas, not: schema, ...CONDITION,
  deprecated: flag({ description: 'Clients should stop using it.' }), examples: any({ type: 'array' }, { description: 'Values people would write.' }), $comment: text('a comment', { raw: true, min: 0 }),
  optional: flag({ description: 'May be absent or null; the long form of `?`.' }),
  unique: flag({ description: 'No two records share a value; nulls do not collide.' }),
  index: flag({ description: 'Searched often.' }),
  default: any({}, { description: 'Fills in an absent field on create.' }),
  pii: either('`true` or a map of `basis` and `retention`', [
    flag(),
    record('`pii`', {
      basis: oneOf(BASES, { description: 'Why the data may be kept.', examples: ['contract'] }),
      retention: { ...duration, description: 'How long it is kept.' },
    }, { required: ['basis', 'retention'] }),
  ], { description: 'Personal data: kept out of logs, encrypted, exportable, erasable. `true` is short for `{ basis: contract, retention: P2Y }`.', examples: [true] }),
  was: name(GRAMMAR.field, 'a field name', { description: 'The name this field had before; its data is kept.' }),
  precision: integer({ min: 1, max: 1000, description: 'Digits of a decimal in all. Default 19.' }),
  scale: integer({ min: 0, max: 1000, description: 'Digits of a decimal after the point. Default 4.' }),
  ref: name('([a-z]([a-z0-9-]{0,37}[a-z0-9])?/)?[A-Z][A-Za-z0-9]{0,49}', 'an entity\'s name, or `service/Entity`', { description: 'A reference to one entity of this service, or `service/Entity` of another.', examples: ['Category'] }),
  many: name(GRAMMAR.entity, 'an entity\'s name', { description: 'Many-to-many: an array of distinct ids.', examples: ['Tag'] }),
  onDelete: oneOf(['restrict', 'cascade', null], { hint: (written) => (['null', 'set-null', 'set null', 'SET NULL'].includes(written) ? 'Write null, without quotes.' : null), description: 'What happens when the target is deleted: refuse, delete this too, or set this to null.', examples: ['restrict'] }),
  inverse: name(GRAMMAR.field, 'a field name', { description: 'With `many`: shows the other side of that field, read-only.', examples: ['category'] }),
} as const;
