/** The last of the reading stages: the Spec and its documents become the immutable Project. */
import { createHash } from 'node:crypto';
import type { Documents } from '../documents/model.js';
import type { ServiceModel, Spec } from '../spec/model.js';
import { InputError } from '../problems.js';
import type { Problem } from '../problems.js';
import { collectionsOf } from './collections.js';
import { buildDeployment } from './deployment/build.js';
import type { Deployment } from './deployment/model.js';
import type { Project, Service } from './model.js';
import { packagesOf } from './packages.js';

const CONSTITUTION = '2.0.0';
const FIRST_PORT = 8001;

/** How the project runs in each environment, and what contradicts itself about that. */
export function readDeployment(spec: Spec): { readonly deployment: Deployment; readonly problems: readonly Problem[] } {
  return buildDeployment(spec, (snake) => database(spec.names.snake, snake));
}

/**
 * Builds the Project.
 *
 * @param spec - the validated spec
 * @param documents - the documents drafted and given; must hold one for each service
 * @param blueprint - the blueprint in its resolved version; its release date stands in for a missing `created`
 * @param read - what {@link readDeployment} found, where that was asked before
 * @returns a deep-frozen value: whoever changes it by mistake gets a TypeError
 * @throws InputError when the sections contradict themselves
 */
export function buildProject(spec: Spec, documents: Documents, blueprint: { readonly name: string; readonly version: string; readonly released: string }, read = readDeployment(spec)): Project {
  if (read.problems.length > 0) throw new InputError(read.problems);
  const packages = packagesOf(spec.services.map((service) => service.names.snake));
  return deepFreeze({
    name: spec.name,
    names: spec.names,
    title: spec.title,
    description: spec.description ?? `${spec.title}.`,
    domain: spec.domain,
    owner: spec.owner,
    version: spec.version,
    created: spec.created ?? blueprint.released,
    licence: spec.licence,
    repository: spec.repository,
    blueprint: { name: blueprint.name, version: blueprint.version },
    constitution: CONSTITUTION,
    services: spec.services.map((service, index) => buildService(spec, service, index, packages[index] ?? service.names.snake, documents)),
    roles: spec.roles,
    libraryDistribution: libraryDistribution(spec),
    documents: documents.files,
    deployment: read.deployment,
    sections: spec.sections,
    specText: spec.text,
  });
}

function buildService(spec: Spec, service: ServiceModel, index: number, name: string, documents: Documents): Service {
  const api = documents.apis[service.name];
  if (api === undefined) throw new Error(`No document was drafted for the service ${service.name}.`);
  return {
    name: service.name,
    names: service.names,
    description: service.description,
    entities: service.entities,
    accessDeclared: service.accessDeclared,
    access: service.access,
    dependsOn: service.dependsOn,
    extensions: service.extensions,
    title: service.title ?? service.names.sentence,
    package: name,
    folder: `services/${service.name}`,
    database: database(spec.names.snake, service.names.snake),
    port: FIRST_PORT + index,
    api,
    collections: collectionsOf(api.operations, service.entities.map((entity) => entity.table)),
  };
}

/** Unique in the project, at most 63 bytes, as PostgreSQL would cut it otherwise. */
function database(project: string, service: string): string {
  const name = `${project}_${service}`;
  return name.length <= 63 ? name : `${name.slice(0, 54)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/** `shop-servicekit`, and another name where a service is called that. */
function libraryDistribution(spec: Spec): string {
  const taken = new Set(spec.services.map(({ name }) => `${spec.name}-${name}`));
  const wanted = `${spec.name}-servicekit`;
  return taken.has(wanted) ? `${spec.name}-servicekit-library` : wanted;
}

function deepFreeze<T>(value: T): T {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (next === null || typeof next !== 'object' || Object.isFrozen(next)) continue;
    Object.freeze(next);
    waiting.push(...Object.values(next));
  }
  return value;
}
