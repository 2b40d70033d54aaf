/** The view of stores.py: how each collection of a given document is kept and answered. */
import type { ApiOperation, CollectionModel, Json, JsonObject, Service } from '../../src/kit.js';
import type { Collection, ServiceCode } from './operations.js';
import { docstring, Imports, pyDict, pyJson, pyString } from './python.js';
import { isObject, resolve, shapeOf, takesNull, typesOf } from './schema/read.js';
import { firstParty, type ModuleView } from './views.js';

export interface StoreView {
  readonly constantName: string;
  readonly options: readonly { readonly name: string; readonly valueCode: string }[];
}

export interface StoresView extends ModuleView {
  readonly metadataCode: string;
  readonly stores: readonly StoreView[];
}

export function storesView(service: Service, code: ServiceCode): StoresView {
  const imports = new Imports().add('servicekit.collections', 'Collection').add('servicekit.collections', 'collection_table');
  const entities = service.entities.length > 0;
  if (entities) imports.add(`${service.package}.tables`, '_base');
  else imports.add('sqlalchemy', 'MetaData');
  const stores = inOrder(code.collections).map((collection) => storeView(service, collection, code.collections, imports));
  return {
    docCode: docstring(null, 'Collections of the document, and where they are kept', 0),
    importsCode: imports.code(firstParty(service)),
    metadataCode: entities ? '_base.Base.metadata' : 'MetaData()',
    stores,
  };
}

/** Path of the collection that the last parent belongs to: `/authors` of `/authors/{}/books`. */
function parentPath(path: string): string | null {
  const at = path.lastIndexOf('/{}');
  return at === -1 ? null : path.slice(0, at);
}

/** Parents come first. */
function inOrder(collections: readonly Collection[]): readonly Collection[] {
  return collections.toSorted((a, b) => a.model.path.split('/').length - b.model.path.split('/').length);
}

function storeView(service: Service, { model, constant }: Collection, all: readonly Collection[], imports: Imports): StoreView {
  const document = service.api.validation;
  const facts = factsOf(document, model);
  const parent = all.find((other) => other.model.path === parentPath(model.path));
  const listing = listingCode(document, model, imports);
  const options: [string, string | null][] = [
    ['table', `collection_table(${pyString(model.table)}, METADATA)`],
    ['key', pyString(facts.key)],
    ['key_type', facts.keyType === 'uuid' ? null : pyString(facts.keyType)],
    ['schema', facts.pointer === null ? null : pyString(facts.pointer)],
    ['parent', parent === undefined ? null : parent.constant],
    ['stamps', dictionary(facts.stamps)],
    ['fill', dictionary(facts.fill)],
    ['nullable', names(facts.where((schema) => takesNull(document, schema)))],
    ['read_only', names(facts.where((schema) => isObject(schema) && schema['readOnly'] === true))],
    ['write_only', names(facts.where((schema) => isObject(schema) && schema['writeOnly'] === true))],
    ['listing', listing],
  ];
  return {
    constantName: constant,
    options: options.flatMap(([name, valueCode]) => (valueCode === null ? [] : [{ name, valueCode }])),
  };
}

function dictionary(value: JsonObject): string | null {
  const entries = Object.entries(value).map(([name, inner]) => [name, pyJson(inner)] as const);
  return entries.length === 0 ? null : pyDict(entries);
}

function names(values: readonly string[]): string | null {
  return values.length === 0 ? null : `frozenset({${values.map(pyString).join(', ')}})`;
}

interface Facts {
  readonly key: string;
  readonly keyType: 'uuid' | 'integer' | 'text';
  /** JSON pointer of the objects' schema. */
  readonly pointer: string | null;
  readonly stamps: JsonObject;
  readonly fill: JsonObject;
  /** Properties of which a schema says so. */
  where(test: (schema: Json) => boolean): readonly string[];
}

/** What the operations of a collection agree on. */
function factsOf(document: JsonObject, model: CollectionModel): Facts {
  const [first] = model.operations;
  const key = first?.resource?.key ?? 'id';
  const answering = ['get', 'create', 'update', 'replace'].flatMap((kind) => model.operations.filter(({ resource }) => resource?.kind === kind));
  const answers = answering.flatMap((operation) => answerSchema(document, operation) ?? []);
  const listed = model.operations.flatMap((operation) => itemSchema(document, operation) ?? []);
  const bodies = model.operations.flatMap(({ bodies }) => bodies.flatMap(({ schema }) => (isObject(schema ?? undefined) ? [schema as JsonObject] : [])));
  const [answer] = [...answers, ...listed];
  const stored = answer === undefined ? null : shapeOf(document, answer.schema);
  const all = [...(answer === undefined ? [] : [answer.schema]), ...bodies].flatMap((schema) => [...(shapeOf(document, schema)?.properties ?? [])]);
  return {
    key,
    keyType: keyType(document, stored?.properties.get(key)?.[0]),
    pointer: answer?.pointer ?? null,
    stamps: Object.assign({}, ...model.operations.map(({ resource }) => resource?.stamps ?? {})) as JsonObject,
    fill: Object.assign({}, ...model.operations.map(({ resource }) => resource?.fill ?? {})) as JsonObject,
    where: (test) => [...new Set(all.filter(([, schemas]) => schemas.some((schema) => test(schema))).map(([name]) => name))].sort(),
  };
}

function keyType(document: JsonObject, schema: Json | undefined): Facts['keyType'] {
  const target = isObject(schema) && typeof schema['$ref'] === 'string' ? resolve(document, schema['$ref']) : schema;
  if (!isObject(target)) return 'text';
  if (typesOf(target)?.includes('integer')) return 'integer';
  return target['format'] === 'uuid' ? 'uuid' : 'text';
}

interface Found {
  readonly schema: JsonObject;
  readonly pointer: string;
}

/** The value at a pointer and where it really stands, references followed. */
function follow(document: JsonObject, pointer: string): Found | null {
  let at = pointer;
  for (let count = 0; count < 20; count += 1) {
    const value = resolve(document, at);
    if (!isObject(value)) return null;
    if (typeof value['$ref'] !== 'string') return { schema: value, pointer: at.replace(/^#/, '') };
    at = value['$ref'];
  }
  return null;
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Schema of the JSON body of the first documented success. */
function answerSchema(document: JsonObject, operation: ApiOperation): Found | null {
  const kind = operation.resource?.kind;
  const success = operation.responses.find(({ status, bodies }) => /^2\d\d$/.test(status) && bodies.length > 0);
  const body = success?.bodies.find(({ mediaType }) => /^application\/([\w.-]+\+)?json/i.test(mediaType));
  if (success === undefined || body === undefined || kind === 'delete') return null;
  const response = follow(document, `${hash(operation.pointer)}/responses/${success.status}`);
  return response === null ? null : follow(document, `#${response.pointer}/content/${escaped(body.mediaType)}/schema`);
}

function hash(pointer: string): string {
  return pointer.startsWith('#') ? pointer : `#${pointer}`;
}

/** Schema of the array that a list answers. */
function arrayOf(document: JsonObject, operation: ApiOperation): Found | null {
  const { resource } = operation;
  if (resource?.kind !== 'list') return null;
  const answer = answerSchema(document, operation);
  if (answer === null || resource.items === null) return answer;
  return follow(document, `#${answer.pointer}/properties/${escaped(resource.items)}`);
}

function itemSchema(document: JsonObject, operation: ApiOperation): Found | null {
  const array = arrayOf(document, operation);
  return array === null ? null : follow(document, `#${array.pointer}/items`);
}

function listingCode(document: JsonObject, model: CollectionModel, imports: Imports): string | null {
  const operation = model.operations.find(({ resource }) => resource?.kind === 'list');
  if (operation?.resource === undefined || operation.resource === null) return null;
  const { items, filters, paging } = operation.resource;
  const most = arrayOf(document, operation)?.schema['maxItems'];
  const page = operation.parameters.find(({ name, in: where }) => where === 'query' && name === paging?.page);
  const pageSchema = isObject(page?.schema) ? page.schema : {};
  const options: [string, string | null][] = [
    ['items', items === null ? null : pyString(items)],
    ['filters', dictionary(filters)],
    ['limit', text(paging?.limit)],
    ['offset', text(paging?.offset)],
    ['page', text(paging?.page)],
    ['first_page', pageSchema['minimum'] === 0 || pageSchema['default'] === 0 ? '0' : null],
    ['most', typeof most === 'number' ? String(most) : null],
  ];
  const given = options.flatMap(([name, code]) => (code === null ? [] : [`${name}=${code}`]));
  if (given.length === 0) return null;
  imports.add('servicekit.collections', 'Listing');
  return `Listing(${given.join(', ')})`;
}

function text(name: string | null | undefined): string | null {
  return name === null || name === undefined ? null : pyString(name);
}

