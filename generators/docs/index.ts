/** Documents for people: README, CONTRIBUTING, CHANGELOG, and the guides under docs/. */
import { contribute, copy, template, type Context, type Generator, type Slots } from '../../src/kit.js';
import { glossaryView } from './glossary.js';
import { onboardingView } from './onboarding.js';
import { documentsView, readmeView } from './views.js';

const GUIDES = [
  { order: 40, key: 'onboarding', path: 'docs/onboarding.md', title: 'Onboarding', why: 'from a new machine to the first merged change' },
  { order: 70, key: 'glossary', path: 'docs/glossary.md', title: 'Glossary', why: 'the words of this system, and what they mean here' },
  { order: 400, key: 'lint-exceptions', path: 'docs/lint-exceptions.md', title: 'Exceptions of the linters', why: 'every rule that is switched off, and why' },
];

export const docs: Generator = {
  name: 'docs',
  description: 'README, CONTRIBUTING, CHANGELOG and guides',
  contribute: () => GUIDES.map(({ order, key, path, title, why }) => contribute('document', key, { path, title, why }, order)),
  plan: ({ project }: Context, slots: Slots) => [
    template('README.md', 'README.md.hbs', readmeView(project, slots), { rules: ['DOC-04'] }),
    copy('CONTRIBUTING.md', 'CONTRIBUTING.md', { rules: ['DOC-06', 'GIT-01', 'GIT-02', 'GIT-03'] }),
    template('CHANGELOG.md', 'CHANGELOG.md.hbs', { version: project.version, date: project.created }, { ownership: 'history', rules: ['DOC-07'] }),
    template('docs/README.md', 'docs/README.md.hbs', documentsView(slots.document)),
    template('docs/onboarding.md', 'docs/onboarding.md.hbs', onboardingView(project, slots), { rules: ['DOC-06'] }),
    template('docs/glossary.md', 'docs/glossary.md.hbs', glossaryView(project)),
    copy('docs/lint-exceptions.md', 'docs/lint-exceptions.md'),
  ],
};
