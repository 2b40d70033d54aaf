/** The tests of each service: shared suites of servicekit, told what this service is. */
import { copy, data, template, type Context, type Generator, type PlannedFile, type Project, type Service } from '../../src/kit.js';
import { collectionCases, resourceCases } from './cases.js';

/** Suites over the entities, for services whose document was drafted from them. */
function entityTests(service: Service, folder: string): readonly PlannedFile[] {
  return [
    data(`${folder}/entities.json`, resourceCases(service), { ownership: 'derived', rules: ['TEST-11'] }),
    copy(`${folder}/integration/test_resources.py`, 'integration/test_resources.py', { rules: ['TEST-02'] }),
    copy(`${folder}/integration/test_lists.py`, 'integration/test_lists.py', { rules: ['TEST-02', 'API-16'] }),
    template(`${folder}/features/test_features.py`, 'features/test_features.py.hbs', { serviceName: service.name }, { rules: ['SPEC-09'], format: 'python' }),
  ];
}

/** `from` lines of the repository's own packages in the order that isort wants. */
function imports(service: Service, shared: readonly string[]): readonly string[] {
  return [`${service.package}.main import create_app`, ...shared].toSorted().map((line) => `from ${line}`);
}

/** Suites over the collections of a given document that work on the database. */
function collectionTests(service: Service, folder: string): readonly PlannedFile[] {
  const cases = collectionCases(service);
  if (cases.length === 0) return [];
  return [
    data(`${folder}/collections.json`, cases, { ownership: 'derived', rules: ['TEST-11'] }),
    copy(`${folder}/integration/test_collections.py`, 'integration/test_collections.py', { rules: ['TEST-02'] }),
  ];
}

/** Whether the suites over entities run: for a document that was drafted from them. */
function hasSuites(service: Service): boolean {
  return !service.api.given && service.entities.length > 0;
}

/** The draft that the packaged document has to equal; null where a document was given, or an overlay changes the draft. */
function draftPath({ documents }: Project, { name, api }: Service): string | null {
  const overlaid = documents.some(({ path }) => path === `specs/openapi/${name}.overlay.yaml`);
  return api.given || overlaid ? null : api.path;
}

function serviceTests(project: Project, service: Service): readonly PlannedFile[] {
  const folder = `${service.folder}/tests`;
  const view = { packageName: service.package };
  const hasEntities = hasSuites(service);
  const own = `${service.package}.dependencies import Settings`;
  const testing = `servicekit.testing import ${hasEntities ? 'EntityRules, ' : ''}ServiceUnderTest`;
  return [
    template(`${folder}/conftest.py`, 'conftest.py.hbs', { packageName: service.package, hasEntities, importLines: imports(service, [own, testing]) }, { format: 'python' }),
    template(`${folder}/contract/test_contract.py`, 'contract/test_contract.py.hbs', view, { rules: ['API-03', 'TEST-04', 'TEST-12'] }),
    template(`${folder}/unit/test_document.py`, 'unit/test_document.py.hbs', { packageName: service.package, draftPath: draftPath(project, service), importLines: imports(service, [own, 'servicekit.contract import Contract']) }, { rules: ['TEST-01'], format: 'python' }),
    ...(service.entities.length + service.collections.length > 0
      ? [copy(`${folder}/integration/test_migrations.py`, 'integration/test_migrations.py', { rules: ['DB-01', 'DB-02'] })]
      : []),
    copy(`${folder}/integration/test_platform.py`, 'integration/test_platform.py', { rules: ['TEST-02'] }),
    ...collectionTests(service, folder),
    ...(hasEntities ? entityTests(service, folder) : []),
  ];
}

export const serviceTestsGenerator: Generator = {
  name: 'service-tests',
  description: 'unit, integration, contract and feature tests of every service',
  plan: ({ project }: Context) => project.services.flatMap((service) => serviceTests(project, service)),
};
