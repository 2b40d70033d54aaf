/** A small JSON Schema 2020-12 check for defaults, so that no validator need be loaded to read a spec. */
import type { Json, JsonObject } from '../json.js';

/** Why a value does not fit a schema, in words; null when it does. `$ref` can only be the schema of any JSON. */
export function valueProblem(value: Json, schema: Json): string | null {
  if (schema === true) return null;
  if (schema === false) return 'nothing is allowed here';
  const rules = schema as JsonObject;
  return typeProblem(value, rules) ?? choiceProblem(value, rules) ?? textProblem(value, rules) ?? numberProblem(value, rules)
    ?? listProblem(value, rules) ?? objectProblem(value, rules) ?? logicProblem(value, rules);
}

function fits(value: Json, schema: Json): boolean {
  return valueProblem(value, schema) === null;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function typeProblem(value: Json, { type }: JsonObject): string | null {
  if (type === undefined) return null;
  const allowed = (Array.isArray(type) ? type : [type]) as readonly string[];
  const actual = typeOf(value);
  if (allowed.includes(actual) || (actual === 'integer' && allowed.includes('number'))) return null;
  return `expected ${allowed.join(' or ')}, found ${actual}`;
}

function choiceProblem(value: Json, schema: JsonObject): string | null {
  const key = canonical(value);
  if (Array.isArray(schema['enum']) && !schema['enum'].some((each) => canonical(each) === key)) return `it is none of ${schema['enum'].map((each) => JSON.stringify(each)).join(', ').slice(0, 200)}`;
  if ('const' in schema && canonical(schema['const'] ?? null) !== key) return `it is not ${JSON.stringify(schema['const'])}`;
  return null;
}

/** Equal values as equal texts, whatever the order of keys. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(Object.is(value, -0) ? 0 : value);
  const object = value as JsonObject;
  return `{${Object.keys(object).sort().map((key) => `${JSON.stringify(key)}:${canonical(object[key] ?? null)}`).join(',')}}`;
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: (text) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text),
  'date-time': (text) => fitsDateTime(text),
  uri: (text) => URL.canParse(text) && /^[!-~]+$/.test(text),
  ipv4: (text) => /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/.test(text),
  regex: (text) => { try { new RegExp(text, 'u'); return true; } catch { return false; } },
};

function fitsDateTime(text: string): boolean {
  const [day = ''] = text.split(/[Tt]/);
  return !Number.isNaN(Date.parse(text)) && (FORMATS['date']?.(day) ?? false);
}

function textProblem(value: Json, schema: JsonObject): string | null {
  if (typeof value !== 'string') return null;
  const length = Array.from(value).length;
  if (length > Number(schema['maxLength'] ?? Infinity)) return `it has ${length} code points, at most ${schema['maxLength']} are allowed`;
  if (length < Number(schema['minLength'] ?? 0)) return `it has ${length} code points, at least ${schema['minLength']} are needed`;
  const { pattern, format } = schema;
  if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) return `it does not match ${pattern.length > 80 ? 'the pattern of its type' : pattern}`;
  if (typeof format === 'string' && FORMATS[format]?.(value) === false) return `it is no ${format}`;
  return null;
}

function numberProblem(value: Json, schema: JsonObject): string | null {
  if (typeof value !== 'number') return null;
  const limit = (key: string, open: number): number => (typeof schema[key] === 'number' ? schema[key] : open);
  if (value < limit('minimum', -Infinity) || value <= limit('exclusiveMinimum', -Infinity)) return `it is less than the minimum ${schema['minimum'] ?? schema['exclusiveMinimum']}`;
  if (value > limit('maximum', Infinity) || value >= limit('exclusiveMaximum', Infinity)) return `it is more than the maximum ${schema['maximum'] ?? schema['exclusiveMaximum']}`;
  const step = schema['multipleOf'];
  return typeof step === 'number' && !multiple(value, step) ? `it is no multiple of ${step}` : null;
}

function multiple(value: number, step: number): boolean {
  const ratio = value / step;
  return Math.abs(ratio - Math.round(ratio)) <= Number.EPSILON * Math.abs(ratio) * 4;
}

function listProblem(value: Json, schema: JsonObject): string | null {
  if (!Array.isArray(value)) return null;
  const items = value as readonly Json[];
  if (items.length < Number(schema['minItems'] ?? 0) || items.length > Number(schema['maxItems'] ?? Infinity)) return `it has ${items.length} items`;
  if (schema['uniqueItems'] === true && new Set(items.map(canonical)).size < items.length) return 'it holds an item twice';
  const prefix = (schema['prefixItems'] ?? []) as readonly Json[];
  for (const [index, item] of items.entries()) {
    const rule = prefix[index] ?? schema['items'];
    const problem = rule === undefined ? null : valueProblem(item, rule);
    if (problem !== null) return `item ${index + 1}: ${problem}`;
  }
  const contains = schema['contains'];
  if (contains === undefined) return null;
  const count = items.filter((item) => fits(item, contains)).length;
  return count < Number(schema['minContains'] ?? 1) || count > Number(schema['maxContains'] ?? Infinity) ? 'it does not contain what it must' : null;
}

function objectProblem(value: Json, schema: JsonObject): string | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const object = value as JsonObject;
  const keys = Object.keys(object);
  const missing = ((schema['required'] ?? []) as readonly string[]).find((key) => !Object.hasOwn(object, key));
  if (missing !== undefined) return `${JSON.stringify(missing)} is missing`;
  if (keys.length < Number(schema['minProperties'] ?? 0) || keys.length > Number(schema['maxProperties'] ?? Infinity)) return `it has ${keys.length} properties`;
  for (const key of keys) {
    const problem = propertyProblem(key, object[key] ?? null, schema);
    if (problem !== null) return `${JSON.stringify(key)}: ${problem}`;
  }
  return dependencyProblem(object, schema);
}

function propertyProblem(key: string, value: Json, schema: JsonObject): string | null {
  if (schema['propertyNames'] !== undefined && !fits(key, schema['propertyNames'])) return 'this name is not allowed';
  const properties = (schema['properties'] ?? {}) as JsonObject;
  const patterns = Object.entries((schema['patternProperties'] ?? {}) as JsonObject).filter(([pattern]) => new RegExp(pattern, 'u').test(key));
  const rules = [...(Object.hasOwn(properties, key) ? [properties[key] ?? true] : []), ...patterns.map(([, rule]) => rule)];
  const additional = schema['additionalProperties'] ?? schema['unevaluatedProperties'];
  const all = rules.length > 0 || additional === undefined ? rules : [additional];
  return all.map((rule) => valueProblem(value, rule)).find((problem) => problem !== null) ?? null;
}

function dependencyProblem(object: JsonObject, schema: JsonObject): string | null {
  for (const [key, needed] of Object.entries((schema['dependentRequired'] ?? {}) as JsonObject)) {
    const missing = Object.hasOwn(object, key) ? (needed as readonly string[]).find((each) => !Object.hasOwn(object, each)) : undefined;
    if (missing !== undefined) return `${JSON.stringify(missing)} is missing beside ${JSON.stringify(key)}`;
  }
  for (const [key, rule] of Object.entries((schema['dependentSchemas'] ?? {}) as JsonObject)) {
    const problem = Object.hasOwn(object, key) ? valueProblem(object, rule) : null;
    if (problem !== null) return problem;
  }
  return null;
}

function logicProblem(value: Json, schema: JsonObject): string | null {
  for (const each of (schema['allOf'] ?? []) as readonly Json[]) {
    const problem = valueProblem(value, each);
    if (problem !== null) return problem;
  }
  const { anyOf, oneOf, not } = schema;
  if (Array.isArray(anyOf) && !anyOf.some((each) => fits(value, each))) return 'it fits none of anyOf';
  if (Array.isArray(oneOf) && oneOf.filter((each) => fits(value, each)).length !== 1) return 'it does not fit exactly one of oneOf';
  if (not !== undefined && fits(value, not)) return 'it fits what `not` excludes';
  if (schema['if'] === undefined) return null;
  const branch = fits(value, schema['if']) ? schema['then'] : schema['else'];
  return branch === undefined ? null : valueProblem(value, branch);
}
