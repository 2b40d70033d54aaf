/** The HTTP side of each service: models, requests, operations, handlers and routes from its document. */
import { contribute, copy, data, template, type Generator, type Json, type PlannedFile, type Project, type Service } from '../../src/kit.js';
import { components } from './components.js';
import { readService, type Group, type ServiceCode } from './operations.js';
import { docstring } from './python.js';
import { modelsView } from './schema/print.js';
import { imageView, mainView, packageView, readmeView } from './service.js';
import { storesView } from './stores.js';
import { firstParty, handlersView, handlerTestView, operationsView, requestsView, routerView } from './views.js';

const DERIVED = { ownership: 'derived', format: 'python', rules: ['API-01', 'API-02'] } as const;

export const fastapiService: Generator = {
  name: 'fastapi-service',
  description: 'FastAPI services, routed, validated and typed from their OpenAPI documents',

  contribute: ({ project }) =>
    project.services.flatMap((service) => [
      contribute('pythonPackage', service.folder, { folder: service.folder, package: service.package, tests: true }),
      ...components(service),
      contribute('image', service.name, { name: `${project.name}-${service.name}`, dockerfile: `${service.folder}/Dockerfile`, context: '.' }),
    ]),

  plan: ({ project }) => [
    copy('.dockerignore', 'dockerignore'),
    ...project.services.flatMap((service) => planService(project, service)),
  ],
};

function planService(project: Project, service: Service): readonly PlannedFile[] {
  const code = readService(service);
  const source = `${service.folder}/src/${service.package}`;
  const hasDatabase = service.entities.length > 0 || code.collections.length > 0;
  return [
    template(`${service.folder}/pyproject.toml`, 'pyproject.toml.hbs', packageView(project, service, hasDatabase)),
    template(`${service.folder}/Dockerfile`, 'Dockerfile.hbs', imageView(service, hasDatabase), { rules: ['DOCK-01'] }),
    template(`${service.folder}/README.md`, 'README.md.hbs', readmeView(service, code)),
    data(`${source}/openapi.json`, service.api.json, { ownership: 'derived' }),
    ...(service.api.validation === service.api.json ? [] : [data(`${source}/contract.json`, service.api.validation as Json, { ownership: 'derived' })]),
    copy(`${source}/py.typed`, 'py.typed', { ownership: 'derived' }),
    module(`${source}/__init__.py`, `The ${service.name} service`),
    template(`${source}/main.py`, 'main.py.hbs', mainView(project, service, code), { format: 'python' }),
    template(`${source}/dependencies.py`, 'dependencies.py.hbs', { docCode: docstring(null, `What the ${service.name} service needs beside its database: your settings and clients`, 0) }, { ownership: 'seeded', format: 'python' }),
    ...code.groups.flatMap((group) => planGroup(service, code, group)),
    ...planShared(service, code),
    ...planHandlerTest(service, code),
    ...(code.collections.length === 0 ? [] : [template(`${source}/stores.py`, 'stores.py.hbs', storesView(service, code), DERIVED)]),
  ];
}

function module(path: string, words: string): PlannedFile {
  return template(path, 'module.py.hbs', { docCode: docstring(null, words, 0) }, { ownership: 'derived', format: 'python' });
}

function planGroup(service: Service, code: ServiceCode, group: Group): readonly PlannedFile[] {
  const folder = `${service.folder}/src/${service.package}/${group.module}`;
  return [
    module(`${folder}/__init__.py`, `Operations of ${group.title}`),
    ...modulesOf(code, `${group.module}.models`).flatMap((name) => planModels(service, code, name, `Models of ${group.title}`)),
    template(`${folder}/requests.py`, 'group/requests.py.hbs', requestsView(service, code, group), DERIVED),
    template(`${folder}/operations.py`, 'group/operations.py.hbs', operationsView(service, code, group), DERIVED),
    template(`${folder}/handlers.py`, 'group/handlers.py.hbs', handlersView(service, code, group), { ownership: 'seeded', format: 'python' }),
    template(`${folder}/router.py`, 'group/router.py.hbs', routerView(service, group), DERIVED),
  ];
}

/** A module of models, and those that its types overflow into. */
function modulesOf(code: ServiceCode, base: string): readonly string[] {
  return [...code.placed.modules.keys()].filter((name) => name === base || name.startsWith(`${base}_`));
}

function planShared(service: Service, code: ServiceCode): readonly PlannedFile[] {
  const shared = modulesOf(code, 'shared.models');
  if (shared.length === 0) return [];
  return [
    module(`${service.folder}/src/${service.package}/shared/__init__.py`, 'What several groups of operations share'),
    ...shared.flatMap((name) => planModels(service, code, name, 'Models that several groups of operations share')),
  ];
}

function planHandlerTest(service: Service, code: ServiceCode): readonly PlannedFile[] {
  const view = handlerTestView(service, code);
  if (view === null) return [];
  return [template(`${service.folder}/tests/unit/test_handlers.py`, 'test_handlers.py.hbs', view, { ownership: 'seeded', format: 'python', rules: ['TEST-01'] })];
}

function planModels(service: Service, code: ServiceCode, name: string, title: string): readonly PlannedFile[] {
  const view = modelsView(service.package, name, title, code.placed, code.definitions, firstParty(service));
  return [template(`${service.folder}/src/${service.package}/${name.replaceAll('.', '/')}.py`, 'group/models.py.hbs', view, DERIVED)];
}
