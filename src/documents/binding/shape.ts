/** What an object schema says about its properties, with references followed and `allOf` merged. */
import type { Json, JsonObject } from '../../json.js';
import { arrayAt, followObject, isObject, textAt } from '../pointer.js';

export interface Shape {
  /** Property schemas, references followed. */
  readonly properties: ReadonlyMap<string, JsonObject>;
  readonly required: ReadonlySet<string>;
  /** Whether further properties are refused. */
  readonly closed: boolean;
}

/** JSON types a schema allows, null left out; empty when it does not say. */
export function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  const types = Array.isArray(type) ? (type as readonly Json[]).filter((one) => typeof one === 'string') : [type];
  return types.filter((one): one is string => typeof one === 'string' && one !== 'null');
}

/** Whether null is a value of the schema. */
export function takesNull(root: JsonObject, schema: JsonObject): boolean {
  if (Array.isArray(schema['type']) && schema['type'].includes('null')) return true;
  return ['anyOf', 'oneOf'].some((key) => arrayAt(schema, key).some((branch) => followObject(root, branch)['type'] === 'null'));
}

const OPAQUE = ['oneOf', 'anyOf', 'not', 'if', 'patternProperties', 'propertyNames', 'minProperties', 'dependentRequired', 'dependentSchemas'];

/** The shape of an object schema, or null when it is none or more than properties. */
export function shapeOf(root: JsonObject, schema: Json | null, depth = 0): Shape | null {
  const own = schema === null ? {} : followObject(root, schema);
  if (depth > 10 || OPAQUE.some((key) => key in own)) return null;
  const types = typesOf(own);
  if (types.length > 1 || (types[0] !== undefined && types[0] !== 'object')) return null;
  const properties = new Map<string, JsonObject>();
  const required = new Set<string>();
  let closed = own['additionalProperties'] === false || own['unevaluatedProperties'] === false;
  for (const branch of arrayAt(own, 'allOf')) {
    const inner = shapeOf(root, branch, depth + 1);
    if (inner === null) return null;
    for (const [name, property] of inner.properties) properties.set(name, { ...properties.get(name), ...property });
    for (const name of inner.required) required.add(name);
    closed ||= inner.closed;
  }
  const declared = own['properties'];
  for (const [name, property] of Object.entries(isObject(declared) ? declared : {})) {
    const reference = isObject(property) ? property : {};
    properties.set(name, { ...properties.get(name), ...followObject(root, reference), ...withoutReference(reference) });
  }
  for (const name of arrayAt(own, 'required')) if (typeof name === 'string') required.add(name);
  return depth === 0 && properties.size === 0 ? null : { properties, required, closed };
}

function withoutReference(schema: JsonObject): JsonObject {
  const { $ref: _reference, ...rest } = schema;
  return rest;
}

/** Name of the component that a schema points at, or null. */
export function componentName(schema: Json | null): string | null {
  const reference = schema === null ? null : textAt(schema, '$ref');
  return reference?.startsWith('#/components/schemas/') === true ? reference.slice('#/components/schemas/'.length) : null;
}

export interface ListShape {
  /** Property that holds the items, null when the answer is the array itself. */
  readonly property: string | null;
  readonly items: Json;
}

/** The items of a list answer: a bare array of objects, or an object whose only required property is one. */
export function listShape(root: JsonObject, schema: Json | null): ListShape | null {
  const own = schema === null ? {} : followObject(root, schema);
  if (own['type'] === 'array') return own['items'] === undefined ? null : { property: null, items: own['items'] };
  const shape = shapeOf(root, schema);
  if (shape === null) return null;
  const arrays = [...shape.properties].filter(([, property]) => property['type'] === 'array' && shapeOf(root, property['items'] ?? null) !== null);
  const [only] = arrays;
  if (arrays.length !== 1 || only === undefined) return null;
  const [name, property] = only;
  const others = [...shape.required].some((other) => other !== name);
  return others || property['items'] === undefined ? null : { property: name, items: property['items'] };
}
