/** Migrations up, down and up again on the service's own PostgreSQL, and `alembic check` silent. */
import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import type { Repository, Service } from './repository.js';

/** Runs inside `make run`'s lifetime: the database is up. `url` is the service's DATABASE_URL. */
export async function migrations(repository: Repository, service: Service, url: string): Promise<Inspected> {
  const cwd = repository.path('services', service.name);
  const env = { ...repository.env, DATABASE_URL: url, DATABASE_URL_DIRECT: url };
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
