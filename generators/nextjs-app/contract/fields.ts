/** Properties of schemas as fields of pages. */
import type { EntityModel, FieldModel, Json, JsonObject } from '../../../src/kit.js';
import { words } from './names.js';
import { isObject, present, takesNull, text, typesOf } from './schema.js';

export interface FieldUse {
  readonly name: string;
  readonly required: boolean;
  readonly create: boolean;
  readonly update: boolean;
  readonly system: boolean;
  readonly target: JsonObject | null;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'date', 'date-time': 'datetime', uuid: 'uuid', email: 'email', 'idn-email': 'email', uri: 'url', iri: 'url',
};
/** A pattern of nothing but digits, a sign and a point with digits behind it: money and measures kept as text. */
const DECIMAL = /^\^[-?:()|[\]0-9{},\\dx+*]*\\\.[-?:()|[\]0-9{},\\d+*]*\$$/u;
const LIMITS = ['minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems'] as const;
const LONG_TEXT = 255;

/** A field of one property. `entity` tells what a drafted document cannot: decimals, long text, what an id refers to. */
export function fieldOf(root: JsonObject, schema: JsonObject, use: FieldUse, entity: EntityModel | null): JsonObject {
  const whole = present(root, schema);
  const declared = entity?.fields.find(({ wire }) => wire === use.name) ?? null;
  const kind = kindOf(root, whole, declared, use.target);
  const options = optionsOf(whole);
  const scale = declared?.scale;
  return {
    name: use.name,
    title: text(whole['title']) ?? declared?.title ?? words(declared?.type.kind === 'reference' || declared?.type.kind === 'foreign' ? declared.name : titleName(use)),
    description: text(whole['description']),
    kind,
    required: use.required,
    nullable: takesNull(whole),
    create: use.create,
    update: use.update,
    preset: whole['default'] === undefined ? null : { value: whole['default'] },
    options: kind === 'enum' ? options : null,
    limits: { ...limitsOf(whole), ...(kind === 'decimal' && scale !== undefined ? { scale } : {}) },
    target: use.target,
    system: use.system,
  };
}

/** `category` for `categoryId` that refers to a category. */
function titleName({ name, target }: FieldUse): string {
  return target === null ? name : name.replace(/[_-]?[Ii][Dd]s?$/u, '') || name;
}

function limitsOf(schema: JsonObject): JsonObject {
  return Object.fromEntries(LIMITS.flatMap((key) => (typeof schema[key] === 'number' ? [[key, schema[key]]] : [])));
}

/** The values to choose from; null is no choice but the absence of one. */
function optionsOf(schema: JsonObject): readonly Json[] | null {
  const listed = Array.isArray(schema['enum']) ? (schema['enum'] as readonly Json[]) : 'const' in schema ? [schema['const'] ?? null] : null;
  return listed === null ? null : listed.filter((value) => value !== null);
}

function kindOf(root: JsonObject, schema: JsonObject, declared: FieldModel | null, target: JsonObject | null): string {
  const types = typesOf(schema);
  if (target !== null) return types.includes('array') ? 'many' : 'reference';
  const options = optionsOf(schema);
  if (options !== null) return options.length > 0 && options.every((one) => one === null || typeof one !== 'object') ? 'enum' : 'json';
  if (declared?.type.kind === 'scalar') return declared.type.type === 'enum' ? 'enum' : declared.type.type;
  const [type, ...others] = types;
  if (type === undefined || others.length > 0) return 'json';
  if (type === 'string') return textKind(schema);
  return type;
}

function textKind(schema: JsonObject): string {
  const format = FORMATS[text(schema['format']) ?? ''];
  if (format !== undefined) return format;
  const pattern = text(schema['pattern']);
  if (pattern !== null && DECIMAL.test(pattern)) return 'decimal';
  const { maxLength } = schema;
  return typeof maxLength === 'number' && maxLength > LONG_TEXT && pattern === null ? 'text' : 'string';
}

/** What an array property holds, when it is a list of plain ids. */
export function isIdList(root: JsonObject, schema: JsonObject): boolean {
  const items = schema['items'];
  const inner = isObject(items) ? present(root, items) : {};
  return typesOf(schema).includes('array') && typesOf(inner).includes('string') && inner['format'] === 'uuid';
}
