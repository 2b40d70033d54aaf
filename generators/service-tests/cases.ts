/** What the shared suites need to know about each entity: the value of `tests/entities.json`. */
import type { EntityModel, FieldModel, FieldType, Json, JsonObject, Service, Verb } from '../../src/kit.js';

const VERBS: readonly Verb[] = ['read', 'create', 'update', 'delete'];

function kindOf(type: FieldType): string {
  return type.kind === 'scalar' ? type.type : type.kind;
}

/** The wire name of the field that an inverse mirrors. */
function mirroredWire(type: FieldType & { kind: 'inverse' }, service: Service): string {
  const other = service.entities.find(({ name }) => name === type.entity);
  return other?.fields.find(({ name }) => name === type.field)?.wire ?? '';
}

function relation(type: FieldType, service: Service): JsonObject {
  switch (type.kind) {
    case 'reference':
      return { target: type.entity, on_delete: type.onDelete };
    case 'many':
      return { target: type.entity };
    case 'inverse':
      return { target: type.entity, mirrors: mirroredWire(type, service) };
    default:
      return {};
  }
}

/** Only what differs from the defaults of `FieldCase`, so that the file stays readable. */
function fieldCase(field: FieldModel, service: Service): JsonObject {
  const flags = { optional: field.optional, unique: field.unique, preset: field.default !== undefined, personal: field.pii !== null };
  const set = Object.fromEntries(Object.entries(flags).filter(([, value]) => value));
  return { name: field.wire, kind: kindOf(field.type), ...set, ...relation(field.type, service) };
}

/** Operation ids of the entity's own operations, by what they do. */
function operationsOf(entity: EntityModel, service: Service): JsonObject {
  const own = service.api.operations.filter(({ resource }) => resource?.entity === entity.name);
  return Object.fromEntries(own.map(({ id, resource }) => [resource?.kind ?? '', id]));
}

/** Name of the component that a create sends, read from the document itself. */
function createSchemaOf(entity: EntityModel, service: Service): string | null {
  const create = service.api.operations.find(({ resource }) => resource?.entity === entity.name && resource.kind === 'create');
  const schema = create?.bodies[0]?.schema;
  const pointer = schema !== null && typeof schema === 'object' && !Array.isArray(schema) ? (schema as { $ref?: unknown }).$ref : undefined;
  return typeof pointer === 'string' ? (pointer.split('/').at(-1) ?? null) : null;
}

/** One case per entity that the document can create, in declared order. */
export function resourceCases(service: Service): readonly Json[] {
  return service.entities.flatMap((entity): readonly Json[] => {
    const createSchema = createSchemaOf(entity, service);
    if (createSchema === null) return [];
    return [
      {
        entity: entity.name,
        path: `${service.api.basePath}${entity.path}`,
        tag: entity.plural.kebab,
        create_schema: createSchema,
        operations: operationsOf(entity, service),
        access: Object.fromEntries(VERBS.map((verb) => [verb, entity.access[verb]])),
        fields: entity.fields.map((field) => fieldCase(field, service)),
        unique: entity.unique,
      },
    ];
  });
}

/** One case per collection that the service keeps for a given document: its operations by kind. */
export function collectionCases(service: Service): readonly Json[] {
  const bound = service.api.operations.flatMap(({ id, resource }) => (resource === null || resource.entity !== null ? [] : [{ id, resource }]));
  const paths = [...new Set(bound.map(({ resource }) => resource.collection))];
  return paths.map((path) => {
    const own = bound.filter(({ resource }) => resource.collection === path);
    const item = own.find(({ resource }) => resource.item !== null)?.resource;
    const list = own.find(({ resource }) => resource.kind === 'list')?.resource;
    return {
      path,
      operations: Object.fromEntries(own.map(({ id, resource }) => [resource.kind, id])),
      key: (item ?? own[0]?.resource)?.key ?? 'id',
      item: item?.item ?? null,
      items: list?.items ?? null,
      parents: [...(item ?? own[0]?.resource)?.parents ?? []],
    };
  });
}
