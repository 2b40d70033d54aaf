/** Self-contained JSON Schemas (2020-12), one per entity, for people and tools that do not read OpenAPI. */
import type { JsonObject } from '../json.js';
import type { EntityModel, ServiceModel, Spec } from '../spec/model.js';
import { draftNames, schemaRef, type DraftNames } from './draft/names.js';
import { jsonValueSchema, readSchema, redirect } from './draft/schemas.js';
import type { DocumentFile } from './model.js';

function schema(spec: Spec, service: ServiceModel, entity: EntityModel, names: DraftNames): JsonObject {
  const shared = schemaRef(names.jsonValue).$ref;
  const read = redirect(readSchema(entity, names), shared, '#/$defs/JsonValue') as JsonObject;
  const usesShared = JSON.stringify(read).includes('"#/$defs/JsonValue"');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:specwright:${spec.name}:${service.name}:${entity.name}`,
    ...(entity.title === null ? { title: entity.name } : {}),
    ...read,
    additionalProperties: false,
    ...(usesShared ? { $defs: { JsonValue: jsonValueSchema({ $ref: '#/$defs/JsonValue' }) } } : {}),
  };
}

/** `specs/schemas/<service>/<Entity>.json` of every entity, as it is answered. */
export function entitySchemas(spec: Spec, service: ServiceModel): readonly DocumentFile[] {
  const names = draftNames(service.entities);
  return service.entities.map((entity) => ({
    path: `specs/schemas/${service.name}/${entity.name}.json`,
    text: `${JSON.stringify(schema(spec, service, entity, names), null, 2)}\n`,
    ownership: 'derived',
  }));
}
