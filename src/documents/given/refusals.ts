/** What a given document can say that no service can be made from: one problem each, before anything is written. */
import type { Json, JsonObject } from '../../json.js';
import { isObject, objectAt, pointerOf, segmentsOf, textAt, valueAt } from '../pointer.js';
import { entries } from '../operations.js';

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly pointer: string;
  readonly help: string | null;
}

/** Versions of OpenAPI that are read. */
export function versionRefusal(root: Json): Refusal | null {
  const help = 'OpenAPI 3.0.x and 3.1.x are read; redocly and swagger-parser can convert from others';
  if (!isObject(root)) return { code: 'openapi/no-object', message: 'an OpenAPI document is an object', pointer: '#', help };
  if (root['swagger'] !== undefined) {
    return { code: 'openapi/version', message: 'Swagger 2.0 is not read', pointer: '#/swagger', help };
  }
  const version = root['openapi'];
  if (version === undefined) return { code: 'openapi/version', message: 'the field `openapi` is missing', pointer: '#', help };
  if (typeof version === 'string' && /^3\.[01]\.\d+$/u.test(version)) return null;
  return { code: 'openapi/version', message: `OpenAPI ${JSON.stringify(version)} is not read`, pointer: '#/openapi', help };
}

/** Values a document may hold in all, aliases unfolded; the largest public ones have a tenth of that. */
const MOST_VALUES = 2_000_000;
/** As deep as values may nest; an alias inside of itself has no end. */
const DEEPEST = 500;

/** What YAML can say and JSON cannot, and aliases that unfold without end. */
export function plainRefusal(root: Json): Refusal | null {
  let count = 0;
  const visit = (value: unknown, path: readonly (string | number)[]): Refusal | null => {
    count += 1;
    if (count > MOST_VALUES || path.length > DEEPEST) return { code: 'openapi/too-large', message: 'the document unfolds to more than two million values', pointer: '#', help: 'its aliases refer to one another' };
    if (typeof value === 'number' && !Number.isFinite(value)) return notJson(`${value} is no number in JSON`, path);
    if (value === null || typeof value !== 'object') return null;
    if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return notJson('this is no value of JSON', path);
    for (const [key, inner] of Object.entries(value)) {
      const found = visit(inner, [...path, key]);
      if (found !== null) return found;
    }
    return null;
  };
  return visit(root, []);
}

function notJson(message: string, path: readonly (string | number)[]): Refusal {
  return { code: 'openapi/not-json', message, pointer: pointerOf(path), help: 'OpenAPI documents hold what JSON can hold' };
}

/** Whether following references from a place comes back to a reference seen before. */
function endless(root: JsonObject, start: string): boolean {
  const seen = new Set<string>();
  let reference: string | null = start;
  while (reference !== null) {
    if (seen.has(reference)) return true;
    seen.add(reference);
    const segments = segmentsOf(reference);
    reference = segments === null ? null : textAt(valueAt(root, segments), '$ref');
  }
  return false;
}

/** References that lead to one another and never to anything: readers would follow them for ever. */
export function circularRefusal(root: Json): Refusal | null {
  if (!isObject(root)) return null;
  for (const [kind, components] of Object.entries(objectAt(root, 'components'))) {
    for (const [name, component] of Object.entries(isObject(components) ? components : {})) {
      const reference = textAt(component, '$ref');
      if (reference === null || !endless(root, reference)) continue;
      const pointer = pointerOf(['components', kind, name, '$ref']);
      return { code: 'openapi/circular', message: `${reference} leads back to itself and never to a value`, pointer, help: null };
    }
  }
  return null;
}

function undeclaredSchemes(requirements: Json | undefined, declared: JsonObject, pointer: string): readonly Refusal[] {
  if (!Array.isArray(requirements)) return [];
  return (requirements as readonly Json[]).flatMap((alternative, index) =>
    Object.keys(isObject(alternative) ? alternative : {})
      .filter((scheme) => !Object.hasOwn(declared, scheme))
      .map((scheme) => ({
        code: 'openapi/security-scheme',
        message: `the security scheme \`${scheme}\` is not declared`,
        pointer: `${pointer}/${index}/${pointerOf([scheme]).slice(2)}`,
        help: `declared are: ${Object.keys(declared).join(', ') || 'none'}`,
      })),
  );
}

/** A regular expression of ECMA 262, with or without the `u` flag. */
function compiles(pattern: string): boolean {
  return ['u', ''].some((flags) => {
    try {
      return new RegExp(pattern, flags) instanceof RegExp;
    } catch {
      return false;
    }
  });
}

/** Values in which nothing is a schema, whatever its keys. */
const OPAQUE = new Set(['example', 'examples', 'default', 'enum', 'const']);

function badPatterns(value: Json, path: readonly (string | number)[], found: Refusal[], seen: Set<object>): void {
  if (value === null || typeof value !== 'object' || seen.has(value)) return;
  seen.add(value);
  for (const [key, inner] of Object.entries(value)) {
    const named = path.at(-1) === 'properties' || path.at(-1) === 'schemas';
    if (!named && (OPAQUE.has(key) || key.startsWith('x-'))) continue;
    if (key === 'pattern' && !named && typeof inner === 'string' && !compiles(inner)) {
      const message = `the pattern ${JSON.stringify(inner)} is no regular expression of ECMA 262`;
      found.push({ code: 'openapi/pattern', message, pointer: pointerOf([...path, key]), help: null });
    } else badPatterns(inner as Json, [...path, key], found, seen);
  }
}

/** Everything in a bundled document that no service can be made from. */
export function refusals(root: JsonObject): readonly Refusal[] {
  const declared = objectAt(root['components'], 'securitySchemes');
  const found: Refusal[] = [...undeclaredSchemes(root['security'], declared, '#/security')];
  for (const { operation, pointer } of entries(root)) {
    found.push(...undeclaredSchemes(operation['security'], declared, `${pointer}/security`));
  }
  badPatterns(root, [], found, new Set());
  return found;
}
