/** Redocly `recommended` on every OpenAPI document that Specwright wrote. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import { redocly } from '../tools/install.js';
import { files } from './build.js';
import type { Repository, Service } from './repository.js';

export async function redoclyClean(repository: Repository, services: readonly Service[]): Promise<Inspected> {
  const tool = await redocly();
  const drafted = new Set(services.filter(({ drafted }) => drafted).map(({ name }) => name));
  const documents = (await files(repository)).filter((path) => (
    [...drafted].some((name) => path === `specs/openapi/${name}.yaml` || new RegExp(`^services/${name}/src/[^/]+/openapi\\.json$`).test(path))
  ));
  if (documents.length === 0) return { count: 0, unit: 'documents', problems: [] };
  const settings = join(repository.logs, 'redocly.yaml');
  writeFileSync(settings, 'extends:\n  - recommended\n');
  const finished = await run([tool, 'lint', '--config', settings, ...documents], {
    cwd: repository.folder, log: repository.log('redocly'), env: { ...process.env, REDOCLY_TELEMETRY: 'off', NO_COLOR: '1' },
  });
  const problems = exitProblems(finished);
  const warnings = finished.output.match(/You have (\d+) warning/);
  if (warnings !== null) problems.push(`${warnings[0]}\n${finished.output.slice(-3000)}`);
  return { count: documents.length, unit: 'documents', problems };
}

/** `make openapi`: the same document, nothing else, on standard output. */
export async function openapiTarget(repository: Repository, services: readonly Service[]): Promise<Inspected> {
  const problems: string[] = [];
  for (const { name, document } of services) {
    const finished = await repository.make(['-s', 'openapi', `SERVICE=${name}`]);
    problems.push(...exitProblems(finished));
    if (canonical(finished.stdout) !== canonical(JSON.stringify(document))) {
      problems.push(`make openapi SERVICE=${name} printed something else than the service's document: ${finished.stdout.slice(0, 200)}`);
    }
  }
  return { count: services.length, unit: 'documents', problems };
}

/** JSON with sorted keys, or the text where it is none. */
export function canonical(text: string): string {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
  };
  try {
    return JSON.stringify(sorted(JSON.parse(text)));
  } catch {
    return text;
  }
}
