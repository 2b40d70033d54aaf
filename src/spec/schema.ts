/** The spec language as JSON Schema 2020-12, for editors and other programs. Made from the same shapes as the checks. */
import type { Json, JsonObject } from '../json.js';
import { specShape } from './language.js';
import { NESTED, NESTED_TYPES } from './metaschema.js';
import type { NumberShape, RecordShape, Shape, TextShape } from './shape.js';

const FREE_TEXT = '^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F\\uD800-\\uDFFF]*$';
const RAW_TEXT = '^[^\\u0000\\uD800-\\uDFFF]*$';

/**
 * The published schema. It accepts every legal spec and refuses whatever can be refused by looking at one place;
 * what needs more than one (references, collisions, defaults) only reading a spec can tell.
 */
export function specJsonSchema(): JsonObject {
  const shared = sharedRecords(specShape);
  const render = new Renderer(shared);
  const root = render.record(specShape);
  const definitions = Object.fromEntries([...shared].map(([shape, name]) => [name, render.record(shape)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:specwright:spec:1',
    ...root,
    $defs: { ...definitions, JsonSchema: nestedSchema(render) },
  };
}

class Renderer {
  constructor(private readonly shared: ReadonlyMap<RecordShape, string>) {}

  shape(shape: Shape): JsonObject {
    const known = shape.kind === 'record' ? this.shared.get(shape) : undefined;
    if (known !== undefined) return { $ref: `#/$defs/${known}` };
    return { ...this.body(shape), ...wordsOf(shape) };
  }

  private body(shape: Shape): JsonObject {
    switch (shape.kind) {
      case 'text': return textSchema(shape);
      case 'number': return numberSchema(shape);
      case 'boolean': return { type: 'boolean' };
      case 'constant': return shape.values.length === 1 ? { const: shape.values[0] ?? null } : { enum: [...shape.values] };
      case 'list': return { type: 'array', items: this.shape(shape.item), ...(shape.min > 0 ? { minItems: shape.min } : {}), ...(shape.distinct ? { uniqueItems: true } : {}) };
      case 'map': return {
        type: 'object', propertyNames: textSchema(shape.key), additionalProperties: this.shape(shape.value), ...(shape.min > 0 ? { minProperties: shape.min } : {}),
      };
      case 'record': return this.record(shape);
      case 'either': return { anyOf: shape.options.map((option) => this.shape(option)) };
      case 'any': return shape.schema;
    }
  }

  record(shape: RecordShape): JsonObject {
    return {
      ...wordsOf(shape),
      type: 'object',
      properties: Object.fromEntries(Object.entries(shape.fields).map(([key, field]) => [key, this.shape(field)])),
      patternProperties: { '^x-': {} },
      additionalProperties: false,
      ...(shape.required.length > 0 ? { required: [...shape.required] } : {}),
    };
  }
}

function wordsOf({ title, description, examples }: Shape): JsonObject {
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(examples === undefined ? {} : { examples: examples as readonly Json[] }),
  };
}

function textSchema(shape: TextShape): JsonObject {
  if (shape.published !== undefined) return shape.published;
  const pattern = shape.pattern !== null ? `^(?:${shape.pattern})$` : shape.raw === true ? RAW_TEXT : FREE_TEXT;
  return { type: 'string', ...(shape.min > 0 ? { minLength: shape.min } : {}), maxLength: shape.max, pattern };
}

function numberSchema(shape: NumberShape): JsonObject {
  return { type: shape.integer ? 'integer' : 'number', ...(shape.min === null ? {} : { minimum: shape.min }), ...(shape.max === null ? {} : { maximum: shape.max }) };
}

/** A schema inside a field: the same keywords, without what only fields understand. */
function nestedSchema(render: Renderer): JsonObject {
  const types: JsonObject = { enum: [...NESTED_TYPES] };
  const properties = Object.fromEntries(Object.entries(NESTED).map(([key, shape]) => [key, render.shape(shape)]));
  return {
    title: 'JSON Schema',
    type: ['object', 'boolean'],
    properties: {
      ...properties,
      type: { anyOf: [types, { type: 'array', items: types, minItems: 1, uniqueItems: true }] },
      enum: { type: 'array', minItems: 1, uniqueItems: true },
      const: {},
    },
    patternProperties: { '^x-': {} },
    additionalProperties: false,
  };
}

/** Records that are used in more than one place, with the name each gets under `$defs`. */
function sharedRecords(root: Shape): Map<RecordShape, string> {
  const uses = new Map<RecordShape, number>();
  const visit = (shape: Shape): void => {
    if (shape.kind === 'list') visit(shape.item);
    else if (shape.kind === 'map') visit(shape.value);
    else if (shape.kind === 'either') shape.options.forEach(visit);
    else if (shape.kind === 'record') {
      const count = uses.get(shape) ?? 0;
      uses.set(shape, count + 1);
      if (count === 0) Object.values(shape.fields).forEach(visit);
    }
  };
  visit(root);
  return new Map([...uses].filter(([, count]) => count > 1).map(([shape]) => [shape, shape.name.replace(/^an? |[^A-Za-z]/g, '').replace(/^./, (first) => first.toUpperCase())]));
}
