/**
 * What data templates see: the Project as plain, versioned JSON with every name in every case. Published by
 * `specwright schema --model`; changing what is there needs a new version, adding does not.
 */
import type { Json, JsonObject } from '../json.js';
import type { EntityModel, FieldModel, FieldType, Names } from '../spec/model.js';
import type { Project, Service } from '../project/model.js';

/** The version of the model. */
export const MODEL_VERSION = 1;

/** The whole model of a project. */
export function dataModel(project: Project): JsonObject {
  const { name, names, title, description, domain, owner, version, created, licence, repository, blueprint, constitution } = project;
  return {
    model: MODEL_VERSION,
    project: {
      name, names: namesModel(names), title, description, domain, owner, version, created, licence, repository,
      blueprint: { name: blueprint.name, version: blueprint.version }, constitution, roles: [...project.roles],
      services: project.services.map(serviceModel),
    },
  };
}

/** One service, for files declared `for: service`. */
export function serviceModel(service: Service): JsonObject {
  const { name, names, title, description, folder, database, port, api } = service;
  return {
    name, names: namesModel(names), title, description, package: service.package, folder, database, port,
    document: { path: api.path, given: api.given, basePath: api.basePath },
    dependsOn: [...service.dependsOn],
    entities: service.entities.map(entityModel),
    operations: api.operations.map(({ id, method, path, group, summary, deprecated }) => ({ id, method, path, group, summary, deprecated })),
  };
}

/** One entity, for files declared `for: entity`. */
export function entityModel(entity: EntityModel): JsonObject {
  const { name, names, plural, title, description, path, table, label } = entity;
  return {
    name, names: namesModel(names), plural: namesModel(plural), title, description, path, table, label,
    fields: entity.fields.map(fieldModel),
  };
}

function fieldModel(field: FieldModel): JsonObject {
  const { name, wire, column, type, title, description, optional, unique, index, pii } = field;
  return { name, wire, column, type: typeLabel(type), target: targetOf(type), title, description, optional, unique, index, personal: pii !== null, basis: pii?.basis ?? null, retention: pii?.retention ?? null };
}

function namesModel({ original, kebab, snake, pascal, camel, constant, sentence }: Names): JsonObject {
  return { original, kebab, snake, pascal, camel, constant, sentence };
}

/** The type in one word: `string`, `json`, `reference`. */
function typeLabel(type: FieldType): string {
  return type.kind === 'scalar' ? type.type : type.kind;
}

function targetOf(type: FieldType): string | null {
  if (type.kind === 'foreign') return `${type.service}/${type.entity}`;
  return 'entity' in type ? type.entity : null;
}

const TEXT = { type: 'string' };
const TEXT_OR_NULL = { type: ['string', 'null'] };
const FLAG = { type: 'boolean' };

function record(properties: JsonObject, description: string): JsonObject {
  return { type: 'object', description, properties, required: Object.keys(properties), additionalProperties: false };
}

function list(items: Json, description: string): JsonObject {
  return { type: 'array', description, items };
}

/** The JSON Schema of {@link dataModel}, and of what each kind of file sees besides. */
export function dataModelSchema(): JsonObject {
  const ref = (name: string): JsonObject => ({ $ref: `#/$defs/${name}` });
  const cases = Object.fromEntries(['original', 'kebab', 'snake', 'pascal', 'camel', 'constant', 'sentence'].map((key) => [key, TEXT]));
  const named = { name: TEXT, names: ref('names'), title: TEXT_OR_NULL, description: TEXT_OR_NULL };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:specwright:model:${MODEL_VERSION}`,
    title: 'What data templates see',
    description: 'Files declared `for: project` see `project`; `for: service` sees `service` too; `for: entity` sees `service` and `entity` too.',
    ...record({ model: { const: MODEL_VERSION }, project: ref('project') }, 'The model.'),
    $defs: {
      names: record(cases, 'One name in every case.'),
      project: record({
        ...named, title: TEXT, description: TEXT, domain: TEXT, owner: TEXT, version: TEXT, created: { type: 'string', format: 'date' }, licence: TEXT,
        repository: TEXT_OR_NULL, blueprint: record({ name: TEXT, version: TEXT }, 'What the repository was made from.'), constitution: TEXT,
        roles: list(TEXT, 'Every role.'), services: list(ref('service'), 'In declared order.'),
      }, 'The system.'),
      service: record({
        ...named, title: TEXT, package: TEXT, folder: TEXT, database: TEXT, port: { type: 'integer' },
        document: record({ path: TEXT, given: FLAG, basePath: TEXT }, 'Its OpenAPI document.'), dependsOn: list(TEXT, 'Services it refers to.'),
        entities: list(ref('entity'), 'In declared order.'), operations: list(ref('operation'), 'Of its document.'),
      }, 'One service.'),
      entity: record({ ...named, plural: ref('names'), path: TEXT, table: TEXT, label: TEXT, fields: list(ref('field'), 'In declared order.') }, 'One entity.'),
      field: record({
        name: TEXT, wire: TEXT, column: TEXT, type: TEXT, target: TEXT_OR_NULL, title: TEXT_OR_NULL, description: TEXT_OR_NULL,
        optional: FLAG, unique: FLAG, index: FLAG, personal: FLAG, basis: TEXT_OR_NULL, retention: TEXT_OR_NULL,
      }, 'One field.'),
      operation: record({ id: TEXT, method: TEXT, path: TEXT, group: TEXT, summary: TEXT_OR_NULL, deprecated: FLAG }, 'One operation.'),
    },
  };
}
