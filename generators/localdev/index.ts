/** tools/localdev: everything that runs the repository on one machine, and what it knows about the services. */
import { contribute, copy, data, type Context, type Generator, type PlannedFile, type Service, type SlotTypes } from '../../src/kit.js';
import { environment } from './environment.js';
import { seedPlan } from './seed.js';

const SOURCES = [
  '__init__', '__main__', 'advisories', 'archives', 'binaries', 'cli', 'codelevel', 'commands', 'credentials', 'dotenv', 'errors', 'guard', 'inventory', 'issuer',
  'issuing', 'keys', 'leases', 'migrations', 'pages', 'ports', 'postgres', 'processes', 'recovery', 'samples', 'seeding', 'serve', 'services', 'stack', 'supervise',
  'tokens', 'workspace',
];
const TESTS = [
  'conftest', 'unit/test_advisories', 'unit/test_codelevel', 'unit/test_credentials', 'unit/test_dotenv', 'unit/test_inventory', 'unit/test_issuer', 'unit/test_leases',
  'unit/test_migrations',
  'unit/test_samples', 'unit/test_services', 'unit/test_workspace', 'integration/test_commands', 'integration/test_postgres', 'integration/test_recovery',
];
const HEADER = 'Read by tools/localdev.';

/** The package, the same in every repository. */
function tool(): readonly PlannedFile[] {
  return [
    copy('tools/localdev/pyproject.toml', 'pyproject.toml'),
    copy('tools/localdev/src/localdev/py.typed', 'src/localdev/py.typed'),
    ...SOURCES.map((name) => copy(`tools/localdev/src/localdev/${name}.py`, `src/localdev/${name}.py`)),
    ...TESTS.map((name) => copy(`tools/localdev/tests/${name}.py`, `tests/${name}.py`)),
  ];
}

/** One service's facts, in its own folder: adding a service touches no other file. */
function serviceFacts(service: Service): PlannedFile {
  const { name, database, port } = service;
  const value = { name, package: service.package, database, port, base_path: service.api.basePath, seed: seedPlan(service) };
  return data(`${service.folder}/service.toml`, value, { ownership: 'derived', header: HEADER });
}

/** What `make dev` runs beside the services, one file each. `port` is the default one, `ready` a path that answers. */
function processFacts(process: SlotTypes['process']): PlannedFile {
  const { name, command, port, ready, folder, database, migrate, needs, callback, built } = process;
  const value = {
    name, command, port: Number(port ?? 3000), ready: ready ?? '', folder,
    database: database ?? '', migrate, needs: needs ?? '', callback: callback ?? '', built,
  };
  return data(`tools/localdev/processes/${name}.toml`, value, { ownership: 'derived', header: HEADER });
}

export const localdev: Generator = {
  name: 'localdev',
  description: 'local database, token issuer and commands under tools/localdev',
  contribute: ({ project }: Context) => [
    contribute('pythonPackage', 'localdev', { folder: 'tools/localdev', package: 'localdev', tests: true }),
    ...environment(project).map((entry, index) => contribute('environment', entry.name, entry, 100 + index)),
  ],
  plan: ({ project }, slots) => [
    data('tools/localdev/project.toml', { name: project.name, roles: project.roles }, { ownership: 'derived', header: HEADER }),
    ...tool(),
    ...project.services.map(serviceFacts),
    ...slots.process.map(processFacts),
  ],
};
