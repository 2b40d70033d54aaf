/**
 * OpenAPI 3.0 documents with their schemas turned to JSON Schema 2020-12, so that everything downstream knows one
 * dialect. What is served stays as the user wrote it.
 */
import type { Json, JsonObject } from '../json.js';
import { isObject } from './pointer.js';

/** How the parts of a document nest. `each` is for maps of names, `list` for arrays, the rest is by key. */
interface Shape {
  readonly keys?: Readonly<Record<string, () => Shape>>;
  readonly each?: () => Shape;
  readonly list?: () => Shape;
  readonly schema?: true;
}

const schema = (): Shape => ({ schema: true });
const each = (shape: () => Shape) => (): Shape => ({ each: shape });
const list = (shape: () => Shape) => (): Shape => ({ list: shape });
const parameter = (): Shape => ({ keys: { schema, content: each(media) } });
const media = (): Shape => ({ keys: { schema, encoding: each(() => ({ keys: { headers: each(parameter) } })) } });
const body = (): Shape => ({ keys: { content: each(media) } });
const response = (): Shape => ({ keys: { headers: each(parameter), content: each(media) } });
const callback = (): Shape => ({ each: item });
const operation = (): Shape => ({
  keys: { parameters: list(parameter), requestBody: body, responses: each(response), callbacks: each(callback) },
});
const item = (): Shape => ({
  keys: {
    parameters: list(parameter),
    get: operation, put: operation, post: operation, delete: operation,
    options: operation, head: operation, patch: operation, trace: operation,
  },
});
const components = (): Shape => ({
  keys: {
    schemas: each(schema), responses: each(response), parameters: each(parameter), requestBodies: each(body),
    headers: each(parameter), callbacks: each(callback), pathItems: each(item),
  },
});
const document = (): Shape => ({ keys: { paths: each(item), webhooks: each(item), components } });

function map(value: Json, shape: Shape, change: (schema: Json) => Json): Json {
  if (shape.schema === true) return change(value);
  if (Array.isArray(value)) {
    const { list: inner } = shape;
    return inner === undefined ? value : (value as readonly Json[]).map((one) => map(one, inner(), change));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const next = shape.each ?? (shape.keys !== undefined && Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined);
      return [key, next === undefined || key.startsWith('x-') ? inner : map(inner, next(), change)];
    }),
  );
}

const SCHEMA_MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);
const SCHEMA_LISTS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMAS = new Set(['items', 'not', 'additionalProperties']);

function inside(key: string, value: Json): Json {
  if (SCHEMAS.has(key)) return modernSchema(value);
  if (SCHEMA_LISTS.has(key) && Array.isArray(value)) return (value as readonly Json[]).map(modernSchema);
  if (SCHEMA_MAPS.has(key) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, modernSchema(one)]));
  }
  return value;
}

/** `minimum: 1, exclusiveMinimum: true` as the one number that 2020-12 has for it. */
function bounds(schema: Record<string, Json>): void {
  for (const [limit, exclusive] of [['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum']] as const) {
    const flag = schema[exclusive];
    if (typeof flag !== 'boolean') continue;
    delete schema[exclusive];
    const bound = schema[limit];
    if (!flag || bound === undefined) continue;
    schema[exclusive] = bound;
    delete schema[limit];
  }
}

/** One schema of OpenAPI 3.0 in JSON Schema 2020-12. */
export function modernSchema(value: Json): Json {
  if (!isObject(value)) return value;
  // In 3.0 everything beside a reference is ignored.
  if (typeof value['$ref'] === 'string') return { $ref: value['$ref'] };
  const { nullable, example, ...rest } = value;
  const schema: Record<string, Json> = Object.fromEntries(Object.entries(rest).map(([key, inner]) => [key, inside(key, inner)]));
  bounds(schema);
  if (example !== undefined) schema['examples'] = [example];
  return nullable === true ? withNull(schema) : schema;
}

function withNull(schema: Record<string, Json>): JsonObject {
  const { type, enum: members } = schema;
  if (typeof type !== 'string' || ['allOf', 'anyOf', 'oneOf', 'not'].some((key) => key in schema)) {
    return { anyOf: [schema, { type: 'null' }] };
  }
  const widened = Array.isArray(members) && !members.includes(null) ? { enum: [...(members as readonly Json[]), null] } : {};
  return { ...schema, ...widened, type: [type, 'null'] };
}

/** The document with 2020-12 schemas: itself from 3.1 on, a changed copy for 3.0. */
export function modernised(root: JsonObject): JsonObject {
  const version = root['openapi'];
  if (typeof version === 'string' && !version.startsWith('3.0.')) return root;
  return map(root, document(), modernSchema) as JsonObject;
}
