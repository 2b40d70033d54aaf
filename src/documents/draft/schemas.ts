/** JSON Schemas of entities as they travel: read, create, patch, page, and the two shared ones. */
import type { Json, JsonObject } from '../../json.js';
import type { EntityModel, FieldModel } from '../../spec/model.js';
import { TEXT_PATTERN } from '../../spec/types.js';
import { entityExamples } from './examples.js';
import { schemaRef, type DraftNames, type EntityNames } from './names.js';

const LARGEST_DOUBLE = 1.7976931348623157e308;

/** A schema that also takes null. */
export function nullable(schema: JsonObject): JsonObject {
  const { type, enum: members } = schema;
  if (Object.keys(schema).length === 0) return schema;
  const combined = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'const'].some((key) => key in schema);
  if (combined || (type === undefined && members === undefined)) return { anyOf: [schema, { type: 'null' }] };
  const widened: Record<string, Json> = { ...schema };
  if (typeof type === 'string') widened['type'] = [type, 'null'];
  else if (Array.isArray(type)) widened['type'] = type.includes('null') ? type : [...type, 'null'];
  if (Array.isArray(members)) widened['enum'] = members.includes(null) ? members : [...members, null];
  return widened;
}

/** Title and description of the field, exactly as the user wrote them. */
function words(field: FieldModel): JsonObject {
  return {
    ...(field.title === null ? {} : { title: field.title }),
    ...(field.description === null ? {} : { description: field.description }),
  };
}

/** `$ref` inside a value would be followed by every reader of the document, so such a default is not shown. */
function hasReference(value: Json): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some(hasReference);
  return Object.entries(value as JsonObject).some(([key, inner]) => key === '$ref' || hasReference(inner));
}

/** How field schemas name any JSON value; `names.jsonValue` may have had to give way to an entity. */
const JSON_VALUE_REF = '#/components/schemas/JsonValue';

/** `value` with every reference to `from` pointing at `to`. */
export function redirect(value: Json, from: string, to: string): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((inner) => redirect(inner, from, to));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(oneBound(value as JsonObject)).map(([key, inner]) => [key, key === '$ref' && inner === from ? to : redirect(inner, from, to)]),
  );
}

/** One bound where two are given: the tighter, so that readers need not compare them. */
export function oneBound(schema: JsonObject): JsonObject {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, ...rest } = schema;
  const both = (inclusive: Json | undefined, exclusive: Json | undefined): boolean => typeof inclusive === 'number' && typeof exclusive === 'number';
  if (!both(minimum, exclusiveMinimum) && !both(maximum, exclusiveMaximum)) return schema;
  const lower = (minimum as number) > (exclusiveMinimum as number);
  const upper = (maximum as number) < (exclusiveMaximum as number);
  return {
    ...rest,
    ...bound('minimum', minimum, 'exclusiveMinimum', exclusiveMinimum, lower),
    ...bound('maximum', maximum, 'exclusiveMaximum', exclusiveMaximum, upper),
  };
}

function bound(name: string, inclusive: Json | undefined, exclusiveName: string, exclusive: Json | undefined, inclusiveWins: boolean): JsonObject {
  if (inclusive !== undefined && (exclusive === undefined || inclusiveWins)) return { [name]: inclusive };
  return exclusive === undefined ? {} : { [exclusiveName]: exclusive };
}

/** Keywords of an object that a merge patch of it keeps to, member by member; with any other it stays as it is. */
const MERGEABLE = new Set(['type', 'properties', 'required', 'additionalProperties', 'title', 'description', 'examples', 'default', 'deprecated', '$comment']);

/**
 * What may be sent to change a value by merge patch (RFC 7396): a member that is absent stays, null removes one that
 * is not required. Only plain objects have members to speak of; any other value is sent whole. What the merge makes
 * of it is checked against the value's own schema when it is known.
 */
export function mergePatch(schema: JsonObject, jsonValue: string): JsonObject {
  if (!isPlainObject(schema, jsonValue)) return schema;
  const { required, default: _default, examples: _examples, properties, additionalProperties, ...rest } = schema;
  const needed = new Set(Array.isArray(required) ? required : []);
  const member = (value: Json, keeps: boolean): Json => {
    if (!isSchema(value)) return value;
    const patch = mergePatch(value, jsonValue);
    return keeps ? patch : nullable(patch);
  };
  const named = Object.entries((properties ?? {}) as JsonObject).map(([name, value]): [string, Json] => [name, member(value, needed.has(name))]);
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(named) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: member(additionalProperties, false) }),
  };
}

/** Whether every word of the schema is about single members. */
function isPlainObject(schema: JsonObject, jsonValue: string): boolean {
  const { type, allOf } = schema;
  const others = Object.keys(schema).filter((key) => !MERGEABLE.has(key) && !key.startsWith('x-') && key !== 'allOf');
  // Every stored value is a JSON value besides; null is one.
  const alone = allOf === undefined || JSON.stringify(allOf) === JSON.stringify([{ $ref: jsonValue }]);
  return type === 'object' && others.length === 0 && alone;
}

function isSchema(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Whether a value of the field is changed member by member, so that what is stored can be in the way of a patch. */
export function mergesMembers(field: FieldModel): boolean {
  const { type, enum: members } = field.schema;
  const takesObjects = type === undefined ? members === undefined : [type].flat().includes('object');
  return field.type.kind === 'json' && takesObjects;
}

/** The field's value schema inside the document. */
export function valueSchema(field: FieldModel, names: DraftNames): JsonObject {
  if (field.type.kind !== 'json') return oneBound(field.schema);
  return redirect(field.schema, JSON_VALUE_REF, schemaRef(names.jsonValue).$ref) as JsonObject;
}

function property(field: FieldModel, names: DraftNames, use: 'read' | 'create' | 'patch'): JsonObject {
  const value = valueSchema(field, names);
  const plain = use === 'patch' && field.type.kind === 'json' ? mergePatch(value, schemaRef(names.jsonValue).$ref) : value;
  const schema = field.optional && field.type.kind !== 'many' ? nullable(plain) : plain;
  const preset = field.default;
  const showsDefault = use === 'create' && preset !== undefined && !hasReference(preset);
  return {
    ...words(field),
    ...schema,
    ...(showsDefault ? { default: preset } : {}),
    ...(field.type.kind === 'inverse' ? { readOnly: true } : {}),
  };
}

/** Fields a client may send. */
export function writable(entity: EntityModel): readonly FieldModel[] {
  return entity.fields.filter((field) => field.type.kind !== 'inverse');
}

/** Whether a create without the field is refused. */
function requiredOnCreate(field: FieldModel): boolean {
  return !field.optional && field.default === undefined && field.type.kind !== 'many';
}

/** The read-only properties every entity has. */
export const SYSTEM_PROPERTIES: JsonObject = {
  id: { type: 'string', format: 'uuid', description: 'Made by the server (UUIDv7).', readOnly: true },
  createdAt: { type: 'string', format: 'date-time', description: 'When it was created, in UTC.', readOnly: true },
  updatedAt: { type: 'string', format: 'date-time', description: 'When it last changed, in UTC.', readOnly: true },
  version: { type: 'integer', minimum: 1, description: 'Raised by every change; the ETag is this number in quotes.', readOnly: true },
};

function heading(entity: EntityModel): JsonObject {
  return {
    ...(entity.title === null ? {} : { title: entity.title }),
    ...(entity.description === null ? {} : { description: entity.description }),
  };
}

function properties(fields: readonly FieldModel[], names: DraftNames, use: 'read' | 'create' | 'patch'): JsonObject {
  return Object.fromEntries(fields.map((field) => [field.wire, property(field, names, use)]));
}

/** The entity as it is answered: every property present. */
export function readSchema(entity: EntityModel, names: DraftNames): JsonObject {
  const all = { ...SYSTEM_PROPERTIES, ...properties(entity.fields, names, 'read') };
  const { id, createdAt, updatedAt, version, ...own } = all;
  const ordered: JsonObject = { id: id ?? {}, ...own, createdAt: createdAt ?? {}, updatedAt: updatedAt ?? {}, version: version ?? {} };
  return { ...heading(entity), type: 'object', properties: ordered, required: Object.keys(ordered) };
}

function createSchema(entity: EntityModel, names: DraftNames): JsonObject {
  const required = writable(entity).filter(requiredOnCreate).map((field) => field.wire);
  return {
    type: 'object',
    description: 'What a client sends to create one. Unknown and read-only properties are refused.',
    properties: properties(writable(entity), names, 'create'),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

function patchSchema(entity: EntityModel, names: DraftNames): JsonObject {
  return {
    type: 'object',
    description: 'A JSON merge patch: absent means unchanged, null clears what is optional, at any depth.',
    properties: properties(writable(entity), names, 'patch'),
    additionalProperties: false,
  };
}

function pageSchema(own: EntityNames): JsonObject {
  return {
    type: 'object',
    description: 'One page of a list.',
    properties: {
      items: { type: 'array', items: schemaRef(own.read) },
      nextCursor: { type: ['string', 'null'], description: 'Send it as `cursor` for the next page; null on the last.' },
    },
    required: ['items', 'nextCursor'],
  };
}

/** RFC 9457 problem details, the one shape of every error. */
const PROBLEM: JsonObject = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: 'Names the kind of problem.' },
    title: { type: 'string', description: 'The kind of problem, in words.' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'The HTTP status.' },
    detail: { type: 'string', description: 'What is wrong this time.' },
    instance: { type: 'string', format: 'uri-reference', description: 'What the problem is about.' },
    correlationId: { type: 'string', description: 'Names the request in the logs.' },
    errors: {
      type: 'array',
      description: 'Each place in the request that is wrong.',
      items: {
        type: 'object',
        properties: {
          detail: { type: 'string', description: 'What is wrong there.' },
          in: { enum: ['body', 'path', 'query', 'header', 'cookie'], description: 'Which part of the request.' },
          parameter: { type: 'string', description: 'The name of the parameter.' },
          pointer: { type: 'string', description: 'A JSON pointer into the body, or into the value of the parameter.' },
        },
        required: ['detail', 'in'],
      },
    },
  },
  required: ['type', 'title', 'status'],
};

/** Any JSON value of finite numbers and clean strings. */
export function jsonValueSchema(self: JsonObject): JsonObject {
  return {
    description: 'Any JSON value; numbers are finite doubles, no string or key holds U+0000 or a lone surrogate.',
    type: ['null', 'boolean', 'number', 'string', 'array', 'object'],
    minimum: -LARGEST_DOUBLE,
    maximum: LARGEST_DOUBLE,
    pattern: TEXT_PATTERN,
    items: self,
    propertyNames: { pattern: TEXT_PATTERN },
    additionalProperties: self,
  };
}

/** `components.schemas` of a drafted document. */
export function componentSchemas(entities: readonly EntityModel[], names: DraftNames): JsonObject {
  const schemas: Record<string, Json> = {};
  let freeJson = false;
  for (const entity of entities) {
    const own = names.entities.get(entity.name);
    if (own === undefined) continue;
    const examples = entityExamples(entity);
    const shown = (example: JsonObject | null): JsonObject => (example === null ? {} : { examples: [example] });
    schemas[own.read] = { ...readSchema(entity, names), ...shown(examples.read) };
    schemas[own.create] = { ...createSchema(entity, names), ...shown(examples.create) };
    schemas[own.patch] = { ...patchSchema(entity, names), ...shown(examples.patch) };
    schemas[own.page] = pageSchema(own);
    freeJson ||= entity.fields.some((field) => JSON.stringify(valueSchema(field, names)).includes(`"${schemaRef(names.jsonValue).$ref}"`));
  }
  schemas[names.problem] = PROBLEM;
  if (freeJson) schemas[names.jsonValue] = jsonValueSchema(schemaRef(names.jsonValue));
  return schemas;
}
