/** Reads the JSON Schemas of a document: references, what an object holds, whether a value may be null. */
import type { Json, JsonObject } from '../../../src/kit.js';

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** The value that a local reference leads to. */
function target(root: JsonObject, reference: string): Json | undefined {
  let current: Json | undefined = root;
  for (const part of reference.replace(/^#\/?/u, '').split('/').filter((one) => one !== '')) {
    const key = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(current)) current = (current as readonly Json[])[Number(key)];
    else if (isObject(current) && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The schema behind any chain of references; words beside a `$ref` win over those it leads to. */
export function resolve(root: JsonObject, schema: Json | undefined): JsonObject {
  let words: JsonObject = {};
  let current = schema;
  for (let hops = 0; hops < 50 && isObject(current); hops += 1) {
    const reference = text(current['$ref']);
    const { $ref: _, ...rest } = current;
    words = { ...rest, ...words };
    if (reference === null) return words;
    current = target(root, reference);
  }
  return words;
}

/** What the parts of `allOf` say, as one schema: the words of the whole win. */
export function merged(root: JsonObject, schema: Json | undefined, depth = 0): JsonObject {
  const own = resolve(root, schema);
  const parts = own['allOf'];
  if (!Array.isArray(parts) || depth > 8) return own;
  const { allOf: _, ...rest } = own;
  const all = [...(parts as readonly Json[]).map((part) => wordless(merged(root, part, depth + 1))), rest];
  const properties = Object.assign({}, ...all.map((part) => (isObject(part['properties']) ? part['properties'] : {}))) as JsonObject;
  const required = all.flatMap((part) => (Array.isArray(part['required']) ? (part['required'] as readonly Json[]) : []));
  const whole = Object.assign({}, ...all) as JsonObject;
  return { ...whole, ...(Object.keys(properties).length > 0 ? { properties, required: [...new Set(required)] } : {}) };
}

/** What a part is called says nothing about the whole. */
function wordless({ title: _title, description: _description, ...rest }: JsonObject): JsonObject {
  return rest;
}

export interface Properties {
  readonly all: ReadonlyMap<string, JsonObject>;
  readonly required: ReadonlySet<string>;
}

/** The properties of an object. */
export function propertiesOf(root: JsonObject, schema: Json | undefined): Properties {
  const whole = merged(root, schema);
  const properties = isObject(whole['properties']) ? whole['properties'] : {};
  const required = Array.isArray(whole['required']) ? (whole['required'] as readonly Json[]) : [];
  return {
    all: new Map(Object.entries(properties).map(([name, one]) => [name, present(root, one)])),
    required: new Set(required.filter((name) => typeof name === 'string')),
  };
}

/** The schema of a value that is there: without its null, which {@link takesNull} tells. */
export function present(root: JsonObject, schema: Json | undefined): JsonObject {
  const whole = merged(root, schema);
  for (const keyword of ['anyOf', 'oneOf']) {
    const parts = whole[keyword];
    if (!Array.isArray(parts)) continue;
    const others = (parts as readonly Json[]).filter((part) => merged(root, part)['type'] !== 'null');
    if (others.length === 1 && others.length < parts.length) {
      const { [keyword]: _, ...rest } = whole;
      return { ...merged(root, others[0]), ...rest, nullable: true };
    }
  }
  return whole;
}

/** The types that a value can have but null; empty when the schema says nothing of it. */
export function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  const types = typeof type === 'string' ? [type] : Array.isArray(type) ? (type as readonly Json[]) : [];
  return types.filter((one): one is string => typeof one === 'string' && one !== 'null');
}

export function takesNull(schema: JsonObject): boolean {
  const { type } = schema;
  const listed = Array.isArray(schema['enum']) ? (schema['enum'] as readonly Json[]) : null;
  if (schema['nullable'] === true) return true;
  if (listed !== null && !listed.includes(null)) return false;
  if (type === undefined) return listed !== null || (isObject(schema['not']) ? schema['not']['type'] !== 'null' : !('anyOf' in schema || 'oneOf' in schema || 'const' in schema));
  return type === 'null' || (Array.isArray(type) && (type as readonly Json[]).includes('null'));
}

const BELOW_ONE = ['additionalProperties', 'items', 'contains', 'not', 'if', 'then', 'else', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties'];
const BELOW_LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const BELOW_MAP = ['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'];
const WORDS = ['title', 'description', 'examples', 'example', 'default', 'deprecated', 'externalDocs', 'xml', '$comment', 'discriminator', 'writeOnly'];

/**
 * A schema that stands alone, for validation only: no words for people, every `$ref` as `#/$defs/…`. Properties that a
 * request leaves to the service (`readOnly`) are not required in it.
 */
export function standalone(root: JsonObject, schema: Json | null): JsonObject {
  const names = new Map<string, string>();
  const found = new Map<string, Json>();
  const copy = (value: Json | undefined): Json => {
    if (!isObject(value)) return value ?? true;
    const entries = Object.entries(value).flatMap(([key, inner]): [string, Json][] => {
      if (WORDS.includes(key) || key.startsWith('x-')) return [];
      if (key === '$ref' && typeof inner === 'string') return [[key, `#/$defs/${define(inner)}`]];
      if (BELOW_ONE.includes(key)) return [[key, copy(inner)]];
      if (BELOW_LIST.includes(key) && Array.isArray(inner)) return [[key, (inner as readonly Json[]).map(copy)]];
      if (BELOW_MAP.includes(key) && isObject(inner)) return [[key, mapOf(inner)]];
      if (key === 'required' && Array.isArray(inner)) return [[key, sent(value, inner as readonly Json[])]];
      return [[key, inner]];
    });
    return Object.fromEntries(entries.filter(([key]) => key !== 'readOnly'));
  };
  const mapOf = (inner: JsonObject): JsonObject => Object.fromEntries(Object.entries(inner).map(([name, one]) => [name, copy(one)]));
  const sent = (owner: JsonObject, required: readonly Json[]): readonly Json[] => {
    const properties = isObject(owner['properties']) ? owner['properties'] : {};
    return required.filter((name) => typeof name !== 'string' || resolve(root, properties[name])['readOnly'] !== true);
  };
  const define = (reference: string): string => {
    const known = names.get(reference);
    if (known !== undefined) return known;
    const name = `d${names.size + 1}`;
    names.set(reference, name);
    found.set(name, true);
    found.set(name, copy(target(root, reference)));
    return name;
  };
  const body = copy(resolve(root, schema ?? {}));
  const whole = isObject(body) ? body : {};
  return found.size === 0 ? whole : { ...whole, $defs: Object.fromEntries(found) };
}
