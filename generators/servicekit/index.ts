/** libs/servicekit: the Python runtime that every service shares, the same in every repository but for its name. */
import { contribute, copy, template, type Contribution, type Generator, type Service } from '../../src/kit.js';
import { FILES } from './files.js';

const FOLDER = 'libs/servicekit';

export const servicekit: Generator = {
  name: 'servicekit',
  description: 'shared runtime of the services under libs/servicekit',
  contribute: ({ project }) => [
    contribute('pythonPackage', FOLDER, { folder: FOLDER, package: 'servicekit', tests: true }, 100),
    ...project.services.flatMap(shared),
  ],
  plan: ({ project }) => [
    template(`${FOLDER}/pyproject.toml`, 'pyproject.toml.hbs', { distribution: project.libraryDistribution }),
    ...Object.entries(FILES).map(([path, rules]) => copy(`${FOLDER}/${path}`, path, { rules })),
  ],
};

/** What each service has from the library, as the C4 model shows it. */
function shared({ name }: Service): readonly Contribution[] {
  const source = `${FOLDER}/src/servicekit`;
  const part = (id: string, title: string, path: string, does: string, uses: readonly string[]): Contribution => (
    contribute('component', `${name}--${id}`, { container: name, id, name: title, technology: 'Python', path: `${source}/${path}`, does, uses, entry: false }, 600)
  );
  return [
    part('security', 'Authorisation', 'security/', 'Verifies credentials, holds each operation to the roles of the document, logs who was let in.', ['@issuer']),
    part('contract', 'Contract', 'contract.py', 'Holds every request and every answer to the OpenAPI document.', []),
    part('audit', 'Audit log', 'audit.py', 'Writes one event for each change of a row: who, what, whether it was kept.', []),
  ];
}
