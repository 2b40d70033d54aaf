/**
 * The spec language, written down once: the keys of `specwright.yaml`, their shapes, and the words that editors
 * show. What depends on more than one place (references, collisions, defaults) is in entities.ts and fields.ts.
 */
import { FIELD_KEYS } from './language-fields.js';
import { SECTIONS } from './language-sections.js';
import type { JsonObject } from '../json.js';
import { GRAMMAR } from './names.js';
import { described, either, list, mapOf, name, oneOf, record, text } from './shape.js';
import type { Infer } from './shape.js';
import { SHORT_TYPES } from './types.js';

export const kebabName = name(GRAMMAR.kebab, 'a name of small letters, digits and hyphens (at most 39, starting with a letter)', { examples: ['shop'] });
export const entityName = name(GRAMMAR.entity, 'an entity name such as `Product` (letters and digits, starting with a capital, at most 50)', { examples: ['Product'] });
export const fieldName = name(GRAMMAR.field, 'a field name such as `unitPrice` (letters, digits and underscores, starting with a small letter, at most 50)', { examples: ['unitPrice'] });
export const roleName = name(GRAMMAR.field, 'a role name such as `editor`', { examples: ['editor'] });

const title = text('a title', { description: 'A title for people. 1 to 20,000 code points.', examples: ['Product catalogue'] });
const description = text('a description', { description: 'What it is for, in a sentence or more.' });

const roles = list(roleName, { min: 1, description: 'Exactly these roles may; nothing is inherited. Naming a role declares it.', examples: [['editor', 'admin']] });

export const access = record('`access`', { read: roles, create: roles, update: roles, delete: roles, export: roles, erase: roles }, {
  title: 'Access',
  description: 'Who may do what. Replaces the default (viewer reads; editor also creates and updates; admin also deletes, exports and erases) for the verbs it names.',
  examples: [{ read: ['viewer', 'auditor'], delete: ['admin'] }],
  refused: {
    rows: 'Row rules are not part of version 1: a role may act on all rows of an entity or on none.',
    where: 'Row rules are not part of version 1: a role may act on all rows of an entity or on none.',
    filter: 'Row rules are not part of version 1: a role may act on all rows of an entity or on none.',
    owner: 'Row rules are not part of version 1: a role may act on all rows of an entity or on none.',
    write: 'Name the verbs: `create` and `update`.',
    list: 'Listing is part of `read`.',
  },
});

const NO_ROWS = 'Row rules are not part of version 1: a role may act on all rows of an entity or on none.';
const NO_TENANTS = 'Tenancy is not part of version 1: run one repository per tenant, or keep the tenant as a field without isolation.';
export const REFUSED_EVERYWHERE: Readonly<Record<string, string>> = {
  rows: NO_ROWS, row_rules: NO_ROWS, rowRules: NO_ROWS, row_level_security: NO_ROWS, rowLevelSecurity: NO_ROWS, rls: NO_ROWS, policies: NO_ROWS,
  tenancy: NO_TENANTS, tenant: NO_TENANTS, tenants: NO_TENANTS, multi_tenant: NO_TENANTS, multiTenant: NO_TENANTS, multitenancy: NO_TENANTS,
};

const longField = record('a field', FIELD_KEYS, {
  description: 'The long form of a field: a short type or a JSON Schema type with its keywords, or a relation.',
  examples: [{ type: 'decimal', precision: 10, scale: 2 }, { ref: 'Category', onDelete: 'cascade' }],
  refused: {
    $ref: 'A schema is written out in place; to share schemas, bring an OpenAPI document.',
    $defs: 'A schema is written out in place.', definitions: 'A schema is written out in place.',
    $id: 'A field has no address of its own.', $schema: 'Fields are JSON Schema 2020-12.', $anchor: 'A field has no address of its own.',
    $dynamicRef: 'A schema is written out in place.', $dynamicAnchor: 'A schema is written out in place.', $vocabulary: 'Fields are JSON Schema 2020-12.',
    readOnly: 'A field that clients may not write is not part of version 1.', writeOnly: 'A field that clients may not read is not part of version 1.',
    nullable: 'Write `optional: true`.',
    contentSchema: 'Store structured values as an object instead of encoding them in a text.',
    contentEncoding: 'Encoded content is not checked in version 1.', contentMediaType: 'Encoded content is not checked in version 1.',
  },
});
const SHORT_FORM: JsonObject = {
  anyOf: [
    { enum: SHORT_TYPES.flatMap((type) => [type, `${type}?`]) },
    { type: 'string', pattern: `^${GRAMMAR.entity}\\??$`, description: 'A reference to an entity of this service.' },
  ],
};
export const field = either('a type such as `string`, `decimal?` or an entity\'s name, or the long form as a map', [
  text('a type such as `string` or an entity\'s name', { min: 0, examples: ['string', 'decimal?', 'Category'], published: SHORT_FORM }),
  longField,
], { title: 'Field', description: 'A type (`string text integer number decimal boolean date datetime uuid email url json`), an entity\'s name for a reference, either with `?` when optional; or the long form.' });

const keyLists = list(list(fieldName, { min: 1 }), { examples: [[['name', 'category']]] });

const entity = record('an entity', {
  title, description,
  fields: mapOf(fieldName, field, { title: 'Fields', description: 'The fields, keyed by name. `id`, `createdAt`, `updatedAt` and `version` are there already.' }),
  plural: name(GRAMMAR.plural, 'a plural in kebab-case such as `stock-items`', { max: 63, description: 'Replaces the derived plural in the path and the table.', examples: ['stock-items'] }),
  label: described(fieldName, 'The field that people see in place of the id; by default the first string.', ['name']),
  unique: described(keyLists, 'Lists of fields whose values together are unique.'),
  index: described(keyLists, 'Lists of fields that are searched together.'),
  access,
  was: described(entityName, 'The name this entity had before; its data is kept.'),
}, { title: 'Entity', description: 'Something the service stores: one table, one collection of the API.', refused: REFUSED_EVERYWHERE });

const service = record('a service', {
  title, description,
  domain: text('the domain it belongs to', { description: 'The domain the service belongs to, when it is not the project\'s.' }),
  openapi: name('(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\\\\\u0000-\\u001f]+\\.(ya?ml|json)', 'a relative path of an OpenAPI document (.yaml, .yml or .json) inside the spec\'s folder', {
    description: 'The OpenAPI document that is this service\'s API. Without it, the document is drafted from the entities.', examples: ['specs/openapi/trips.yaml'],
  }),
  entities: mapOf(entityName, entity, { title: 'Entities', description: 'What the service stores, keyed by name.' }),
  access,
  depends_on: list(name(`${GRAMMAR.kebab}|[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*){2}`, 'the name of a service, an external system or an event'), { description: 'What this service calls or reads: names of services, external systems or events.' }),
  ...SECTIONS.ofService,
}, { title: 'Service', description: 'One deployable service with a database of its own.', refused: REFUSED_EVERYWHERE });

const BLUEPRINT = `${GRAMMAR.kebab}(@[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?)?`;
const SEMVER = '(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(-[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*)?';

/** The whole of `specwright.yaml`. */
export const specShape = record('the spec', {
  specwright: oneOf([1], { description: 'Version of the spec language.', examples: [1] }),
  name: described(kebabName, 'Name of the project: repository, images, namespaces.'),
  title, description,
  domain: text('the business domain', { description: 'The business domain the project belongs to.', examples: ['retail'] }),
  owner: text('the owning team', { description: 'The team that answers for the project.', examples: ['team-shop'] }),
  version: name(SEMVER, 'a semantic version in quotes such as "1.4.0"', { max: 64, description: 'Version of the product. Default 0.1.0.', examples: ['0.1.0'] }),
  created: name('[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', 'a date such as 2026-01-31', { calendar: true, description: 'The date that generated dates come from; by default the blueprint\'s release date.', examples: ['2026-01-31'] }),
  blueprint: name(BLUEPRINT, 'the name of a blueprint, with @version when it is to stay at one', { description: 'What is generated: `api-gateway`, or `api-gateway@0.1.0`.', examples: ['api-gateway'] }),
  constitution: name('[0-9]+\\.[0-9]+\\.[0-9]+', 'a version in quotes such as "2.0.0"', { description: 'Version of the constitution the project follows.', examples: ['2.0.0'] }),
  licence: name('[A-Za-z0-9][A-Za-z0-9.+-]{0,63}', 'an SPDX licence identifier such as MIT, or `proprietary`', { description: 'Licence of the generated repository: an SPDX identifier, or `proprietary` (the default).', examples: ['proprietary'] }),
  repository: name('https?://[!-~]+', 'the address of the repository, https://…', { max: 2048, description: 'Where the repository is hosted.', examples: ['https://git.example.com/team/shop'] }),
  services: mapOf(kebabName, service, { min: 1, title: 'Services', description: 'At least one service, each with `entities` or `openapi`.' }),
  ...SECTIONS.ofProject,
}, {
  title: 'Specwright spec',
  description: 'What the system is made of. Everything that is not said here has a default.',
  required: ['specwright', 'name', 'domain', 'owner', 'blueprint', 'services'],
  refused: { ...REFUSED_EVERYWHERE, entities: 'Entities belong to a service: `services: { catalog: { entities: … } }`.', openapi: 'A document belongs to a service: `services: { trips: { openapi: … } }`.' },
});

export type WrittenSpec = Infer<typeof specShape>;
export type WrittenService = Infer<typeof service>;
export type WrittenEntity = Infer<typeof entity>;
export type WrittenField = Infer<typeof field>;
export type WrittenLongField = Infer<typeof longField>;
export type WrittenAccess = Infer<typeof access>;
