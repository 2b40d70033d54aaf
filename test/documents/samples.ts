/** Hand-built specs for the tests of this stage, so that they do not depend on how a spec is read. */
import pluralize from 'pluralize';
import type { JsonObject } from '../../src/json.js';
import type { DocumentLoader } from '../../src/documents/model.js';
import type { Access, EntityModel, FieldModel, FieldType, Names, ServiceModel, Spec } from '../../src/spec/model.js';

export function names(original: string): Names {
  const words = original.replaceAll(/([a-z0-9])([A-Z])/gu, '$1 $2').split(/[^A-Za-z0-9]+/u).filter((word) => word !== '');
  const lower = words.map((word) => word.toLowerCase());
  const pascal = lower.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return {
    original,
    kebab: lower.join('-'),
    snake: lower.join('_'),
    pascal,
    camel: pascal.charAt(0).toLowerCase() + pascal.slice(1),
    constant: lower.join('_').toUpperCase(),
    sentence: lower.join(' ').replace(/^./u, (first) => first.toUpperCase()),
  };
}

export const ACCESS: Access = {
  read: ['viewer', 'editor', 'admin'],
  create: ['editor', 'admin'],
  update: ['editor', 'admin'],
  delete: ['admin'],
  export: ['admin'],
  erase: ['admin'],
};

const CLEAN = '^(?:[^\\u0000\\uD7FF-\\uE000]|[\\uD7FF\\uE000])*$';
const ID: JsonObject = { type: 'string', format: 'uuid' };
const IDS: JsonObject = { type: 'array', items: ID, uniqueItems: true };
export const STRING: JsonObject = { type: 'string', maxLength: 255, pattern: CLEAN };
export const JSON_VALUE: JsonObject = { allOf: [{ $ref: '#/components/schemas/JsonValue' }], not: { type: 'null' } };
export const DECIMAL: JsonObject = { type: 'string', pattern: '^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?$' };

export function field(name: string, schema: JsonObject = STRING, more: Partial<FieldModel> = {}): FieldModel {
  return {
    name, wire: name, column: names(name).snake, type: { kind: 'scalar', type: 'string' }, schema,
    title: null, description: null, optional: false, unique: false, index: false, pii: null, was: null, extensions: {}, ...more,
  };
}

export function reference(name: string, entity: string, more: Partial<FieldModel> & { onDelete?: 'restrict' | 'cascade' | 'set-null' } = {}): FieldModel {
  const { onDelete = 'restrict', ...rest } = more;
  const type: FieldType = { kind: 'reference', entity, onDelete };
  return field(name, ID, { wire: `${name}Id`, column: `${names(name).snake}_id`, type, ...rest });
}

export function many(name: string, entity: string): FieldModel {
  return field(name, IDS, { column: '', type: { kind: 'many', entity } });
}

export function inverse(name: string, entity: string, of: string): FieldModel {
  return field(name, IDS, { column: '', type: { kind: 'inverse', entity, field: of } });
}

export function entity(name: string, fields: readonly FieldModel[], more: Partial<EntityModel> = {}): EntityModel {
  const own = names(name);
  const plural = names(pluralize(own.kebab));
  return {
    name, names: own, plural, path: `/api/v1/${plural.kebab}`, table: plural.snake, title: null, description: null,
    label: 'id', fields, unique: [], index: [], access: ACCESS, was: null, extensions: {}, ...more,
  };
}

export function service(name: string, entities: readonly EntityModel[], more: Partial<ServiceModel> = {}): ServiceModel {
  return {
    name, names: names(name), title: null, description: null, openapi: null, entities, accessDeclared: false,
    access: ACCESS, dependsOn: [], extensions: {}, ...more,
  };
}

export function spec(services: readonly ServiceModel[], more: Partial<Spec> = {}): Spec {
  const here = { file: 'specwright.yaml', line: 1, column: 1 };
  return {
    file: 'specwright.yaml', text: '', name: 'shop', names: names('shop'), title: 'Shop', domain: 'retail', owner: 'team-shop',
    description: null, version: '0.1.0', created: null, blueprint: { name: 'api-gateway', version: null }, licence: 'proprietary',
    repository: null, services, roles: ['viewer', 'editor', 'admin'], sections: {}, at: () => here,
    origin: () => ({ kind: 'spec', position: here }), problems: [], ...more,
  };
}

/** The minimal spec of the contract. */
export const SHOP = spec([
  service('catalog', [
    entity('Product', [field('name'), field('price', DECIMAL, { type: { kind: 'scalar', type: 'decimal' }, precision: 19, scale: 4 }), reference('category', 'Category')]),
    entity('Category', [field('name')]),
  ]),
]);

/** Every kind of field. */
export const EVERYTHING = spec([
  service('import', [
    entity('None', [
      field('class', STRING, { unique: true, description: 'A "quoted" {{ name }}\n\nwith */ lines -->' }),
      field('limit', { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }, { type: { kind: 'scalar', type: 'integer' } }),
      field('ratio', { type: 'number' }, { type: { kind: 'scalar', type: 'number' }, optional: true }),
      field('open', { type: 'boolean' }, { type: { kind: 'scalar', type: 'boolean' }, default: true }),
      field('day', { type: 'string', format: 'date' }, { type: { kind: 'scalar', type: 'date' }, optional: true, default: null }),
      field('colour', { enum: ['red', 'no', '${{ x }}'] }, { type: { kind: 'scalar', type: 'enum' }, optional: true }),
      field('email', { type: 'string', format: 'email', maxLength: 254 }, { pii: { basis: 'contract', retention: 'P2Y' } }),
      field('odd', { type: 'string', pattern: '^[QZ]{9}#\\p{L}$' }),
      field('anything', JSON_VALUE, { type: { kind: 'json', array: false }, optional: true, default: { $ref: '#/nowhere' } }),
      field('tagsList', { type: 'array', items: { type: 'string' }, allOf: [{ $ref: '#/components/schemas/JsonValue' }] }, { type: { kind: 'json', array: true } }),
      reference('parent', 'None', { optional: true, onDelete: 'set-null' }),
      many('labels', 'NoneCreate'),
      field('elsewhere', ID, { wire: 'elsewhereId', type: { kind: 'foreign', service: 'other', entity: 'Thing' } }),
    ]),
    entity('NoneCreate', [field('name'), inverse('nones', 'None', 'labels')], { description: '</script> \'; DROP TABLE "x" 😀 \u202Eabc\n``` ends ' }),
    entity('Problem', [field('name')], { access: { ...ACCESS, delete: [] } }),
  ], { title: '`"Ti\'tle"` {{x}}', description: '*/ """ -->\r\n\ttab ' }),
]);

/** A loader over a map of texts. */
export function loader(texts: Readonly<Record<string, string>> = {}): DocumentLoader {
  return { read: (path) => Promise.resolve(Object.hasOwn(texts, path) ? (texts[path] ?? null) : null) };
}
