/** One collection as the data that its pages are drawn from. */
import type { ApiDocument, ApiOperation, ApiParameter, Json, JsonObject } from '../../../src/kit.js';
import { accessOf } from './access.js';
import { answer, jsonBody, type Collection } from './collections.js';
import { fieldOf } from './fields.js';
import { targetOf, type Referable } from './references.js';
import { isObject, merged, present } from './schema.js';

const SYSTEM = ['createdAt', 'updatedAt', 'version'];
const PAGE = 20;
/** A picker looks through as many at a time. */
const MOST = 100;

export function resourceOf(one: Collection, all: readonly Referable[]): JsonObject {
  const { operations, service } = one;
  return {
    service: service.name,
    name: one.name,
    title: one.title,
    plural: one.plural,
    description: one.description,
    path: one.path,
    parents: one.parents,
    key: one.key,
    label: one.label,
    fields: fieldsOf(one, all),
    list: operations.list === undefined ? null : listOf(one, operations.list, all),
    create: operations.create === undefined ? null : writeOf(service.api, operations.create),
    read: operations.get === undefined ? null : { access: accessOf(service.api, operations.get) },
    update: updateOf(one),
    remove: operations.delete === undefined ? null : { access: accessOf(service.api, operations.delete), ifMatch: wantsMatch(operations.delete) },
  };
}

/** What a picker has to know of a collection. */
export function referable(one: Collection): Referable {
  const { list, get } = one.operations;
  const filters = list?.resource?.filters ?? {};
  const target = {
    service: one.service.name,
    resource: one.name,
    title: one.title,
    path: one.path,
    key: one.key,
    label: one.label,
    items: list?.resource?.items ?? null,
    paging: list === undefined ? { kind: 'none', limit: null } : pagingOf(one, list),
    limit: list === undefined ? MOST : limitOf(one, list, MOST),
    find: Object.entries(filters).find(([, property]) => property === one.label)?.[0] ?? null,
    sort: list !== undefined && sortOf(list).names.includes(one.label) ? sortOf(list).parameter : null,
    readable: get !== undefined,
    access: list === undefined ? [] : accessOf(one.service.api, list),
  };
  return { service: one.service.name, name: one.name, entity: one.entity, nested: one.parents.length > 0, listed: list !== undefined, target };
}

function fieldsOf(one: Collection, all: readonly Referable[]): readonly JsonObject[] {
  const { stored, sent, changed, root, key } = one;
  const names = [...new Set([...stored.all.keys(), ...(sent?.all.keys() ?? []), ...(changed?.all.keys() ?? [])])];
  const stamps = Object.keys(one.operations.create?.resource?.stamps ?? {});
  return names.map((name) => {
    const schema = sent?.all.get(name) ?? changed?.all.get(name) ?? stored.all.get(name) ?? {};
    const shown = stored.all.get(name) ?? {};
    const writable = (where: ReadonlyMap<string, JsonObject> | undefined): boolean => where?.has(name) === true && where.get(name)?.['readOnly'] !== true;
    const create = writable(sent?.all);
    const update = writable(changed?.all);
    const own = name === key || SYSTEM.includes(name) || stamps.includes(name);
    const use = { name, required: create && sent?.required.has(name) === true, create, update, system: own && !create && !update };
    const target = targetOf(all, { service: one.service.name, entity: one.entity, key }, name, root, schema);
    return fieldOf(root, { ...shown, ...schema }, { ...use, target }, one.entity);
  });
}

function listOf(one: Collection, operation: ApiOperation, all: readonly Referable[]): JsonObject {
  const { parameter, names } = sortOf(operation);
  const filters = operation.resource?.filters ?? {};
  const query = operation.parameters.filter((parameter) => parameter.in === 'query' && Object.hasOwn(filters, parameter.name));
  return {
    access: accessOf(one.service.api, operation),
    items: operation.resource?.items ?? null,
    paging: pagingOf(one, operation),
    limit: limitOf(one, operation, PAGE),
    sort: parameter,
    sortable: names.filter((name) => one.stored.all.has(name)),
    filters: query.map((parameter) => ({ parameter: parameter.name, field: filterField(one, parameter, filters[parameter.name] ?? parameter.name, all) })),
  };
}

/** A filter shows and chooses like the property that it compares with. */
function filterField(one: Collection, parameter: ApiParameter, property: string, all: readonly Referable[]): JsonObject {
  const stored = one.stored.all.get(property) ?? {};
  const target = targetOf(all, { service: one.service.name, entity: one.entity, key: one.key }, property, one.root, stored);
  const own = present(one.root, parameter.schema);
  const schema = { ...own, ...(stored['title'] === undefined ? {} : { title: stored['title'] }), description: parameter.description ?? null };
  const use = { name: property, required: false, create: true, update: true, system: false, target };
  return { ...fieldOf(one.root, schema, use, one.entity), nullable: false, preset: null };
}

function pagingOf(one: Collection, operation: ApiOperation): JsonObject {
  const query = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const declared = operation.resource?.paging;
  const limit = declared?.limit ?? (query.includes('limit') ? 'limit' : null);
  const whole = merged(one.root, answer(operation)?.schema ?? undefined);
  const next = isObject(whole['properties']) && 'nextCursor' in whole['properties'];
  if (query.includes('cursor') && next && limit !== null) return { kind: 'cursor', limit, cursor: 'cursor', next: 'nextCursor' };
  if (typeof declared?.page === 'string') return { kind: 'page', limit, page: declared.page };
  if (typeof declared?.offset === 'string') return { kind: 'offset', limit, offset: declared.offset };
  return { kind: 'none', limit };
}

/** How many a page holds: as many as wanted, or what the document allows; without pages all that it gives. */
function limitOf(one: Collection, operation: ApiOperation, wanted: number): number {
  const paging = pagingOf(one, operation);
  const parameter = operation.parameters.find(({ name, in: where }) => where === 'query' && name === paging['limit']);
  const schema = parameter === undefined ? {} : present(one.root, parameter.schema);
  const bound = (key: string, otherwise: number): number => (typeof schema[key] === 'number' ? schema[key] : otherwise);
  const most = bound('maximum', wanted);
  if (paging['kind'] === 'none') return Math.max(1, Math.min(most, MOST));
  return Math.max(bound('minimum', 1), Math.min(most, wanted));
}

/** A drafted list names what it sorts by in the pattern of its `sort`. */
function sortOf(operation: ApiOperation): { readonly parameter: string | null; readonly names: readonly string[] } {
  const parameter = operation.parameters.find(({ name, in: where }) => where === 'query' && name === 'sort');
  const pattern: Json | undefined = isObject(parameter?.schema) ? parameter.schema['pattern'] : undefined;
  const names = typeof pattern === 'string' ? (/^\^-\?\(([A-Za-z0-9_|]+)\)/u.exec(pattern)?.[1]?.split('|') ?? []) : [];
  return names.length === 0 ? { parameter: null, names: [] } : { parameter: 'sort', names };
}

function updateOf({ operations, service }: Collection): JsonObject | null {
  const operation = operations.update ?? operations.replace;
  return operation === undefined ? null : writeOf(service.api, operation);
}

function writeOf(api: ApiDocument, operation: ApiOperation): JsonObject {
  return {
    access: accessOf(api, operation),
    method: operation.method.toUpperCase(),
    mediaType: jsonBody(operation.bodies)?.mediaType ?? 'application/json',
    ifMatch: wantsMatch(operation),
  };
}

export function wantsMatch(operation: ApiOperation): boolean {
  return operation.parameters.some(({ name, in: where }) => where === 'header' && name.toLowerCase() === 'if-match');
}
