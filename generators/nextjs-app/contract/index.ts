/** src/contract: what the pages know about the services, from their documents. */
import { copy, text, type Json, type JsonObject, type PlannedFile, type Project, type Service } from '../../../src/kit.js';
import { appTitle } from '../title.js';
import { actionOf, actionsOf, hasSchema, type NamedAction } from './actions.js';
import { collectionsOf, jsonBody, oneLine, type Collection } from './collections.js';
import { catalogueModule, loadersModule, resourceModule, schemaModule, serviceModule, type ServiceContract } from './modules.js';
import { referable, resourceOf } from './resources.js';
import type { Referable } from './references.js';
import { standalone } from './schema.js';

const FOLDER = 'web/src/contract';
const DERIVED = { ownership: 'derived', rules: ['NEXT-01'] } as const;

export function contract(project: Project): readonly PlannedFile[] {
  const services = project.services.map((service) => ({ service, collections: collectionsOf(service), actions: actionsOf(service) }));
  const all = services.flatMap(({ collections }) => collections.map(referable));
  return [
    copy(`${FOLDER}/model.ts`, 'src/contract/model.ts', DERIVED),
    text(`${FOLDER}/index.ts`, catalogueModule(oneLine(appTitle(project)), project.description, services), DERIVED),
    text(`${FOLDER}/schemas.ts`, loadersModule(services), DERIVED),
    ...services.flatMap((one) => serviceFiles(one, all)),
  ];
}

function serviceFiles(one: ServiceContract, all: readonly Referable[]): readonly PlannedFile[] {
  const { service, collections, actions } = one;
  const folder = `${FOLDER}/services/${service.name}`;
  return [
    text(`${folder}.ts`, serviceModule(one, actions.map((action) => actionOf(service, action, all))), DERIVED),
    ...collections.flatMap((collection) => [
      text(`${folder}/${collection.name}.ts`, resourceModule(resourceOf(collection, all)), DERIVED),
      text(`${folder}/${collection.name}.schema.ts`, schemaModule(bodies(collection)), DERIVED),
    ]),
    ...actions.filter(hasSchema).map((action) => text(`${folder}/${action.name}.action.ts`, schemaModule({ body: actionBody(service, action) }), DERIVED)),
  ];
}

function actionBody(service: Service, { operation }: NamedAction): JsonObject {
  return standalone(service.api.validation, jsonBody(operation.bodies)?.schema ?? null);
}

/** The schemas of what is sent on create and on update; an operation that is not there takes nothing. */
function bodies({ root, operations }: Collection): JsonObject {
  const schema = (operation: typeof operations.create): Json => (operation === undefined ? false : standalone(root, jsonBody(operation.bodies)?.schema ?? null));
  return { create: schema(operations.create), update: schema(operations.update ?? operations.replace) };
}
