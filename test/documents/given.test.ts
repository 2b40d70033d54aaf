import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftDocuments } from '../../src/documents/draft.js';
import { modernised } from '../../src/documents/dialect.js';
import type { ApiDocument, DocumentLoader, Documents } from '../../src/documents/model.js';
import type { JsonObject } from '../../src/json.js';
import { InputError, type Problem } from '../../src/problems.js';
import type { EntityModel } from '../../src/spec/model.js';
import { entity, field, loader, service, spec } from './samples.js';

const ZOO = join(import.meta.dirname, '../zoo');

function folder(root: string): DocumentLoader {
  return {
    read: (path) => {
      try {
        return Promise.resolve(readFileSync(join(root, path), 'utf8'));
      } catch {
        return Promise.resolve(null);
      }
    },
  };
}

function given(path: string, from: DocumentLoader, entities: readonly EntityModel[] = []): Promise<Documents> {
  return draftDocuments(spec([service('zoo', entities, { openapi: path })]), from);
}

async function api(path: string, from: DocumentLoader = folder(ZOO), entities: readonly EntityModel[] = []): Promise<ApiDocument> {
  const found = (await given(path, from, entities)).apis['zoo'];
  if (found === undefined) throw new Error(`${path} gave no document`);
  return found;
}

/** Problems of a document that is refused. */
async function refused(path: string, from: DocumentLoader): Promise<readonly Problem[]> {
  const error: unknown = await given(path, from).catch((caught: unknown) => caught);
  if (!(error instanceof InputError)) throw new Error(`${path} was not refused`);
  return error.problems.filter(({ severity }) => severity === 'error');
}

function bindings({ operations }: ApiDocument): Readonly<Record<string, string>> {
  return Object.fromEntries(
    operations.map(({ id, resource }) => [id, resource === null ? '501' : `${resource.kind} ${resource.collection} by ${resource.key}`]),
  );
}

const documents = readdirSync(ZOO).filter((name) => name.endsWith('.yaml'));

describe.each(documents)('the zoo: %s', (name) => {
  it('is taken without a complaint and served as it is', async () => {
    const found = await given(name, folder(ZOO));
    expect(found.problems).toEqual([]);
    const text = readFileSync(join(ZOO, name), 'utf8');
    expect(found.apis['zoo']?.json).toEqual(parse(text));
    expect(found.files).toEqual([{ path: name, text, ownership: 'source' }]);
  });

  it('has unique operation ids', async () => {
    const ids = (await api(name)).operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe.each(readdirSync(join(ZOO, 'malformed')))('malformed: %s', (name) => {
  it('is refused where it is wrong', async () => {
    const [, code, line] = /^# expect: (\S+) (\d+)/u.exec(readFileSync(join(ZOO, 'malformed', name), 'utf8')) ?? [];
    const [first] = await refused(name, folder(join(ZOO, 'malformed')));
    expect(`${first?.code} ${first?.file}:${first?.line}`).toBe(`${code} ${name}:${line}`);
    expect(first?.column).toBeGreaterThan(0);
  });
});

it('refuses a file that is not there at the place that names it', async () => {
  const [problem] = await refused('none.yaml', loader());
  expect(problem).toMatchObject({ code: 'openapi/missing', file: 'specwright.yaml', line: 1 });
});

it('reads JSON as well, byte order mark and all', async () => {
  const text = `\uFEFF${JSON.stringify({ openapi: '3.1.0', info: { title: 'J', version: '1' }, paths: { '/a': { get: { responses: { 200: { description: 'Fine.' } } } } } }, null, '\t')}`;
  const found = await given('api.json', loader({ 'api.json': text }));
  expect(found.apis['zoo']?.operations.map(({ id }) => id)).toEqual(['getA']);
  expect(found.files).toEqual([{ path: 'api.json', text, ownership: 'source' }]);
});

it('refuses a document where a drafted one goes', async () => {
  const from = loader({ 'specs/openapi/shop.yaml': readFileSync(join(ZOO, 'events.yaml'), 'utf8') });
  const error: unknown = await draftDocuments(spec([service('zoo', [], { openapi: 'specs/openapi/shop.yaml' }), service('shop', [entity('A', [])])]), from).catch((caught: unknown) => caught);
  expect((error as InputError).problems).toMatchObject([{ code: 'openapi/path-taken', severity: 'error' }]);
});

it('tells of what is odd but harmless, once, and goes on', async () => {
  const text = 'openapi: 3.1.0\ninfo: { title: Odd, version: 1.0.0 }\npaths: {}\ncomponents: { schemas: { A: { type: string, nullable: true } } }\n';
  const two = spec([service('a', [], { openapi: 'odd.yaml' }), service('b', [], { openapi: 'odd.yaml' })]);
  const { problems, files } = await draftDocuments(two, loader({ 'odd.yaml': text }));
  expect(problems.map(({ code, severity, line }) => `${severity} ${code} ${line}`)).toEqual(['warning openapi/struct 4', 'warning openapi/no-operations 3']);
  expect(files).toHaveLength(1);
});

it('bundles many files into one document with local references only', async () => {
  const found = await given('root.yaml', folder(join(ZOO, 'multi')));
  const json = found.apis['zoo']?.json as JsonObject;
  expect(found.files.map(({ path }) => path).sort()).toEqual(['intro.md', 'paths/orders.yaml', 'root.yaml', 'schemas/line.json', 'schemas/order.json']);
  expect([...JSON.stringify(json).matchAll(/"\$ref":"([^"]*)"/gu)].filter(([, ref]) => !ref?.startsWith('#/'))).toEqual([]);
  expect((json['info'] as JsonObject)['description']).toBe(readFileSync(join(ZOO, 'multi/intro.md'), 'utf8'));
});

describe('resource-shaped operations', () => {
  it('are found with their keys, nesting and lists', async () => {
    expect(bindings(await api('bookshop.yaml'))).toEqual({
      listAuthors: 'list /authors by id',
      addAuthor: 'create /authors by id',
      showAuthor: 'get /authors by id',
      changeAuthor: 'update /authors by id',
      removeAuthor: 'delete /authors by id',
      listBooks: 'list /authors/{author_id}/books by isbn',
      addBook: 'create /authors/{author_id}/books by isbn',
      showBook: 'get /authors/{author_id}/books by isbn',
      replaceBook: 'replace /authors/{author_id}/books by isbn',
      lendBook: '501',
    });
  });

  it('know paging, filters, time stamps and what to fill in', async () => {
    const [list] = (await api('bookshop.yaml')).operations;
    expect(list?.resource).toMatchObject({
      items: 'data',
      filters: { name: 'name' },
      paging: { limit: 'per_page', page: 'page', offset: null },
      stamps: { created_at: 'created', updated_at: 'updated' },
      fill: { born: null },
    });
  });

  it('belong to the entity that the document names', async () => {
    const person = entity('Person', [field('name')]);
    const { operations } = await api('library.yaml', folder(ZOO), [person]);
    expect(operations.map(({ resource }) => resource?.entity)).toEqual(['Person', 'Person', 'Person']);
  });

  it('are the user’s to write, with a warning, when the entity does not fit', async () => {
    const person = entity('Person', [field('nickname')]);
    const { apis, problems } = await given('library.yaml', folder(ZOO), [person]);
    expect(apis['zoo']?.operations.map(({ resource }) => resource)).toEqual([null, null, null]);
    expect(problems).toMatchObject([{ code: 'openapi/binding', severity: 'warning', line: 7, message: expect.stringContaining('no field `name`') as string }]);
  });
});

it('names the place of an operation behind a reference', async () => {
  const { operations } = await api('events.yaml');
  expect(operations.find(({ id }) => id === 'health')).toMatchObject({ path: '/health', pointer: '#/components/pathItems/Health/get' });
});

describe('parameters', () => {
  it('have every default of OpenAPI filled in', async () => {
    const { operations } = await api('parameters.yaml');
    const query = operations.find(({ id }) => id === 'everyQuery')?.parameters.map(({ name, style, explode, mediaType }) => `${name} ${style} ${explode} ${mediaType}`);
    expect(query?.slice(0, 7)).toEqual([
      'formArray form true null', 'commas form false null', 'spaces spaceDelimited false null', 'pipes pipeDelimited false null',
      'deep deepObject false null', 'flat form true null', 'filter form true application/json',
    ]);
  });

  it('of an operation win over those of its path, and reserved headers do not count', async () => {
    const { operations } = await api('parameters.yaml');
    const overridden = operations.find(({ id }) => id === 'overridden')?.parameters;
    expect(overridden?.map(({ name, schema }) => `${name} ${(schema as JsonObject)['type'] as string}`)).toEqual(['simple string', 'label array', 'matrix array']);
    expect(operations.find(({ id }) => id === 'everyHeader')?.parameters.map(({ name }) => name)).not.toContain('Authorization');
  });
});

describe('OpenAPI 3.0', () => {
  it('is served as written and validated as 2020-12', async () => {
    const { json, validation } = await api('legacy.yaml');
    const schemas = (validation['components'] as JsonObject)['schemas'] as JsonObject;
    expect((json['components'] as JsonObject)['schemas']).not.toEqual(schemas);
    const thing = (schemas['Thing'] as JsonObject)['properties'] as JsonObject;
    expect(thing['name']).toEqual({ type: 'string', examples: ['Lamp'] });
    expect(thing['price']).toEqual({ type: 'number', exclusiveMinimum: 0, maximum: 1000 });
    expect(thing['colour']).toEqual({ type: ['string', 'null'], enum: ['red', 'green', null] });
    expect(thing['part']).toEqual({ anyOf: [{ allOf: [{ $ref: '#/components/schemas/Base' }] }, { type: 'null' }] });
    expect(thing['base']).toEqual({ $ref: '#/components/schemas/Base' });
    expect(thing['nullable']).toMatchObject({ type: 'boolean' });
  });

  it('compiles as 2020-12', async () => {
    const { validation } = await api('legacy.yaml');
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'doc', ...validation });
    const validate = ajv.compile({ $ref: 'doc#/components/schemas/Thing' });
    expect(validate({ name: 'x', price: 1, colour: null, part: null })).toBe(true);
    expect(validate({ name: 'x', price: 0 })).toBe(false);
  });

  it('leaves 3.1 alone', () => {
    const root = { openapi: '3.1.0', components: { schemas: { A: { nullable: true } } } };
    expect(modernised(root)).toBe(root);
  });
});

describe('security', () => {
  it('is the operation’s own, else the document’s; an empty list is public', async () => {
    const { operations } = await api('security.yaml');
    expect(Object.fromEntries(operations.map(({ id, security }) => [id, security.map((all) => all.map(({ scheme }) => scheme).join('+'))]))).toMatchObject({
      byDefault: ['bearer'], open: [], optional: ['bearer', ''], both: ['bearer+header-key'], either: ['basic', 'oauth'],
    });
  });
});
