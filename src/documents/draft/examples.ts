/**
 * Example values drawn from schemas. A value is only returned when it is known to be valid; where a schema is
 * beyond this file, there is no example rather than a wrong one.
 */
import type { Json, JsonObject } from '../../json.js';
import type { EntityModel, FieldModel } from '../../spec/model.js';

const ID = '01890a5d-ac96-774b-bcce-b302099a8057';
const TIME = '2026-01-02T03:04:05.000000Z';
const WORDS = ['Example', 'example', 'Ab', 'A', 'abc', 'ABC', 'ABC-123', 'A1', '1', '12', '123', '1234', '12345', 'a-b', 'x'];
const NUMBERS = ['19.99', '1', '0', '10', '100', '0.5', '-1', '1000', '0.1', '0.01', '50'];
const BY_FORMAT: Readonly<Record<string, readonly string[]>> = {
  uuid: [ID],
  date: ['2026-01-02'],
  'date-time': [TIME, '2026-01-02T03:04:05Z'],
  email: ['someone@example.com', 'a@b.test'],
  uri: ['https://example.com/'],
};
/** Keywords this file can honour; any other makes the value unknown. */
const KNOWN = new Set([
  'type', 'enum', 'const', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum',
  'exclusiveMaximum', 'multipleOf', 'items', 'uniqueItems', 'minItems', 'maxItems', 'title', 'description', 'default', 'examples', 'readOnly',
]);

function fitsText(schema: JsonObject, value: string): boolean {
  const length = [...value].length;
  const { minLength, maxLength, pattern } = schema;
  if (typeof minLength === 'number' && length < minLength) return false;
  if (typeof maxLength === 'number' && length > maxLength) return false;
  if (typeof pattern !== 'string') return true;
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return false;
  }
}

function text(schema: JsonObject): string | undefined {
  const format = typeof schema['format'] === 'string' ? schema['format'] : null;
  if (format !== null) return BY_FORMAT[format]?.find((value) => fitsText(schema, value));
  const least = typeof schema['minLength'] === 'number' ? schema['minLength'] : 0;
  const candidates = [...WORDS, ...NUMBERS, ...Object.values(BY_FORMAT).flat()];
  if (least <= 200) candidates.push('x'.repeat(least), 'A'.repeat(least), '1'.repeat(least));
  return candidates.find((value) => fitsText(schema, value)) ?? (fitsText(schema, '') ? '' : undefined);
}

function fitsNumber(schema: JsonObject, value: number): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (schema['type'] === 'integer' && !Number.isInteger(value)) return false;
  if (typeof minimum === 'number' && value < minimum) return false;
  if (typeof maximum === 'number' && value > maximum) return false;
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum) return false;
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum) return false;
  return typeof multipleOf !== 'number' || Number.isInteger(value / multipleOf);
}

function number(schema: JsonObject): number | undefined {
  const bounds = [schema['minimum'], schema['maximum'], schema['multipleOf']].filter((bound) => typeof bound === 'number');
  const near = [schema['exclusiveMinimum'], schema['exclusiveMaximum']].flatMap((bound) =>
    typeof bound === 'number' ? [bound + 1, bound - 1, bound + 0.5, bound - 0.5] : [],
  );
  return [1, 42, 0, 10, 0.5, ...bounds, ...near].find((value) => fitsNumber(schema, value));
}

function list(schema: JsonObject): readonly Json[] | undefined {
  const least = typeof schema['minItems'] === 'number' ? schema['minItems'] : 0;
  const { items, maxItems } = schema;
  const most = typeof maxItems === 'number' ? maxItems : Number.POSITIVE_INFINITY;
  const one = items !== null && typeof items === 'object' && !Array.isArray(items) ? exampleOf(items as JsonObject) : undefined;
  if (least <= 1 && most >= 1 && one !== undefined) return [one];
  return least === 0 ? [] : undefined;
}

/** One value the schema accepts, or undefined when none is known for certain. */
export function exampleOf(schema: JsonObject): Json | undefined {
  if (Object.keys(schema).some((key) => !KNOWN.has(key) && !key.startsWith('x-'))) return undefined;
  if ('const' in schema) return schema['const'];
  const { type, enum: members } = schema;
  if (Array.isArray(members)) return Object.keys(schema).every((key) => key === 'enum' || key === 'type') ? members[0] : undefined;
  if (type === 'string') return text(schema);
  if (type === 'integer' || type === 'number') return number(schema);
  if (type === 'boolean') return true;
  if (type === 'array') return list(schema);
  return undefined;
}

/** The keyword that holds free JSON to what can be stored; every value made here keeps to it. */
function withoutJsonValue(schema: JsonObject): JsonObject {
  const { allOf, ...rest } = schema;
  const [only, ...others] = Array.isArray(allOf) ? (allOf as readonly JsonObject[]) : [];
  const shared = others.length === 0 && typeof only?.['$ref'] === 'string';
  return shared ? rest : schema;
}

/** Schemas that take any JSON value but null. */
function takesAnything(schema: JsonObject): boolean {
  return Object.keys(schema).every((key) => key === 'not') && !('properties' in schema);
}

function fieldExample(field: FieldModel): Json | undefined {
  if (field.type.kind === 'reference' || field.type.kind === 'foreign') return ID;
  if (field.type.kind === 'many' || field.type.kind === 'inverse') return [ID];
  const schema = field.type.kind === 'json' ? withoutJsonValue(field.schema) : field.schema;
  if (field.type.kind === 'json' && !field.type.array && takesAnything(schema)) return { note: 'any JSON value' };
  if (field.type.kind === 'scalar' && field.type.type === 'decimal') {
    const amount = [...NUMBERS].map((value) => padded(value, field.scale ?? 4)).find((value) => fitsText(schema, value));
    if (amount !== undefined) return amount;
  }
  return exampleOf(schema) ?? (field.optional ? null : undefined);
}

/** `19.9900` of `19.99`: exactly as many decimals as are answered. */
function padded(value: string, scale: number): string {
  const [whole = '0', decimals = ''] = value.split('.');
  return scale === 0 ? whole : `${whole}.${decimals.padEnd(scale, '0')}`;
}

export interface EntityExamples {
  readonly read: JsonObject | null;
  readonly create: JsonObject | null;
  readonly patch: JsonObject | null;
}

/** Examples of an entity's read, create and patch bodies; null where a required field has no known value. */
export function entityExamples(entity: EntityModel): EntityExamples {
  const values = entity.fields.map((field) => ({ field, value: fieldExample(field) }));
  const known = values.flatMap(({ field, value }) => (value === undefined ? [] : [{ field, value }]));
  const complete = known.length === values.length;
  const sent = known.filter(({ field }) => field.type.kind !== 'inverse');
  const first = sent[0];
  const object = (pairs: typeof known): JsonObject => Object.fromEntries(pairs.map(({ field, value }) => [field.wire, value]));
  return {
    read: complete ? { id: ID, ...object(known), createdAt: TIME, updatedAt: TIME, version: 1 } : null,
    create: complete ? object(sent) : null,
    patch: first === undefined ? null : object([first]),
  };
}
