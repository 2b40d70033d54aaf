import { describe, expect, it } from 'vitest';
import { bindResources } from '../../src/documents/binding/bind.js';
import { keyOf, stampOf } from '../../src/documents/binding/key.js';
import { readOperations } from '../../src/documents/operations.js';
import type { Json, JsonObject } from '../../src/json.js';

const ITEM: JsonObject = { type: 'object', required: ['id', 'name'], properties: { id: { type: 'string', format: 'uuid', readOnly: true }, name: { type: 'string' } } };

function body(schema: Json, mediaType = 'application/json'): JsonObject {
  return { content: { [mediaType]: { schema } } };
}

interface Variant {
  readonly list?: JsonObject | null;
  readonly create?: JsonObject | null;
  readonly get?: JsonObject | null;
  readonly patch?: JsonObject | null;
  readonly remove?: JsonObject | null;
}

/** What becomes of a collection of five operations, with parts of it replaced or, by null, left out. */
function bound(variant: Variant = {}): string {
  const item = (schema: Json = ITEM): JsonObject => ({ responses: { '200': { description: 'x', ...body(schema) } } });
  const operations = {
    list: { responses: { '200': { description: 'x', ...body({ type: 'array', items: ITEM }) } } },
    create: { requestBody: { required: true, ...body(ITEM) }, responses: { '201': { description: 'x', ...body(ITEM) } } },
    get: item(),
    patch: { requestBody: { required: true, ...body({ ...ITEM, required: [] }) }, ...item() },
    remove: { responses: { '204': { description: 'x' } } },
    ...variant,
  };
  const present = (parts: Readonly<Record<string, JsonObject | null>>): JsonObject => Object.fromEntries(Object.entries(parts).flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
  const parameters = [{ name: 'thing_id', in: 'path', required: true, schema: { type: 'string' } }];
  const root: JsonObject = {
    openapi: '3.1.0',
    paths: {
      '/things': present({ get: operations.list, post: operations.create }),
      '/things/{thing_id}': { parameters, ...present({ get: operations.get, patch: operations.patch, delete: operations.remove }) },
    },
  };
  return bindResources(root, readOperations(root), []).operations.flatMap(({ resource }) => resource?.kind ?? []).join(' ');
}

describe('a collection', () => {
  it('works as a whole', () => {
    expect(bound()).toBe('list create get update delete');
  });

  it.each<[string, Variant, string]>([
    ['nothing can be put into', { create: null }, ''],
    ['nothing can be read back from', { list: null, get: null, patch: null, remove: null }, ''],
    ['answers what nobody sends', { create: { requestBody: { required: true, ...body(ITEM) }, responses: { '201': { description: 'x', ...body({ ...ITEM, required: ['id', 'total'], properties: { ...(ITEM['properties'] as JsonObject), total: { type: 'number' } } }) } } } }, ''],
    ['may be sent nothing', { create: { requestBody: body(ITEM), responses: { '201': { description: 'x', ...body(ITEM) } } } }, ''],
    ['is made without an answer', { create: { requestBody: { required: true, ...body(ITEM) }, responses: { '201': { description: 'x' } } } }, ''],
    ['is filtered by what is no property', { list: { parameters: [{ name: 'near', in: 'query', schema: { type: 'string' } }], responses: { '200': { description: 'x', ...body({ type: 'array', items: ITEM }) } } } }, 'create get update delete'],
    ['is wrapped in more than the items', { list: { responses: { '200': { description: 'x', ...body({ type: 'object', required: ['items', 'total'], properties: { items: { type: 'array', items: ITEM }, total: { type: 'integer' } } }) } } } }, 'create get update delete'],
    ['hides what was sent', { get: { responses: { '200': { description: 'x', ...body({ type: 'object', properties: { id: { type: 'string' } }, additionalProperties: false }) } } } }, 'list create update delete'],
    ['is patched by JSON Patch', { patch: { requestBody: { required: true, ...body({ type: 'array' }, 'application/json-patch+json') }, responses: { '200': { description: 'x', ...body(ITEM) } } } }, 'list create get delete'],
    ['is changed by a command', { patch: { requestBody: { required: true, ...body({ type: 'object', properties: { action: { type: 'string' } } }) }, responses: { '200': { description: 'x', ...body(ITEM) } } } }, 'list create get delete'],
    ['is removed on a condition', { remove: { parameters: [{ name: 'If-Match', in: 'header', schema: { type: 'string' } }], responses: { '204': { description: 'x' } } } }, 'list create get update'],
    ['answers a message when removed', { remove: { responses: { '200': { description: 'x', ...body({ type: 'object', properties: { message: { type: 'string' } } }) } } } }, 'list create get update'],
    ['is read with a switch', { get: { parameters: [{ name: 'expand', in: 'query', schema: { type: 'boolean' } }], responses: { '200': { description: 'x', ...body(ITEM) } } } }, 'list create update delete'],
  ])('that %s is bound only as far as it works', (_name, variant, expected) => {
    expect(bound(variant)).toBe(expected);
  });
});

describe('keys', () => {
  const shape = (properties: JsonObject): Parameters<typeof keyOf>[1] => ({ properties: new Map(Object.entries(properties as Record<string, JsonObject>)), required: new Set(), closed: false });

  it.each([
    ['id', { id: { type: 'string' }, other_id: { type: 'string' } }, 'id'],
    ['bookingId', { id: { type: 'string' }, name: { type: 'string' } }, 'id'],
    ['event-id', { eventId: { type: 'string' }, id: { type: 'string' } }, 'eventId'],
    ['country_code', { code: { type: 'string' } }, 'code'],
    ['username', { username: { type: 'string' } }, 'username'],
    ['colour', { colour: { type: 'string' } }, 'colour'],
    ['thing', { id: { type: 'string' } }, null],
    ['id', { id: { type: 'object' } }, null],
  ])('of the parameter %s', (parameter, properties, key) => {
    expect(keyOf(parameter, shape(properties))).toBe(key);
  });
});

it('knows time stamps by their names', () => {
  const time = { type: 'string', format: 'date-time' };
  expect(['createdAt', 'created_at', 'date_created', 'created', 'lastModified', 'updated_at', 'departure'].map((name) => stampOf(name, time))).toEqual(['created', 'created', 'created', 'created', 'updated', 'updated', null]);
  expect(stampOf('createdAt', { type: 'integer' })).toBeNull();
});
