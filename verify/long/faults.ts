/** Faults to plant in a generated repository, each with the one stage that has to turn red and the step that sees it. */
import { appendFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Repository } from '../repository/repository.js';

export interface Fault {
  readonly name: string;
  readonly stage: string;
  /** Every failed step, in the order of the output. */
  readonly steps: string;
  /** Changes the repository, or the folder of advisories. */
  readonly plant: (repository: Repository, advisories: string) => void;
}

/** One OSV advisory about every version of a package. */
export function advisory(id: string, ecosystem: string, name: string): string {
  const affected = [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }] }];
  return JSON.stringify({ id, summary: 'planted', modified: '2026-01-01T00:00:00Z', affected });
}

/** The first service: its folder, and the folder of its package. */
function service(repository: Repository): { folder: string; source: string; name: string } {
  const [name = ''] = readdirSync(repository.path('services')).sort();
  const [module = ''] = readdirSync(repository.path('services', name, 'src')).filter((entry) => !entry.endsWith('.egg-info'));
  return { folder: repository.path('services', name), source: repository.path('services', name, 'src', module), name };
}

function edit(repository: Repository, path: string, from: RegExp, to: string): void {
  const text = repository.read(path);
  if (!from.test(text)) throw new Error(`${path} has nothing like ${from}`);
  writeFileSync(repository.path(path), text.replace(from, to));
}

const failing = (words: string): string => `"""A test that fails."""\n\n\ndef test_planted() -> None:\n    assert len("${words}") == 0\n`;

/** Put together here, so that nothing in this file looks like a key. */
const key = ['AKIA', 'Q3EGX7', 'ZN5PWT', 'LV2K'].join('');

export const faults: readonly Fault[] = [
  {
    name: 'unformatted', stage: 'lint', steps: 'lint/ruff-format',
    plant: (repository) => appendFileSync(join(service(repository).source, 'dependencies.py'), '\n\nPLANTED = {  "a":1 }\n'),
  },
  {
    name: 'type-error', stage: 'lint', steps: 'lint/mypy',
    plant: (repository) => appendFileSync(join(service(repository).source, 'dependencies.py'), '\n\ndef planted() -> int:\n    """Return a number."""\n    return "a text"\n'),
  },
  {
    name: 'secret', stage: 'lint', steps: 'lint/gitleaks',
    plant: (repository) => writeFileSync(repository.path('docs/notes.txt'), `aws_access_key_id = ${key}\n`),
  },
  {
    name: 'advisory-python', stage: 'security-deps', steps: 'security-deps/pip',
    plant: (_, advisories) => writeFileSync(join(advisories, 'planted.json'), advisory('PLANTED-1', 'PyPI', 'FastAPI')),
  },
  {
    name: 'advisory-node', stage: 'security-deps', steps: 'security-deps/npm',
    plant: (_, advisories) => writeFileSync(join(advisories, 'planted.json'), advisory('PLANTED-2', 'npm', 'markdownlint-cli2')),
  },
  {
    name: 'unit-test', stage: 'test-unit', steps: 'test-unit/python',
    plant: (repository) => writeFileSync(join(service(repository).folder, 'tests/unit/test_planted.py'), failing('unit')),
  },
  {
    // A file that is listed and cannot be read: nothing but packaging opens it.
    name: 'broken-build', stage: 'build', steps: 'build/python',
    plant: (repository) => symlinkSync('gone.json', join(service(repository).source, 'planted.json')),
  },
  {
    name: 'integration-test', stage: 'test-integration', steps: 'test-integration/python',
    plant: (repository) => writeFileSync(join(service(repository).folder, 'tests/integration/test_planted.py'), failing('integration')),
  },
  {
    // What clients may send today is refused tomorrow; document and service agree, so only a comparison sees it.
    name: 'breaking-contract', stage: 'test-contract', steps: 'test-contract/breaking',
    plant: (repository) => {
      const { name, source } = service(repository);
      edit(repository, `specs/openapi/${name}.yaml`, /maxLength: 255/g, 'maxLength: 254');
      edit(repository, join(source, 'openapi.json').slice(repository.folder.length + 1), /"maxLength": ?255/g, '"maxLength": 254');
    },
  },
  {
    name: 'root-image', stage: 'image', steps: 'image/smoke',
    plant: (repository) => edit(repository, `services/${service(repository).name}/Dockerfile`, /^USER .*\n/m, ''),
  },
];
