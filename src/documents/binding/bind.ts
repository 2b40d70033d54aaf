/** Finds the operations of a given document that are plain resource access, so that they work without code. */
import type { JsonObject } from '../../json.js';
import type { EntityModel } from '../../spec/model.js';
import type { ApiOperation, ResourceBinding, ResourceKind } from '../model.js';
import { entityOf, misfit } from './entity.js';
import { hasSurplus, jsonBody, listFacts, placeOf, successBody, type ListFacts, type Place } from './facts.js';
import { canFill, canMakeKey, keyOf, stampOf } from './key.js';
import { shapeOf, takesNull, typesOf, type Shape } from './shape.js';

export interface Note {
  readonly pointer: string;
  readonly message: string;
}

export interface Bound {
  readonly operations: readonly ApiOperation[];
  /** Why an operation that looks bound to an entity is not. */
  readonly notes: readonly Note[];
}

interface Member {
  readonly operation: ApiOperation;
  readonly place: Place;
  readonly kind: ResourceKind;
}

const KINDS: Readonly<Record<string, readonly [ResourceKind | null, ResourceKind | null]>> = {
  get: ['list', 'get'],
  post: ['create', null],
  patch: [null, 'update'],
  put: [null, 'replace'],
  delete: [null, 'delete'],
};

function members(operations: readonly ApiOperation[]): readonly Member[] {
  return operations.flatMap((operation) => {
    const place = placeOf(operation.path);
    const kind = KINDS[operation.method]?.[place?.item === null ? 0 : 1] ?? null;
    return place === null || kind === null ? [] : [{ operation, place, kind }];
  });
}

/** Everything known about one collection, gathered from all of its operations. */
export interface Collection {
  readonly place: Place;
  readonly item: string | null;
  readonly key: string;
  readonly stored: Shape;
  /** What clients may send on create; null when nothing creates. */
  readonly sent: Shape | null;
  readonly list: ListFacts | null;
}

/** Same JSON types, so that what was sent can be answered. */
function agrees(answer: JsonObject, sent: JsonObject | undefined): boolean {
  if (sent === undefined) return true;
  const [a, b] = [typesOf(answer), typesOf(sent)];
  return a.length === 0 || b.length === 0 || a.every((type) => b.includes(type)) || (a.includes('number') && b.includes('integer'));
}

/** Whether every required property of an answer can come from what was sent, the key, a time stamp or a default. */
function producible(root: JsonObject, answer: Shape, sent: Shape, key: string): boolean {
  for (const [name, schema] of answer.properties) if (!agrees(schema, sent.properties.get(name))) return false;
  if (answer.closed && [...sent.properties.keys()].some((name) => !answer.properties.has(name))) return false;
  return [...answer.required].every((name) => {
    const schema = answer.properties.get(name);
    if (name === key) return true;
    return sent.required.has(name) && sent.properties.get(name)?.['readOnly'] !== true
      ? sent.properties.has(name)
      : schema !== undefined && canFill(root, name, schema);
  });
}

/** The object a client sends; null when some JSON body is another thing, or nothing has to be sent though it would be needed. */
function bodyShape(root: JsonObject, operation: ApiOperation): Shape | null {
  const body = jsonBody(operation.bodies);
  const shape = body === null ? null : shapeOf(root, body.schema);
  const others = operation.bodies.filter(({ mediaType }) => /json/iu.test(mediaType));
  if (shape === null || others.some(({ schema }) => shapeOf(root, schema) === null)) return null;
  return operation.bodyRequired || shape.required.size === 0 ? shape : null;
}

function answerShape(root: JsonObject, operation: ApiOperation, statuses: readonly string[]): Shape | 'none' | null {
  const body = successBody(operation, statuses);
  return body === null || body === 'none' ? body : shapeOf(root, body.schema);
}

/** Everything an object of the collection can hold: what any answer has, and what is sent. Null when nothing is answered. */
function union(answers: readonly Shape[], sent: Shape | null): Shape | null {
  if (answers.length === 0) return null;
  const all = sent === null ? answers : [...answers, sent];
  return {
    properties: new Map([...all].reverse().flatMap(({ properties }) => [...properties])),
    required: new Set(answers.flatMap(({ required }) => [...required])),
    closed: false,
  };
}

/** Reads a collection from its operations; null when it cannot be kept as plain objects. */
function collectionOf(root: JsonObject, group: readonly Member[]): Collection | null {
  const create = group.find(({ kind }) => kind === 'create');
  const get = group.find(({ kind }) => kind === 'get');
  const lister = group.find(({ kind }) => kind === 'list');
  const list = lister === undefined ? null : listFacts(root, lister.operation);
  const created = create === undefined ? null : answerShape(root, create.operation, ['201', '200']);
  const got = get === undefined ? null : answerShape(root, get.operation, ['200']);
  const sent = create === undefined ? null : bodyShape(root, create.operation);
  const stored = union([got, list?.shape ?? null, created].filter((shape): shape is Shape => shape !== null && shape !== 'none'), sent);
  if (stored === null) return null;
  const items = [...new Set(group.flatMap(({ place }) => place.item ?? []))];
  if (items.length > 1) return null;
  const item = items[0] ?? null;
  const key = item === null ? (keyOf('id', stored) ?? 'id') : keyOf(item, stored);
  const [first] = group;
  if (key === null || first === undefined) return null;
  if (create !== undefined && (sent === null || created === null || created === 'none')) return null;
  const collection: Collection = { place: { ...first.place, item: null }, item, key, stored, sent, list };
  return create === undefined || creates(root, collection, created) ? collection : null;
}

/** Whether a create works for real: its answer can be made, and a key is there or can be made. */
function creates(root: JsonObject, { sent, key, stored }: Collection, created: Shape | 'none' | null): boolean {
  if (sent === null || created === null || created === 'none' || !producible(root, created, sent, key)) return false;
  const supplied = sent.required.has(key) && sent.properties.get(key)?.['readOnly'] !== true;
  const schema = stored.properties.get(key);
  return supplied || (schema !== undefined && canMakeKey(schema));
}

/** Whether one operation of a working collection does nothing but plain access. */
function works(root: JsonObject, member: Member, collection: Collection): boolean {
  const { operation, kind } = member;
  const { sent, key, stored } = collection;
  if (kind === 'list') return collection.list !== null && (sent === null || producible(root, collection.list.shape, sent, key));
  if (hasSurplus(operation)) return false;
  if (kind === 'create') return true;
  if (kind === 'delete') return operation.bodies.length === 0 && successBody(operation, ['204', '200']) === 'none';
  const answer = answerShape(root, operation, ['200', '204']);
  if (kind === 'get') return answer !== null && answer !== 'none' && (sent === null || producible(root, answer, sent, key));
  const body = bodyShape(root, operation);
  if (body === null || answer === null) return false;
  const known = [...body.properties].every(([name, schema]) => {
    const property = stored.properties.get(name);
    return property !== undefined && agrees(property, schema);
  });
  const base = kind === 'replace' ? body : (sent ?? stored);
  return known && (answer === 'none' || producible(root, answer, base, key));
}

function stamps(stored: Shape): Readonly<Record<string, 'created' | 'updated'>> {
  return Object.fromEntries(
    [...stored.properties].flatMap(([name, schema]): [string, 'created' | 'updated'][] => {
      const stamp = stampOf(name, schema);
      return stamp === null ? [] : [[name, stamp]];
    }),
  );
}

/** What required properties hold that a client may leave out. */
function fill(root: JsonObject, stored: Shape, sent: Shape | null): JsonObject {
  return Object.fromEntries(
    [...stored.required].flatMap((name): [string, NonNullable<JsonObject[string]> | null][] => {
      const schema = stored.properties.get(name);
      const always = sent?.required.has(name) === true && sent.properties.get(name)?.['readOnly'] !== true;
      if (schema === undefined || always || stampOf(name, schema) !== null) return [];
      if (schema['const'] !== undefined) return [[name, schema['const']]];
      if (schema['default'] !== undefined) return [[name, schema['default']]];
      return takesNull(root, schema) ? [[name, null]] : [];
    }),
  );
}

function bindingOf(root: JsonObject, member: Member, collection: Collection, entity: string | null): ResourceBinding {
  const { kind, place } = member;
  const { list, stored, sent, key } = collection;
  // One name for the collection, though its operations may call the parents by different ones.
  const shared = { kind, collection: collection.place.collection, entity, parents: place.parents, item: place.item, key };
  const own = entity === null ? { stamps: stamps(stored), fill: fill(root, stored, sent) } : {};
  if (kind !== 'list' || list === null) return { ...shared, items: null, filters: {}, ...own };
  return { ...shared, items: list.list.property, filters: list.filters, paging: list.paging, ...own };
}

/**
 * Whether the operations make a collection: something can be put into it and read back. A lone POST is an action, and
 * where the data of a read-only path comes from only the user knows; an entity of theirs says so.
 */
function isCollection(group: readonly Member[], entity: EntityModel | null): boolean {
  if (entity !== null) return true;
  return group.some(({ kind }) => kind === 'create') && group.some(({ kind }) => kind === 'get' || kind === 'list');
}

/** Binds what is plain resource access; `entities` are those the spec declares beside the document. */
export function bindResources(root: JsonObject, operations: readonly ApiOperation[], entities: readonly EntityModel[]): Bound {
  const groups = new Map<string, Member[]>();
  for (const member of members(operations)) {
    const key = member.place.collection.replaceAll(/\{[^}]*\}/gu, '{}');
    groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  const bindings = new Map<string, ResourceBinding>();
  const notes: Note[] = [];
  for (const group of groups.values()) {
    const entity = entityOf(root, group.map(({ operation }) => operation), group[0]?.place.collection ?? '', entities);
    const collection = isCollection(group, entity) ? collectionOf(root, group) : null;
    const reason = entity === null || collection === null ? null : misfit(collection, entity);
    if (entity !== null && reason !== null) {
      notes.push({ pointer: group[0]?.operation.pointer ?? '#', message: `${entity.name} cannot stand behind ${group[0]?.place.collection}: ${reason}` });
      continue;
    }
    if (collection === null) continue;
    for (const member of group.filter((one) => works(root, one, collection))) {
      bindings.set(member.operation.id, bindingOf(root, member, collection, entity?.name ?? null));
    }
  }
  return { operations: operations.map((operation) => ({ ...operation, resource: bindings.get(operation.id) ?? null })), notes };
}
