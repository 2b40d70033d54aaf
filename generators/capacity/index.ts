/** docs/capacity.md: how much the system is built for, with every number's formula. */
import { contribute, template, type Generator } from '../../src/kit.js';
import { capacityView } from './views.js';

export const capacity: Generator = {
  name: 'capacity',
  description: 'the capacity plan, computed from the spec',
  contribute: () => [contribute('document', 'capacity', { path: 'docs/capacity.md', title: 'Capacity plan', why: 'load, replicas, connections and storage, each with its formula and its assumptions' }, 220)],
  plan: ({ project }) => [template('docs/capacity.md', 'capacity.md.hbs', capacityView(project), { rules: ['DOC-12', 'SCALE-03', 'LOAD-02', 'LOAD-03'] })],
};
