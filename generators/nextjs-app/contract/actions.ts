/** Operations that are no plain resource access: forms that send what the document asks for and show the answer. */
import type { ApiOperation, JsonObject, Service } from '../../../src/kit.js';
import { accessOf } from './access.js';
import { jsonBody, oneLine } from './collections.js';
import { fieldOf } from './fields.js';
import { distinct, slug, words } from './names.js';
import { targetOf, type Referable } from './references.js';
import { merged, present, propertiesOf } from './schema.js';

export interface NamedAction {
  readonly name: string;
  readonly operation: ApiOperation;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export function actionsOf(service: Service): readonly NamedAction[] {
  const operations = service.api.operations.filter(({ resource, method }) => resource === null && METHODS.includes(method));
  const names = distinct(operations.map(({ id }) => slug(id, 'action')));
  return operations.map((operation, index) => ({ name: names[index] ?? 'action', operation }));
}

/** Whether an action sends JSON that can be checked. */
export function hasSchema({ operation }: NamedAction): boolean {
  return jsonBody(operation.bodies) !== null;
}

export function actionOf(service: Service, { name, operation }: NamedAction, all: readonly Referable[]): JsonObject {
  const root = service.api.validation;
  const place = { service: service.name, entity: null, key: '' };
  const parameters = operation.parameters.filter(({ in: where, name }) => where !== 'cookie' && !(where === 'header' && /^(?:accept|content-type|authorization)$/iu.test(name)));
  return {
    service: service.name,
    name,
    title: oneLine(operation.summary ?? words(operation.id)),
    description: operation.description,
    method: operation.method.toUpperCase(),
    path: `${service.api.basePath}${operation.path}`,
    access: accessOf(service.api, operation),
    parameters: parameters.map((parameter) => {
      const schema = present(root, parameter.schema);
      const target = targetOf(all, place, parameter.name, root, schema);
      const use = { name: parameter.name, required: parameter.required, create: true, update: true, system: false, target };
      return { in: parameter.in, field: fieldOf(root, { ...schema, description: parameter.description ?? null }, use, null) };
    }),
    body: bodyOf(root, operation, place, all),
  };
}

function bodyOf(root: JsonObject, operation: ApiOperation, place: Parameters<typeof targetOf>[1], all: readonly Referable[]): JsonObject | null {
  const body = jsonBody(operation.bodies) ?? operation.bodies[0] ?? null;
  if (body === null) return null;
  const { all: properties, required } = propertiesOf(root, body.schema ?? undefined);
  const whole = merged(root, body.schema ?? undefined);
  const plain = jsonBody(operation.bodies) !== null && properties.size > 0 && !('oneOf' in whole) && !('anyOf' in whole);
  const fields = [...properties].filter(([, schema]) => schema['readOnly'] !== true).map(([name, schema]) => {
    const target = targetOf(all, place, name, root, schema);
    return fieldOf(root, schema, { name, required: required.has(name), create: true, update: true, system: false, target }, null);
  });
  return { mediaType: body.mediaType, required: operation.bodyRequired, fields: plain ? fields : null };
}
