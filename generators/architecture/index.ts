/** The C4 model as a source and as pictures, and what threatens its data flows. */
import { contribute, data, template, type Generator } from '../../src/kit.js';
import { architectureOf } from './model.js';
import { flowsOf, threatData, threatView } from './threat-views.js';
import { architectureView, workspaceView } from './views.js';

const CODE_LEVEL = '. make/lib.sh\n\nexec .venv/bin/python -m localdev code-level';

export const architecture: Generator = {
  name: 'architecture',
  description: 'ARCHITECTURE.md, the C4 model and the threat model',
  contribute: () => [
    contribute('document', 'architecture', { path: 'ARCHITECTURE.md', title: 'Architecture', why: 'what the system is made of: context, containers, components' }, 50),
    contribute('document', 'threat-model', { path: 'docs/threat-model.md', title: 'Threat model', why: 'what can go wrong on each data flow, what stands against it, what stays open' }, 210),
    contribute('makeStep', 'build-code-level', { target: 'build', name: 'code-level', run: CODE_LEVEL }, 200),
  ],
  plan: ({ project }, slots) => {
    const model = architectureOf(project, slots);
    const flows = flowsOf(model);
    return [
      template('ARCHITECTURE.md', 'ARCHITECTURE.md.hbs', architectureView(project, model), { rules: ['DOC-05', 'SPEC-02', 'SPEC-03', 'SPEC-04', 'SPEC-05'] }),
      template('specs/architecture/workspace.dsl', 'workspace.dsl.hbs', workspaceView(model), { ownership: 'derived', rules: ['SPEC-02', 'SPEC-03', 'SPEC-04', 'BP-01'] }),
      data('specs/security/threat-model.yaml', threatData(project, flows), { rules: ['SPEC-12'], header: 'Threats of every data flow in specs/architecture/workspace.dsl; docs/threat-model.md is the same for people.' }),
      template('docs/threat-model.md', 'threat-model.md.hbs', threatView(project, flows), { rules: ['SPEC-12'] }),
    ];
  },
};
