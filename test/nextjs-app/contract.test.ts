import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contract } from '../../generators/nextjs-app/contract/index.js';
import { slug, words } from '../../generators/nextjs-app/contract/names.js';
import { constant, literal } from '../../generators/nextjs-app/contract/print.js';
import { hostileSpec, hostileStrings, oddNamesSpec } from '../../verify/specs.js';
import { ROOT } from '../support/assets.js';
import { SHOP, specText } from '../support/run.js';
import { projectOf } from '../support/tree.js';

interface Field { readonly name: string; readonly title: string; readonly kind: string; readonly target: { readonly resource: string; readonly label: string } | null }
interface Resource { readonly name: string; readonly title: string; readonly label: string; readonly fields: readonly Field[]; readonly [key: string]: unknown }

/** The modules of a spec: path -> text. */
async function modules(spec: string, documents: Record<string, string> = {}): Promise<Map<string, string>> {
  const files = contract(await projectOf(spec, documents));
  return new Map(files.flatMap(({ path, content }) => (content.kind === 'text' ? [[path.replace('web/src/contract/', ''), content.text]] : [])));
}

/** What a module's constants hold, read by a JavaScript engine. */
function valueOf(module: string | undefined, name: string): unknown {
  const code = (module ?? '').replaceAll(/^import .*$/gmu, '').replaceAll(/export const (\w+)(?:: [^=]+)? = /gu, 'const $1 = ').replaceAll('zodFrom', 'Boolean');
  return new Function(`${code}\nreturn ${name};`)() as unknown;
}

const resource = (module: string | undefined): Resource => valueOf(module, 'resource') as Resource;
const field = ({ fields }: Resource, name: string): Field => fields.find((one) => one.name === name) as Field;

test('the app is called what the spec calls it, else what the project is called', async () => {
  const named = async (spec: string): Promise<string> => (await modules(spec)).get('index.ts') ?? '';
  expect(await named(SHOP)).toContain('"Shop"');
  const own = await named(`${SHOP}\nweb: { title: Corner shop }\n`);
  expect(own).toContain('"Corner shop"');
  expect(own).not.toContain('"Shop"');
});

describe('drafted documents', () => {
  test('a resource says where it is, what it is called and what may be done', async () => {
    const product = resource((await modules(SHOP)).get('services/catalog/products.ts'));
    expect(product).toMatchObject({
      service: 'catalog', title: 'Product', plural: 'Products', path: '/api/v1/products', key: 'id', label: 'name',
      list: { items: 'items', paging: { kind: 'cursor', limit: 'limit', cursor: 'cursor', next: 'nextCursor' }, sort: 'sort' },
      create: { method: 'POST', access: [['editor'], ['admin']] },
      update: { method: 'PATCH', mediaType: 'application/merge-patch+json', ifMatch: true },
      remove: { access: [['admin']], ifMatch: true },
    });
  });

  test('references are fields that name the resource they refer to', async () => {
    const product = resource((await modules(SHOP)).get('services/catalog/products.ts'));
    expect(field(product, 'categoryId')).toMatchObject({ title: 'Category', kind: 'reference', target: { resource: 'categories', label: 'name', find: 'name', sort: 'sort' } });
  });

  test('every type of the language has a kind of its own', async () => {
    const all = await modules(specText('six.yaml'));
    const kinds = (path: string): object => Object.fromEntries(resource(all.get(path)).fields.map(({ name, kind }) => [name, kind]));
    expect(kinds('services/catalog/products.ts')).toEqual({
      id: 'uuid', name: 'string', class: 'enum', from: 'date', import: 'boolean', price: 'decimal', weight: 'number', stock: 'integer', summary: 'text', sku: 'string',
      homepage: 'url', metadata: 'json', labels: 'array', size: 'object', categoryId: 'reference', tags: 'many', successorId: 'reference', createdAt: 'datetime', updatedAt: 'datetime', version: 'integer',
    });
    expect(kinds('services/accounts/customers.ts')).toMatchObject({ email: 'email', favouriteId: 'reference', seen: 'datetime', self: 'boolean' });
    expect(field(resource(all.get('services/accounts/customers.ts')), 'favouriteId').target).toMatchObject({ service: 'catalog', resource: 'products' });
  });

  test('the bodies are schemas of their own, without words for people', async () => {
    const all = await modules(specText('six.yaml'));
    const schema = valueOf(all.get('services/catalog/products.schema.ts'), 'createSchema') as { properties: Record<string, object>; $defs: object };
    expect(schema).toMatchObject({ type: 'object', required: ['name', 'price', 'sku', 'categoryId'], additionalProperties: false });
    expect(schema.properties['class']).toEqual({ type: 'string', enum: ['book', 'film', 'game'] });
    expect(schema.properties['metadata']).toMatchObject({ anyOf: [{ allOf: [{ $ref: '#/$defs/d1' }] }, { type: 'null' }] });
    expect(Object.keys(schema.$defs)).toEqual(['d1']);
  });
});

describe('given documents', () => {
  const rail = async (): Promise<Map<string, string>> =>
    modules(specText('rail.yaml'), { 'specs/openapi/trips.yaml': readFileSync(join(ROOT, 'test/specs/specs/openapi/trips.yaml'), 'utf8') });

  test('what is resource-shaped is a resource', async () => {
    const station = resource((await rail()).get('services/trips/stations.ts'));
    expect(station).toMatchObject({ title: 'Station', plural: 'Stations', path: '/v1/stations', key: 'id', label: 'name', update: null, list: { items: 'data', paging: { kind: 'none', limit: 'limit' } } });
    expect(resource((await rail()).get('services/trips/bookings.ts')).fields.map(({ name, kind }) => `${name} ${kind}`)).toContain('departure datetime');
  });

  test('every other operation is an action', async () => {
    const actions = valueOf((await rail()).get('services/trips.ts')?.replaceAll(/resource\d+/gu, 'null'), 'actions');
    expect(actions).toMatchObject([{ name: 'pay-booking', method: 'POST', path: '/v1/bookings/{bookingId}/payment', parameters: [{ in: 'path', field: { name: 'bookingId', kind: 'reference' } }] }]);
    expect((await rail()).get('schemas.ts')).toContain('"trips/pay-booking": () => import("@/contract/services/trips/pay-booking.action")');
  });
});

describe('given documents that offer less, or something else', () => {
  const thing = { type: 'object', required: ['id', 'name'], properties: { id: { type: 'string', format: 'uuid' }, name: { type: 'string' } } };
  const json = (schema: object): object => ({ content: { 'application/json': { schema } } });
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } };
  const answer = (schema: object): object => ({ description: 'ok', ...json(schema) });
  const library = (): Promise<Map<string, string>> => {
    const sent = { ...thing, required: ['name'], properties: { ...thing.properties, id: { ...thing.properties.id, readOnly: true } } };
    const since = { name: 'since', in: 'query', schema: { type: 'string', format: 'date' } };
    const limit = { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 30 } };
    const crud = (name: string, query: readonly object[]): object => ({
      [`/${name}`]: {
        get: { operationId: `list-${name}`, parameters: query, responses: { 200: answer({ type: 'array', items: thing }) }, security: [{ login: ['read'] }] },
        post: { operationId: `make-${name}`, requestBody: { required: true, ...json(sent) }, responses: { 201: answer(thing) }, security: [{ key: ['write'] }] },
      },
      [`/${name}/{id}`]: { get: { operationId: `get-${name}`, parameters: [id], responses: { 200: answer(thing) }, security: [{ token: ['reader'] }, { login: ['read', 'all'] }] } },
    });
    const lend = { type: 'object', properties: { bookId: { type: 'string', format: 'uuid' }, shelfId: { type: 'string', format: 'uuid' } } };
    const schemes = {
      login: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://a.test', scopes: { read: 'r', all: 'a' } } } },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      token: { type: 'http', scheme: 'bearer' },
    };
    const paths = { ...crud('books', [limit]), ...crud('shelves', [since]), '/lend': { post: { operationId: 'lend', requestBody: json(lend), responses: { 204: { description: 'ok' } } } } };
    const document = { openapi: '3.1.0', info: { title: 'Library', version: '1' }, servers: [{ url: '/' }], paths, components: { securitySchemes: schemes } };
    const spec = { specwright: 1, name: 'library', domain: 'x', owner: 'y', blueprint: 'api-gateway', services: { library: { openapi: 'library.json' } } };
    return modules(JSON.stringify(spec), { 'library.json': JSON.stringify(document) });
  };

  test('roles and scopes are asked of a person, keys of the app', async () => {
    expect(resource((await library()).get('services/library/books.ts'))).toMatchObject({
      list: { access: [['scope:read']] },
      create: { access: [] },
      read: { access: [['reader'], ['scope:read', 'scope:all']] },
    });
  });

  test('a choice needs a list, and no more of it than the document allows', async () => {
    const all = await library();
    const [lend] = (valueOf(all.get('services/library.ts')?.replaceAll(/resource\d+/gu, 'null'), 'actions') as { name: string; body: Resource }[]).filter(({ name }) => name === 'lend');
    expect(resource(all.get('services/library/shelves.ts'))['list']).toBeNull();
    expect(lend?.body.fields).toMatchObject([
      { name: 'bookId', kind: 'reference', target: { resource: 'books', limit: 30 } },
      { name: 'shelfId', kind: 'uuid', target: null },
    ]);
  });
});

describe('any name, any text', () => {
  test('hostile strings are read back as they were', async () => {
    const note = resource((await modules(JSON.stringify(hostileSpec()))).get('services/notes/notes.ts'));
    expect((field(note, 'kind') as unknown as { options: string[] }).options).toEqual(hostileStrings);
  });

  test('odd names stay values', async () => {
    const all = await modules(JSON.stringify(oddNamesSpec()));
    const names = [...all.keys()].filter((path) => path.startsWith('services/class/'));
    expect(names).toContain('services/class/http-server2-logs.ts');
    for (const [path, text] of all) if (path.endsWith('.schema.ts')) expect(valueOf(text, 'createSchema')).toBeTruthy();
  });

  test('literals are what they say', () => {
    for (const value of [...hostileStrings, '\u0000\ud800', '__proto__']) expect(new Function(`return ${literal(value)}`)()).toBe(value);
    expect(constant('x', 'X', { ['__proto__']: 1, a: [] })).toBe('export const x: X = {\n  ["__proto__"]: 1,\n  a: [],\n};\n');
    expect(constant('x', 'X', { list: ['a'.repeat(60), 'b'.repeat(40)] })).toContain('  list: [\n    "aaa');
  });

  test('names for addresses and for people', () => {
    expect(slug('HTTPServer2Log', 'x')).toBe('http-server2-log');
    expect(slug('…', 'items')).toBe('items');
    expect([words('createdAt'), words('HTTPStatus'), words('a_b'), words('x')]).toEqual(['Created at', 'HTTP status', 'A b', 'X']);
  });
});
