/** What one operation says about plain resource access, before it is decided whether the resource as a whole works. */
import type { Json, JsonObject } from '../../json.js';
import type { ApiBody, ApiOperation } from '../model.js';
import { listShape, shapeOf, type ListShape, type Shape } from './shape.js';

/** The collection an operation belongs to: `/authors/{author}/books`, and the item's parameter where it names one. */
export interface Place {
  readonly collection: string;
  readonly item: string | null;
  readonly parents: readonly string[];
}

const WHOLE_PARAMETER = /^\{([^{}]+)\}$/u;

/** Reads the place from a path; null where a segment mixes text and parameters. */
export function placeOf(path: string): Place | null {
  const segments = path.split('/').slice(1);
  if (segments.some((segment) => segment.includes('{') && !WHOLE_PARAMETER.test(segment))) return null;
  const item = WHOLE_PARAMETER.exec(segments.at(-1) ?? '')?.[1] ?? null;
  const collection = item === null ? segments : segments.slice(0, -1);
  if (collection.length === 0 || collection.at(-1) === '' || WHOLE_PARAMETER.test(collection.at(-1) ?? '')) return null;
  const parents = collection.flatMap((segment) => WHOLE_PARAMETER.exec(segment)?.[1] ?? []);
  return { collection: `/${collection.join('/')}`, item, parents };
}

/** The JSON body among several media types; null when there is none. */
export function jsonBody(bodies: readonly ApiBody[]): ApiBody | null {
  const essence = ({ mediaType }: ApiBody): string => mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  const json = bodies.filter((body) => /^application\/([\w.-]+\+)?json$/u.test(essence(body)) && !/json-patch|problem/u.test(essence(body)));
  return json.find((body) => essence(body) === 'application/json') ?? json[0] ?? null;
}

/** The body of the first success answer among `statuses`; `none` when that answer has no body, null when there is no such answer. */
export function successBody(operation: ApiOperation, statuses: readonly string[]): ApiBody | 'none' | null {
  const response = operation.responses.find(({ status }) => statuses.includes(status));
  if (response === undefined) return null;
  if (response.bodies.length === 0) return 'none';
  return jsonBody(response.bodies);
}

/** Query parameters that name a page of a list, by what they mean. */
const PAGING: Readonly<Record<'limit' | 'page' | 'offset', readonly string[]>> = {
  limit: ['limit', 'perpage', 'pagesize', 'size', 'count', 'maxresults', 'pagelimit'],
  page: ['page', 'pagenumber', 'pageno'],
  offset: ['offset', 'skip', 'start', 'startindex'],
};

export interface ListFacts {
  readonly list: ListShape;
  readonly shape: Shape;
  readonly filters: Readonly<Record<string, string>>;
  readonly paging: { readonly limit: string | null; readonly page: string | null; readonly offset: string | null };
}

function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/gu, '').toLowerCase();
}

/** A list whose every query parameter is understood: equality on a property, or paging. Null otherwise. */
export function listFacts(root: JsonObject, operation: ApiOperation): ListFacts | null {
  const body = successBody(operation, ['200']);
  if (body === null || body === 'none') return null;
  const list = listShape(root, body.schema);
  const shape = list === null ? null : shapeOf(root, list.items);
  if (list === null || shape === null) return null;
  const filters: Record<string, string> = {};
  const paging: { limit: string | null; page: string | null; offset: string | null } = { limit: null, page: null, offset: null };
  for (const parameter of operation.parameters.filter((one) => one.in === 'query')) {
    const meaning = (['limit', 'page', 'offset'] as const).find((kind) => PAGING[kind].includes(plain(parameter.name)));
    if (shape.properties.has(parameter.name) && isPlain(parameter.schema)) filters[parameter.name] = parameter.name;
    else if (meaning !== undefined && paging[meaning] === null) paging[meaning] = parameter.name;
    else return null;
  }
  return { list, shape, filters, paging };
}

/** A filter by equality has one value. */
function isPlain(schema: Json): boolean {
  return schema === null || typeof schema !== 'object' || Array.isArray(schema) || !['array', 'object'].includes(String((schema as JsonObject)['type']));
}

/** Whether anything of a request would have to be ignored: queries, conditions. */
export function hasSurplus(operation: ApiOperation): boolean {
  return operation.parameters.some(
    ({ in: where, name }) => where === 'query' || (where === 'header' && /^if-(match|unmodified-since)$/iu.test(name)),
  );
}
