/** libs/servicekit: the Python runtime that every service shares, the same in every repository but for its name. */
import { contribute, copy, template, type Generator } from '../../src/kit.js';
import { FILES } from './files.js';

const FOLDER = 'libs/servicekit';

export const servicekit: Generator = {
  name: 'servicekit',
  description: 'shared runtime of the services under libs/servicekit',
  contribute: () => [contribute('pythonPackage', FOLDER, { folder: FOLDER, package: 'servicekit', tests: true }, 100)],
  plan: ({ project }) => [
    template(`${FOLDER}/pyproject.toml`, 'pyproject.toml.hbs', { distribution: project.libraryDistribution }),
    ...Object.entries(FILES).map(([path, rules]) => copy(`${FOLDER}/${path}`, path, { rules })),
  ],
};
