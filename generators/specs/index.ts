/** specs/: the documents that everything else is generated from, and the scenarios that say what they promise. */
import { contribute, copy, template, text, type Context, type Generator, type PlannedFile } from '../../src/kit.js';
import { featureView } from './features.js';

/** Given documents, overlays, drafts and JSON Schemas, byte for byte as the documents stage made or read them. */
function documents({ project }: Context): readonly PlannedFile[] {
  return project.documents.map((file) => text(file.path, file.text, { ownership: file.ownership, rules: ['SPEC-01', 'SPEC-06'] }));
}

/** One feature per entity of a drafted document; theirs to change from the first day. */
function features({ project }: Context): readonly PlannedFile[] {
  return project.services
    .filter(({ api }) => !api.given)
    .flatMap((service) =>
      service.entities.map((entity) => {
        const path = `specs/features/${service.name}/${entity.plural.kebab}.feature`;
        const view = featureView(service.name, entity, project.roles);
        return template(path, 'entity.feature.hbs', view, { ownership: 'seeded', rules: ['SPEC-09'] });
      }),
    );
}

export const specs: Generator = {
  name: 'specs',
  description: 'OpenAPI, JSON Schema and Gherkin documents under specs/',
  contribute: () => [
    contribute('document', 'specs', { path: 'specs/README.md', title: 'Specifications', why: 'what each document is for, and who may change it' }),
  ],
  plan: (context) => [copy('specs/README.md', 'README.md'), ...documents(context), ...features(context)],
};
