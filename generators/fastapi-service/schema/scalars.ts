/** Scalars: JSON types, formats and enumerations as Python types that take exactly what JSON holds. */
import type { Json, JsonObject } from '../../../src/kit.js';
import { Imports, pyString } from '../python.js';
import type { PyType } from './model.js';
import { isObject, typesOf } from './read.js';

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

/** Formats of drafted documents, whose patterns admit nothing that Python cannot hold. */
const DRAFTED: Readonly<Record<string, PyType>> = {
  uuid: plain('UUID', ['servicekit.models', 'UUID']),
  date: plain('Date', ['servicekit.models', 'Date']),
  'date-time': plain('Timestamp', ['servicekit.models', 'Timestamp']),
  decimal: plain('Decimal', ['servicekit.models', 'Decimal']),
};

/** One of the JSON types that are not containers. */
export function scalar(type: string, schema: JsonObject, drafted: boolean): PyType {
  const { format } = schema;
  switch (type) {
    case 'string':
      return (drafted && typeof format === 'string' && DRAFTED[format]) || plain('str');
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

/** Python code of a default that needs no conversion and suits the type; null otherwise. */
export function defaultCode(value: Json | undefined, type: PyType): string | null {
  if (value === undefined || isObject(value)) return null;
  if (value === null) return type.nullable || type.code === 'Any' ? 'None' : null;
  if (Array.isArray(value)) return null;
  const code = literal(value) ?? (typeof value === 'number' && Number.isFinite(value) ? String(value) : null);
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
