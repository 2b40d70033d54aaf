/** docs/api: what each service answers, from its OpenAPI document, for people. */
import { contribute, template, type Generator } from '../../src/kit.js';
import { referenceView } from './views.js';

export const apiReference: Generator = {
  name: 'api-reference',
  description: 'docs/api: every operation and schema of each service',
  contribute: ({ project }) => project.services.map((service) => (
    contribute('document', `api-${service.name}`, { path: `docs/api/${service.name}.md`, title: `API of ${service.name}`, why: 'every operation with its parameters, bodies, answers and roles, and every schema' }, 250)
  )),
  plan: ({ project }) => project.services.map((service) => (
    template(`docs/api/${service.name}.md`, 'service.md.hbs', referenceView(service), { ownership: 'derived', rules: ['DOC-08', 'API-02'] })
  )),
};
