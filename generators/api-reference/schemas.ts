/** JSON Schema in words, for tables. */
import type { Json, JsonObject } from '../../src/kit.js';

/** What a value has to be, as code: `string (uuid)`, `Product[]`; and the limits that go with it. */
export interface Words {
  readonly type: string;
  readonly limits: string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The last part of a `$ref`. */
export function refName(ref: string): string {
  const last = ref.slice(ref.lastIndexOf('/') + 1);
  return decoded(last).replaceAll('~1', '/').replaceAll('~0', '~');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const MOST_VALUES = 12;
const MOST_POINTS = 200;

/** As much as fits a table. */
function cut(text: string): string {
  const points = [...text];
  return points.length <= MOST_POINTS ? text : `${points.slice(0, MOST_POINTS - 1).join('')}…`;
}

/** A schema in words. `depth` ends what nests without end. */
export function describe(schema: Json | undefined, depth = 0): Words {
  if (schema === false) return { type: 'nothing', limits: '' };
  if (!isObject(schema) || Object.keys(schema).length === 0) return { type: 'anything', limits: '' };
  return { type: cut(typeOf(schema, depth)), limits: cut(limitsOf(schema)) };
}

function typeOf(schema: JsonObject, depth: number): string {
  const { $ref: ref, enum: values, const: fixed, type, format, items } = schema;
  if (typeof ref === 'string') return refName(ref);
  if (fixed !== undefined) return JSON.stringify(fixed);
  if (Array.isArray(values)) return `one of ${values.slice(0, MOST_VALUES).map((value) => JSON.stringify(value)).join(', ')}${values.length > MOST_VALUES ? `, … (${values.length} values)` : ''}`;
  const joined = combined(schema, depth);
  if (joined !== null) return joined;
  const types = Array.isArray(type) ? type.map(String) : typeof type === 'string' ? [type] : [];
  if (types.length === 0) return isObject(schema['properties']) ? objectOf(schema) : 'anything';
  return types.map((one) => (one === 'object' ? objectOf(schema) : one === 'array' ? arrayOf(items, depth) : typeof format === 'string' && one !== 'null' ? `${one} (${format})` : one)).join(' or ');
}

function objectOf({ properties: own }: JsonObject): string {
  const names = isObject(own) ? Object.keys(own) : [];
  return names.length === 0 ? 'object' : `object with ${names.slice(0, MOST_VALUES).join(', ')}${names.length > MOST_VALUES ? ', …' : ''}`;
}

function arrayOf(items: Json | undefined, depth: number): string {
  if (depth > 3) return 'array';
  const inner = describe(items, depth + 1).type;
  return inner.includes(' ') ? `array of (${inner})` : `${inner}[]`;
}

function combined(schema: JsonObject, depth: number): string | null {
  for (const [key, joint] of [['oneOf', ' or '], ['anyOf', ' or '], ['allOf', ' and ']] as const) {
    const parts = schema[key];
    if (!Array.isArray(parts) || parts.length === 0) continue;
    if (depth > 3) return 'several';
    return parts.map((part) => describe(part as Json, depth + 1).type).join(joint);
  }
  return null;
}

const LIMITS: readonly (readonly [string, string])[] = [
  ['minimum', 'at least'], ['exclusiveMinimum', 'more than'], ['maximum', 'at most'], ['exclusiveMaximum', 'less than'], ['multipleOf', 'a multiple of'],
  ['minLength', 'characters at least'], ['maxLength', 'characters at most'], ['minItems', 'items at least'], ['maxItems', 'items at most'],
  ['minProperties', 'properties at least'], ['maxProperties', 'properties at most'],
];

function limitsOf(schema: JsonObject): string {
  const numbers = LIMITS.flatMap(([key, words]) => {
    const value = schema[key];
    if (typeof value !== 'number' || (key === 'minLength' && value === 0)) return [];
    return [/^(characters|items|properties)/.test(words) ? `${words.replace(/ .*/, '')} ${words.slice(words.indexOf(' ') + 1)} ${value}` : `${words} ${value}`];
  });
  const others = [
    schema['uniqueItems'] === true ? 'no value twice' : '',
    schema['default'] === undefined ? '' : `default ${JSON.stringify(schema['default'])}`,
    schema['readOnly'] === true ? 'read-only' : '',
    schema['writeOnly'] === true ? 'never in an answer' : '',
    schema['deprecated'] === true ? 'deprecated' : '',
  ];
  return [...numbers, ...others.filter((word) => word !== '')].join(', ');
}

/** Properties of an object schema, those of its `allOf` parts included. */
export function properties(schema: JsonObject, resolve: (ref: string) => Json | undefined, seen: ReadonlySet<string> = new Set()): ReadonlyMap<string, { readonly schema: Json; readonly required: boolean }> {
  const found = new Map<string, { schema: Json; required: boolean }>();
  for (const part of Array.isArray(schema['allOf']) ? schema['allOf'] : []) {
    const ref = isObject(part as Json) ? (part as JsonObject)['$ref'] : undefined;
    const target = typeof ref === 'string' ? (seen.has(ref) ? undefined : resolve(ref)) : (part as Json);
    if (isObject(target)) for (const [name, property] of properties(target, resolve, typeof ref === 'string' ? new Set([...seen, ref]) : seen)) found.set(name, property);
  }
  const required = new Set(Array.isArray(schema['required']) ? schema['required'].map(String) : []);
  for (const [name, property] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) found.set(name, { schema: property as Json, required: required.has(name) });
  for (const name of required) {
    const known = found.get(name);
    if (known !== undefined) found.set(name, { ...known, required: true });
  }
  return found;
}
