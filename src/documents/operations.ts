/** The operations of a bundled document as code sees them: every default of OpenAPI filled in. */
import type { Json, JsonObject } from '../json.js';
import type {
  ApiBody, ApiOperation, ApiParameter, ApiResponse, ParameterLocation, ResourceBinding, SecurityAlternative,
} from './model.js';
import { arrayAt, followObject, isObject, objectAt, pointerOf, segmentsOf, textAt, valueAt } from './pointer.js';

/** In the order code lists them within a path. */
export const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const;
type Method = (typeof METHODS)[number];
const LOCATIONS: readonly string[] = ['path', 'query', 'header', 'cookie'];
/** Headers that OpenAPI says to ignore as parameters: they are described elsewhere. */
const RESERVED_HEADERS = new Set(['accept', 'content-type', 'authorization']);
/** The group of an operation that neither a tag nor its path names. */
const ROOT_GROUP = 'root';

function bodies(content: Json | undefined): readonly ApiBody[] {
  if (!isObject(content)) return [];
  return Object.entries(content).map(([mediaType, media]) => ({
    mediaType,
    schema: isObject(media) ? (media['schema'] ?? null) : null,
  }));
}

function parameter(root: JsonObject, value: Json): ApiParameter | null {
  const found = followObject(root, value);
  const name = textAt(found, 'name');
  const where = textAt(found, 'in');
  if (name === null || where === null || !LOCATIONS.includes(where)) return null;
  if (where === 'header' && RESERVED_HEADERS.has(name.toLowerCase())) return null;
  const style = textAt(found, 'style') ?? (where === 'query' || where === 'cookie' ? 'form' : 'simple');
  const explode = typeof found['explode'] === 'boolean' ? found['explode'] : style === 'form';
  const [content] = bodies(found['content']);
  return {
    name,
    in: where as ParameterLocation,
    required: where === 'path' || found['required'] === true,
    style,
    explode,
    description: textAt(found, 'description'),
    deprecated: found['deprecated'] === true,
    schema: content === undefined ? (found['schema'] ?? true) : (content.schema ?? true),
    mediaType: content?.mediaType ?? null,
  };
}

/** Parameters of path and operation; the operation's own win. */
function parameters(root: JsonObject, path: JsonObject, operation: JsonObject): readonly ApiParameter[] {
  const merged = new Map<string, ApiParameter>();
  for (const value of [...arrayAt(path, 'parameters'), ...arrayAt(operation, 'parameters')]) {
    const found = parameter(root, value);
    if (found === null) continue;
    const name = found.in === 'header' ? found.name.toLowerCase() : found.name;
    merged.set(`${found.in} ${name}`, found);
  }
  return [...merged.values()];
}

function responses(root: JsonObject, operation: JsonObject): readonly ApiResponse[] {
  return Object.entries(objectAt(operation, 'responses'))
    .filter(([status]) => !status.startsWith('x-'))
    .map(([status, value]) => {
      const found = followObject(root, value);
      return {
        status,
        description: textAt(found, 'description') ?? '',
        bodies: bodies(found['content']),
        headers: Object.keys(objectAt(found, 'headers')).filter((name) => name.toLowerCase() !== 'content-type'),
      };
    });
}

/** Effective security; an empty alternative (`{}`) is kept: it makes the others optional. */
function security(root: JsonObject, operation: JsonObject): readonly SecurityAlternative[] {
  const declared = operation['security'] ?? root['security'];
  if (!Array.isArray(declared)) return [];
  return (declared as readonly Json[]).filter(isObject).map((alternative) =>
    Object.entries(alternative).map(([scheme, scopes]) => ({
      scheme,
      scopes: Array.isArray(scopes) ? (scopes as readonly Json[]).filter((scope) => typeof scope === 'string') : [],
    })),
  );
}

/** First tag, or the first literal segment of the path that is no `api` or version prefix. */
function group(operation: JsonObject, path: string): string {
  const [tag] = arrayAt(operation, 'tags');
  if (typeof tag === 'string' && tag !== '') return tag;
  const literal = path.split('/').filter((segment) => segment !== '' && !segment.includes('{'));
  return literal.find((segment) => !/^(api|v\d+)$/iu.test(segment)) ?? literal[0] ?? ROOT_GROUP;
}

/** `getBookingsByBookingId` of `GET /bookings/{bookingId}`. */
function derivedId(method: Method, path: string): string {
  const words = path.replaceAll(/\{([^}]*)\}/gu, ' by $1 ').split(/[^A-Za-z0-9]+/u).filter((word) => word !== '');
  return method + (words.length === 0 ? 'Root' : words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''));
}

/** A name not taken yet: the wanted one, or it with the first free number from 2 on. */
function free(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}${count}`;
  taken.add(name);
  return name;
}

interface Entry {
  readonly path: string;
  readonly method: Method;
  readonly item: JsonObject;
  readonly operation: JsonObject;
  /** Where the operation itself is written: a path may be a reference to a path item elsewhere. */
  readonly pointer: string;
}

/** Every operation under `paths`, paths in document order. */
export function entries(root: JsonObject): readonly Entry[] {
  return Object.keys(objectAt(root, 'paths')).flatMap((path) => {
    if (!path.startsWith('/')) return [];
    const place = placeOf(root, ['paths', path]);
    const item = valueAt(root, place);
    if (!isObject(item)) return [];
    return METHODS.flatMap((method) => {
      const operation = item[method];
      return isObject(operation) ? [{ path, method, item, operation, pointer: pointerOf([...place, method]) }] : [];
    });
  });
}

/** Where a value is written, once its references are followed. */
function placeOf(root: JsonObject, start: readonly string[]): readonly string[] {
  let place = start;
  for (let hops = 0; hops < 50; hops += 1) {
    const reference = textAt(valueAt(root, place), '$ref');
    const next = reference === null ? null : segmentsOf(reference);
    if (next === null) return place;
    place = next;
  }
  return place;
}

/**
 * Reads the operations of a bundled document whose schemas speak 2020-12 (`ApiDocument.validation`).
 * `bind` says what an operation does when it is plain resource access.
 */
export function readOperations(
  root: JsonObject,
  bind: (id: string) => ResourceBinding | null = () => null,
): readonly ApiOperation[] {
  const found = entries(root);
  const declared = (operation: JsonObject): string | null => textAt(operation, 'operationId') || null;
  const taken = new Set(found.flatMap(({ operation }) => declared(operation) ?? []));
  return found.map(({ path, method, item, operation, pointer }) => {
    const id = declared(operation) ?? free(derivedId(method, path), taken);
    const body = followObject(root, operation['requestBody']);
    return {
      id,
      method,
      path,
      group: group(operation, path),
      summary: textAt(operation, 'summary') ?? textAt(item, 'summary'),
      description: textAt(operation, 'description') ?? textAt(item, 'description'),
      deprecated: operation['deprecated'] === true,
      parameters: parameters(root, item, operation),
      bodyRequired: body['required'] === true,
      bodies: bodies(body['content']),
      responses: responses(root, operation),
      security: security(root, operation),
      resource: bind(id),
      pointer,
    };
  });
}

/** Path part of the first server, variables replaced by their defaults, without a trailing slash. */
export function basePathOf(root: JsonObject): string {
  const [server] = arrayAt(root, 'servers');
  const url = textAt(server, 'url') ?? '/';
  const variables = objectAt(server, 'variables');
  const filled = url.replaceAll(/\{([^}]*)\}/gu, (whole, name: string) => textAt(variables[name], 'default') ?? whole);
  const path = filled.replace(/^[A-Za-z][A-Za-z0-9+.-]*:/u, '').replace(/^\/\/[^/?#]*/u, '').replace(/[?#].*$/u, '');
  const trimmed = path.replace(/\/+$/u, '');
  return trimmed === '' || trimmed.startsWith('/') ? trimmed : `/${trimmed}`;
}
