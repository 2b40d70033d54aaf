/** docs/adr: the decisions behind this repository, each written once and never rewritten. */
import { contribute, copy, template, type Context, type Generator, type PlannedFile, type Slots, type SlotTypes } from '../../src/kit.js';
import { decisions } from './decisions.js';
import { numbered } from './numbers.js';

const FOLDER = 'docs/adr/';

function record({ project }: Context, path: string, decision: SlotTypes['decision']): PlannedFile {
  const view = {
    title: decision.title,
    date: project.created,
    context: decision.context,
    decision: decision.decision,
    quote: decision.quote ?? null,
    consequences: decision.consequences,
    alternatives: decision.alternatives,
  };
  return template(path, 'decision.md.hbs', view, { ownership: 'history', rules: ['ADR-01', 'ADR-02', 'ADR-03', 'ADR-04', 'ADR-05', 'ADR-06', ...decision.rules] });
}

export const adr: Generator = {
  name: 'adr',
  description: 'architecture decision records under docs/adr',
  contribute: ({ project }: Context) => [
    ...decisions(project).map((decision, index) => contribute('decision', decision.slug, decision, 100 + index)),
    contribute('document', 'adr', { path: 'docs/adr/README.md', title: 'Decisions', why: 'why the repository is as it is, and how to record the next decision' }),
  ],
  plan: (context: Context, slots: Slots) => [
    copy(`${FOLDER}README.md`, 'README.md'),
    copy(`${FOLDER}template.md`, 'template.md', { rules: ['ADR-01', 'ADR-07'] }),
    ...numbered(FOLDER, slots.decision, context.history.paths).map(({ path, decision }) => record(context, path, decision)),
  ],
};
