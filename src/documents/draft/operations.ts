/** The five operations of an entity, as OpenAPI. */
import type { Json, JsonObject } from '../../json.js';
import type { EntityModel, Verb } from '../../spec/model.js';
import { schemaRef, type DraftNames, type EntityNames } from './names.js';
import { ID_PARAMETER, IF_MATCH, IF_NONE_MATCH, listParameters } from './parameters.js';
import { errors, ETAG_HEADER, LOCATION_HEADER } from './responses.js';
import { mergesMembers, writable } from './schemas.js';

/** No role can be called this, so an operation that asks for it is closed to everyone. */
const NOBODY = '-';

/** One alternative per role: any of them is enough. An operation that nobody may call stays closed. */
function security(entity: EntityModel, verb: Verb): Json {
  const roles = entity.access[verb];
  return (roles.length > 0 ? roles : [NOBODY]).map((role) => ({ bearer: [role] }));
}

/** Entities whose rows a delete of `name` would remove by cascade, itself included. */
function cascade(name: string, entities: readonly EntityModel[]): ReadonlySet<string> {
  const reached = new Set([name]);
  for (const target of reached) {
    for (const entity of entities) {
      const follows = entity.fields.some(
        ({ type }) => type.kind === 'reference' && type.entity === target && type.onDelete === 'cascade',
      );
      if (follows) reached.add(entity.name);
    }
  }
  return reached;
}

/** Whether a delete can be refused because something refers to it, directly or through a cascade. */
function deleteConflicts(name: string, entities: readonly EntityModel[]): boolean {
  const gone = cascade(name, entities);
  return entities.some((entity) =>
    entity.fields.some(({ type }) => type.kind === 'reference' && type.onDelete === 'restrict' && gone.has(type.entity)),
  );
}

/** Whether a write can meet a unique key or a reference to nothing. */
function writeConflicts(entity: EntityModel): boolean {
  if (entity.unique.length > 0) return true;
  return writable(entity).some(({ unique, type }) => unique || type.kind === 'reference' || type.kind === 'many');
}

function body(schema: JsonObject, mediaTypes: readonly string[]): JsonObject {
  return { required: true, content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) };
}

function answer(description: string, schema: string, headers: JsonObject = {}): JsonObject {
  return {
    description,
    ...(Object.keys(headers).length > 0 ? { headers } : {}),
    content: { 'application/json': { schema: schemaRef(schema) } },
  };
}

interface Draft {
  readonly entity: EntityModel;
  readonly own: EntityNames;
  readonly entities: readonly EntityModel[];
}

function operation(draft: Draft, id: string, verb: Verb, summary: string, description: string, rest: JsonObject): JsonObject {
  return { operationId: id, tags: [draft.entity.plural.kebab], summary, description, security: security(draft.entity, verb), ...rest };
}

function listOperation(draft: Draft): JsonObject {
  const many = draft.entity.plural.sentence.toLowerCase();
  const words = 'A page at a time, in a stable order. A query parameter that is not listed here is refused with 422.';
  return operation(draft, draft.own.operations.list, 'read', `List ${many}`, words, {
    parameters: listParameters(draft.entity),
    responses: { '200': answer('A page.', draft.own.page), ...errors(['401', '403', '404', '422', '500']) },
  });
}

function createOperation(draft: Draft): JsonObject {
  const one = draft.entity.names.sentence.toLowerCase();
  const conflict = writeConflicts(draft.entity) ? ['409'] : [];
  return operation(draft, draft.own.operations.create, 'create', `Create ${one}`, 'Makes a new one; its id is made by the server.', {
    requestBody: body(schemaRef(draft.own.create), ['application/json']),
    responses: {
      '201': answer('It is created.', draft.own.read, { ...LOCATION_HEADER, ...ETAG_HEADER }),
      ...errors(['401', '403', ...conflict, '413', '415', '422', '500']),
    },
  });
}

function getOperation(draft: Draft): JsonObject {
  const one = draft.entity.names.sentence.toLowerCase();
  return operation(draft, draft.own.operations.get, 'read', `Get ${one}`, 'Reads one by its id.', {
    parameters: [ID_PARAMETER, IF_NONE_MATCH],
    responses: {
      '200': answer('It is here.', draft.own.read, ETAG_HEADER),
      '304': { description: 'It is as it was: `If-None-Match` holds its ETag.', headers: ETAG_HEADER },
      ...errors(['401', '403', '404', '422', '500']),
    },
  });
}

function updateOperation(draft: Draft): JsonObject {
  const one = draft.entity.names.sentence.toLowerCase();
  const merges = writable(draft.entity).some(mergesMembers);
  const conflict = writeConflicts(draft.entity) || merges ? ['409'] : [];
  const beside = merges ? ' Members of an object that are not sent stay; what would not fit beside them is a conflict.' : '';
  return operation(draft, draft.own.operations.update, 'update', `Update ${one}`, `Changes the properties that are sent (JSON merge patch).${beside}`, {
    parameters: [ID_PARAMETER, IF_MATCH],
    requestBody: body(schemaRef(draft.own.patch), ['application/merge-patch+json', 'application/json']),
    responses: {
      '200': answer('It is changed.', draft.own.read, ETAG_HEADER),
      ...errors(['401', '403', '404', ...conflict, '412', '413', '415', '422', '428', '500']),
    },
  });
}

function deleteOperation(draft: Draft): JsonObject {
  const one = draft.entity.names.sentence.toLowerCase();
  const conflict = deleteConflicts(draft.entity.name, draft.entities) ? ['409'] : [];
  return operation(draft, draft.own.operations.delete, 'delete', `Delete ${one}`, 'Removes it for good.', {
    parameters: [ID_PARAMETER, IF_MATCH],
    responses: { '204': { description: 'It is gone.' }, ...errors(['401', '403', '404', ...conflict, '412', '422', '428', '500']) },
  });
}

/** The two path items of an entity, by path. */
export function entityPaths(entity: EntityModel, entities: readonly EntityModel[], names: DraftNames): JsonObject {
  const own = names.entities.get(entity.name);
  if (own === undefined) return {};
  const draft: Draft = { entity, own, entities };
  return {
    [entity.path]: { get: listOperation(draft), post: createOperation(draft) },
    [`${entity.path}/{id}`]: { get: getOperation(draft), patch: updateOperation(draft), delete: deleteOperation(draft) },
  };
}
