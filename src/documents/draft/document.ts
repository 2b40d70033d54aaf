/** A whole drafted document: OpenAPI 3.1 from the entities of one service. */
import type { JsonObject } from '../../json.js';
import type { ResourceBinding } from '../model.js';
import type { EntityModel, ServiceModel, Spec } from '../../spec/model.js';
import { draftNames, type DraftNames } from './names.js';
import { entityPaths } from './operations.js';
import { listFilters } from './parameters.js';
import { errorComponents } from './responses.js';
import { componentSchemas } from './schemas.js';
import { couldRun, safeWords } from './words.js';

const BEARER: JsonObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'An access token of the identity provider; its `roles` claim says what its holder may do.',
};

/** `license` of the info object: an SPDX expression where it is one, a reference of our own otherwise. */
function license(name: string): JsonObject {
  const spdx = /^[A-Za-z0-9][A-Za-z0-9.+-]*$/u.test(name) && !/^(proprietary|unlicensed|none)$/iu.test(name);
  return { name, identifier: spdx ? name : 'LicenseRef-Proprietary' };
}

function info(spec: Spec, service: ServiceModel): JsonObject {
  return {
    title: service.title ?? `${spec.title}: ${service.names.sentence}`,
    version: spec.version,
    description: service.description ?? `The ${service.name} service of ${spec.name}.`,
    contact: { name: spec.owner },
    license: license(spec.licence),
  };
}

function tag(entity: EntityModel): JsonObject {
  const fallback = `Everything about ${entity.plural.sentence.toLowerCase()}.`;
  return { name: entity.plural.kebab, description: entity.description ?? fallback };
}

/** Statuses of shared errors that any operation of the paths points at. */
function statusesIn(paths: JsonObject): ReadonlySet<string> {
  const operations = Object.values(paths).flatMap((item) => Object.values(item as JsonObject));
  const answers = operations.flatMap((operation) => Object.entries((operation as JsonObject)['responses'] as JsonObject));
  return new Set(answers.flatMap(([status, answer]) => ('$ref' in (answer as JsonObject) ? status : [])));
}

/** Every text of the user's that becomes a description. */
function descriptions(service: ServiceModel): readonly string[] {
  const fields = service.entities.flatMap((entity) => [entity, ...entity.fields]);
  const nested = service.entities.flatMap((entity) => entity.fields.filter(({ type }) => type.kind === 'json').map(({ schema }) => JSON.stringify(schema)));
  return [service, ...fields].flatMap(({ description }) => description ?? []).concat(nested);
}

/** Drafts the document of a service that has entities and no document of its own. */
export function draftDocument(spec: Spec, service: ServiceModel, names: DraftNames = draftNames(service.entities)): JsonObject {
  const { entities } = service;
  const paths: JsonObject = Object.assign({}, ...entities.map((entity) => entityPaths(entity, entities, names)));
  const document: JsonObject = {
    openapi: '3.1.0',
    info: info(spec, service),
    servers: [{ url: '/', description: 'Where this document is served.' }],
    // The runtime refuses query parameters that a document with this mark does not list.
    'x-strict-query': true,
    // An operation that says nothing, one that an overlay adds for example, still asks for a token.
    security: [{ bearer: [] }],
    tags: entities.map(tag),
    paths,
    components: {
      securitySchemes: { bearer: BEARER },
      responses: errorComponents(statusesIn(paths), names.problem),
      schemas: componentSchemas(entities, names),
    },
  };
  return descriptions(service).some(couldRun) ? (safeWords(document) as JsonObject) : document;
}

/** What each drafted operation does, by operationId. */
export function draftBindings(service: ServiceModel, names: DraftNames = draftNames(service.entities)): ReadonlyMap<string, ResourceBinding> {
  const bindings = new Map<string, ResourceBinding>();
  for (const entity of service.entities) {
    const operations = names.entities.get(entity.name)?.operations;
    if (operations === undefined) continue;
    const bind = (kind: 'list' | 'create' | 'get' | 'update' | 'delete'): ResourceBinding => ({
      kind,
      collection: entity.path,
      entity: entity.name,
      parents: [],
      item: kind === 'list' || kind === 'create' ? null : 'id',
      key: 'id',
      items: kind === 'list' ? 'items' : null,
      filters: kind === 'list' ? listFilters(entity) : {},
    });
    for (const kind of ['list', 'create', 'get', 'update', 'delete'] as const) bindings.set(operations[kind], bind(kind));
  }
  return bindings;
}
