/** Scalars: JSON types, formats and enumerations as Python types that take exactly what JSON holds. */
import type { EntityModel, Json, JsonObject } from '../../../src/kit.js';
import { Imports, pyJson, pyString } from '../python.js';
import type { PyType } from './model.js';
import { typesOf } from './read.js';

export function plain(code: string, ...imports: readonly (readonly [string, string])[]): PyType {
  const from = new Imports();
  for (const [module, name] of imports) from.add(module, name);
  return { code, nullable: false, uses: new Set(), imports: from };
}

export const ANY = plain('Any', ['typing', 'Any']);
export const NONE: PyType = { ...plain(''), nullable: true };
/** Everything but an object: what a schema without `type` lets through beside its properties. */
export const NOT_OBJECT: PyType = { ...plain('NotObject', ['servicekit.models', 'NotObject']), nullable: true };

/** `A | B`, each member once, null folded into `nullable`. Any swallows the rest. */
export function union(members: readonly PyType[]): PyType {
  const imports = new Imports();
  const uses = new Set<string>();
  const codes = new Set<string>();
  for (const member of members) {
    if (member.code !== '') codes.add(member.code);
    imports.merge(member.imports);
    for (const key of member.uses) uses.add(key);
  }
  const nullable = members.some((member) => member.nullable);
  if (codes.has('Any')) return ANY;
  return { code: [...codes].join(' | '), nullable, uses, imports };
}

/** `T` or `T | None`: the whole annotation. */
export function annotation(type: PyType): string {
  if (type.code === '') return 'None';
  return type.nullable && type.code !== 'Any' ? `${type.code} | None` : type.code;
}

/** A generic around a type: `list[T]`. */
export function generic(name: string, inner: PyType, prefix = ''): PyType {
  return { ...inner, nullable: false, code: `${name}[${prefix}${annotation(inner)}]` };
}

/** Python types that hold every value of a schema, by {@link schemaKey}. */
export type RichTypes = ReadonlyMap<string, PyType>;

const RICH: Readonly<Record<string, string>> = { uuid: 'UUID', date: 'Date', datetime: 'Timestamp', decimal: 'Decimal' };

/** A schema without its words: two properties with the same key take the same values. */
export function schemaKey(schema: JsonObject): string {
  const { title: _title, description: _description, default: _default, readOnly: _readOnly, examples: _examples, deprecated: _deprecated, ...rest } = schema;
  const types = typesOf(schema)?.filter((type) => type !== 'null') ?? [];
  const sorted = Object.entries({ ...rest, type: types }).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted);
}

/**
 * The types of a drafted document's fields that Python has a type of its own for. A schema that also describes plain
 * text stays text, which is returned as it was written.
 */
export function richTypes(entities: readonly EntityModel[]): RichTypes {
  const found = new Map<string, PyType>();
  const texts = new Set<string>();
  const add = (schema: JsonObject, type: string): unknown =>
    RICH[type] === undefined ? texts.add(schemaKey(schema)) : found.set(schemaKey(schema), plain(RICH[type], ['servicekit.models', RICH[type]]));
  add({ type: 'string', format: 'uuid' }, 'uuid');
  add({ type: 'string', format: 'date-time' }, 'datetime');
  for (const { schema, type } of entities.flatMap((entity) => entity.fields)) {
    if (type.kind === 'scalar') add(schema, type.type);
    else if (type.kind === 'reference' || type.kind === 'foreign') add(schema, 'uuid');
  }
  for (const key of texts) found.delete(key);
  return found;
}

/** One of the JSON types that are not containers. */
export function scalar(type: string, schema: JsonObject, rich: RichTypes): PyType {
  switch (type) {
    case 'string':
      return rich.get(schemaKey(schema)) ?? plain('str');
    case 'integer':
      return plain('Integer', ['servicekit.models', 'Integer']);
    case 'number':
      return plain('Number', ['servicekit.models', 'Number']);
    case 'boolean':
      return plain('bool');
    case 'null':
      return NONE;
    default:
      return ANY;
  }
}

function literal(value: Json): string | null {
  if (typeof value === 'string') return pyString(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return null;
}

/** The type of `enum` or `const`; null when its members are not all strings, integers, booleans and null. */
export function enumeration(schema: JsonObject): PyType | null {
  const raw = 'const' in schema ? [schema['const'] ?? null] : schema['enum'];
  if (!Array.isArray(raw)) return null;
  const types = typesOf(schema);
  const fits = (value: Json): boolean =>
    types === null || types.includes(value === null ? 'null' : Number.isInteger(value) && !types.includes('number') ? 'integer' : typeof value);
  const values = (raw as readonly Json[]).filter(fits);
  const nullable = values.includes(null);
  const codes = values.filter((value) => value !== null).map(literal);
  // Python holds 1 and True for equal.
  if (codes.includes(null) || new Set(values.filter((value) => value !== null && typeof value !== 'string').map((value) => typeof value)).size > 1) return null;
  if (codes.length === 0) return nullable ? NONE : null;
  return { ...plain(`Literal[${[...new Set(codes)].join(', ')}]`, ['typing', 'Literal']), nullable };
}

/** A list of plain values, or any JSON, made anew for each model. */
function containerCode(value: Json, type: PyType): string | null {
  const items = Array.isArray(value) ? (value as readonly Json[]) : null;
  const fits = type.code === 'Any' || (items !== null && type.code.startsWith('list[') && (items.length === 0 || PLAIN_LISTS.has(type.code)));
  if (!fits) return null;
  return items?.length === 0 ? 'Field(default_factory=list)' : `Field(default_factory=lambda: ${pyJson(value)})`;
}

const PLAIN_LISTS = new Set(['list[str]', 'list[bool]', 'list[Integer]', 'list[Number]', 'list[Any]']);

/** Python code of a default that needs no conversion and suits the type; null otherwise. */
export function defaultCode(value: Json | undefined, type: PyType): string | null {
  if (value === undefined) return null;
  if (value === null) return type.nullable || type.code === 'Any' ? 'None' : null;
  if (typeof value === 'object') return containerCode(value, type);
  if (type.code === 'Decimal' && typeof value === 'string') return `PlainDecimal(${pyString(value)})`;
  const code = literal(value) ?? (typeof value === 'number' && Number.isFinite(value) ? String(value).replace('e+', 'e') : null);
  if (code === null) return null;
  if (type.code.startsWith('Literal[')) return type.code.slice(8, -1).split(', ').includes(code) ? code : null;
  const suits: Readonly<Record<string, boolean>> = {
    str: typeof value === 'string',
    bool: typeof value === 'boolean',
    Integer: Number.isSafeInteger(value),
    Number: typeof value === 'number',
  };
  return suits[type.code] === true ? code : null;
}
