/** Migrations up, down and up again on the service's own PostgreSQL, and `alembic check` silent. */
import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import type { Repository, Service } from './repository.js';

const script = `
import json, sys
from localdev import postgres, services
from localdev.workspace import Workspace

workspace = Workspace.find()
service = workspace.service(sys.argv[1])
print(json.dumps(services.environment(workspace, service, postgres.Cluster(workspace).server(), service.port)))
`;

/** The environment that `make run` gives a service: its DATABASE_URL, its issuer, its secrets. */
export async function localEnvironment(repository: Repository, service: Service): Promise<Record<string, string>> {
  const finished = await run([repository.python('python'), '-c', script, service.name], {
    cwd: repository.folder, env: repository.env,
  });
  if (finished.code !== 0) throw new Error(finished.output.slice(-1500));
  return JSON.parse(finished.stdout) as Record<string, string>;
}

/** While `make run` has the database up. */
export async function migrations(repository: Repository, service: Service): Promise<Inspected> {
  const cwd = repository.path('services', service.name);
  const env = { ...repository.env, ...(await localEnvironment(repository, service)) };
  const problems: string[] = [];
  let count = 0;
  for (const words of [['downgrade', 'base'], ['upgrade', 'head'], ['downgrade', 'base'], ['upgrade', 'head'], ['check']]) {
    const log = repository.log(`alembic-${service.name}-${count}`);
    const finished = await run([repository.python('alembic'), ...words], { cwd, env, timeout: 120, log });
    problems.push(...exitProblems(finished).map((text) => `alembic ${words.join(' ')}: ${text}`));
    count += 1;
  }
  return { count, unit: 'alembic runs', problems };
}
