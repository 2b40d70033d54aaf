/** Looking at JSON Schemas: references, types, and objects put together from several parts. */
import type { Json, JsonObject } from '../../../src/kit.js';

/** Keywords that say nothing about which values are valid. */
const WORDS = new Set([
  '$ref', 'title', 'description', 'default', 'example', 'examples', 'deprecated', 'readOnly', 'writeOnly', '$comment',
  'externalDocs', 'xml', '$id', '$anchor', '$schema', '$defs',
]);

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The words at `key`, or null. */
export function words(schema: JsonObject, key: 'title' | 'description'): string | null {
  const value = schema[key];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Keywords of a schema beside its `$ref` that narrow it. */
export function narrows(schema: JsonObject): boolean {
  return Object.keys(schema).some((key) => !WORDS.has(key) && !key.startsWith('x-'));
}

/** The one schema that a schema only wraps: `allOf: [{$ref}]` beside words, as 3.0 documents write it. */
export function single(schema: JsonObject): JsonObject | null {
  const meaning = Object.keys(schema).filter((key) => !WORDS.has(key) && !key.startsWith('x-'));
  const [key] = meaning;
  if (meaning.length !== 1 || key === undefined || !['allOf', 'oneOf', 'anyOf'].includes(key) || '$ref' in schema) return null;
  const [member, ...others] = list(schema[key]);
  return others.length === 0 && isObject(member) ? member : null;
}

/** Whether null may be valid; in doubt it may. */
export function takesNull(document: JsonObject, schema: Json | undefined, depth = 0): boolean {
  if (!isObject(schema) || depth > 8) return true;
  const types = typesOf(schema);
  if (types !== null) return types.includes('null');
  const options = [...list(schema['oneOf']), ...list(schema['anyOf'])];
  if (options.length > 0) return options.some((option) => takesNull(document, option, depth + 1));
  const every = [...list(schema['allOf']), ...(typeof schema['$ref'] === 'string' ? [resolve(document, schema['$ref'])] : [])];
  if (every.length > 0) return every.every((part) => takesNull(document, part, depth + 1));
  return Array.isArray(schema['enum']) ? list(schema['enum']).includes(null) : schema['const'] === undefined || schema['const'] === null;
}

/** The JSON types a schema names, or null when it names none. */
export function typesOf(schema: JsonObject): readonly string[] | null {
  const { type } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return (type as readonly Json[]).filter((entry) => typeof entry === 'string');
  return null;
}

/** The value a local pointer (`#/components/schemas/Pet`) points at. */
export function resolve(document: JsonObject, pointer: string): Json | undefined {
  let at: Json | undefined = document;
  for (const part of pointer.replace(/^#\/?/, '').split('/')) {
    if (part === '') continue;
    let name = part;
    try {
      name = decodeURIComponent(part);
    } catch {
      // A stray percent sign is part of the name.
    }
    name = name.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(name)];
    else at = isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  }
  return at;
}

/** An object schema with its `allOf` folded in: every property with each schema that speaks about it. */
export interface Shape {
  readonly properties: ReadonlyMap<string, readonly Json[]>;
  readonly required: ReadonlySet<string>;
  readonly closed: boolean;
  /** Schema of unknown properties, when exactly one part says so. */
  readonly extra: Json | null;
  readonly patterns: boolean;
  /** Whether any part says `type: object`. */
  readonly typed: boolean;
}

const SHAPES = ['properties', 'required', 'additionalProperties', 'patternProperties'];

/** The parts of a schema that hold for its values at once: itself, its `$ref` and its `allOf`, all the way down. */
export function parts(document: JsonObject, schema: JsonObject, seen: ReadonlySet<string> = new Set()): readonly JsonObject[] {
  const found: JsonObject[] = [schema];
  const { $ref } = schema;
  if (typeof $ref === 'string' && !seen.has($ref)) {
    const target = resolve(document, $ref);
    if (isObject(target)) found.push(...parts(document, target, new Set([...seen, $ref])));
  }
  for (const member of list(schema['allOf'])) if (isObject(member)) found.push(...parts(document, member, seen));
  return found;
}

/** What is known about a schema's properties; null when it is no object with named properties. */
export function shapeOf(document: JsonObject, schema: JsonObject, skip: ReadonlySet<string> = new Set()): Shape | null {
  const all = parts(document, schema, skip);
  if (!all.some((part) => isObject(part['properties']))) return null;
  const types = all.map(typesOf).filter((types) => types !== null);
  if (types.some((names) => !names.includes('object'))) return null;
  const properties = new Map<string, readonly Json[]>();
  const required = new Set<string>();
  const extras: Json[] = [];
  for (const part of all) {
    for (const [name, inner] of Object.entries(isObject(part['properties']) ? part['properties'] : {}))
      properties.set(name, [...(properties.get(name) ?? []), inner]);
    for (const name of list(part['required'])) if (typeof name === 'string') required.add(name);
    if (part['additionalProperties'] !== undefined) extras.push(part['additionalProperties']);
  }
  if (properties.size === 0) return null;
  const patterns = all.some((part) => isObject(part['patternProperties']));
  const single = all.filter((part) => SHAPES.some((key) => key in part)).length === 1;
  return {
    properties,
    required,
    closed: single && !patterns && extras.includes(false),
    extra: single && !patterns && extras.length === 1 && isObject(extras[0]) ? extras[0] : null,
    patterns,
    typed: types.length > 0,
  };
}
