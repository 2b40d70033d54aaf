/** The root of the repository: make targets, locks, settings of the tools, licence. */
import { contribute, copy, data, template, text, type Context, type Generator, type PlannedFile, type Slots } from '../../src/kit.js';
import { environment, ignored } from './contributions.js';
import { licence } from './licence.js';
import { makeFiles } from './make.js';
import { environmentView, ignoreView, markdownlint, yamllint } from './views.js';

/** What is needed to install: inputs and hash-pinned results, without any registry's address. */
function locks(): readonly PlannedFile[] {
  const names = ['runtime.in', 'runtime.txt', 'dev.in', 'dev.txt', 'uv.in', 'uv.txt'];
  return [
    ...names.map((name) => copy(`requirements/${name}`, `requirements/${name}`)),
    copy('package.json', 'package.json'),
    copy('package-lock.json', 'package-lock.json'),
    copy('.npmrc', 'npmrc'),
    copy('.nvmrc', 'nvmrc'),
    copy('.python-version', 'python-version'),
  ];
}

/** Settings of the tools that `make lint` runs. */
function toolSettings({ project }: Context): readonly PlannedFile[] {
  return [
    copy('pyproject.toml', 'pyproject.toml'),
    copy('.shellcheckrc', 'shellcheckrc'),
    data('.yamllint.yaml', yamllint(project), { header: 'Exceptions are explained in docs/lint-exceptions.md.' }),
    text('.markdownlint-cli2.jsonc', markdownlint()),
  ];
}

/** Files whose lines other generators send. */
function shared(slots: Slots): readonly PlannedFile[] {
  return [
    template('.gitignore', 'gitignore.hbs', ignoreView(slots.ignore)),
    template('.env.example', 'env.example.hbs', environmentView(slots.environment), { rules: ['SECR-01'] }),
  ];
}

export const workspace: Generator = {
  name: 'workspace',
  description: 'Makefile, locks and tool settings at the root',
  contribute: () => [
    ...ignored.map(([key, line, why], index) => contribute('ignore', key, { line, why }, 100 + index)),
    ...environment.map(([name, value, why], index) => contribute('environment', name, { name, value, secret: false, why }, 600 + index)),
  ],
  plan: (context, slots) => [...makeFiles(slots.makeStep), ...locks(), ...toolSettings(context), ...shared(slots), licence(context.project)],
};
