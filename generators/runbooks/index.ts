/** Alerts, and what to do: observability/, docs/runbooks, docs/operations, docs/incidents. */
import { contribute, copy, data, template, type Context, type Contribution, type Generator, type PlannedFile } from '../../src/kit.js';
import { kindsOf } from './alerts/index.js';
import { factsOf, type Facts } from './facts.js';
import type { Kind } from './model.js';
import { PROCEDURES, procedures } from './procedures.js';
import { RULES, rules, runbookPath, slotValue, TESTS, tests } from './rules.js';
import { CHECK } from './step.js';
import { indexView, runbookView } from './views.js';

const DOCUMENTS = [
  { key: 'runbooks', path: 'docs/runbooks/README.md', title: 'Runbooks', why: 'what to do when an alert fires, and how the regular things are done' },
  { key: 'incident-response', path: 'docs/operations/incident-response.md', title: 'Incident response', why: 'severities, roles, steps, words, post-mortems' },
  { key: 'disaster-recovery', path: 'docs/operations/disaster-recovery.md', title: 'Disaster recovery', why: 'what can be lost, how it comes back, and how that is rehearsed' },
];

function contributions(facts: Facts, kinds: readonly Kind[]): readonly Contribution[] {
  return [
    ...kinds.flatMap((kind) => kind.alerts.map((alert) => contribute('alert', alert.name, slotValue(facts, kind, alert)))),
    ...DOCUMENTS.map(({ key, path, title, why }, index) => contribute('document', key, { path, title, why }, 300 + index)),
    contribute('makeStep', 'lint-alerts', { target: 'lint', name: 'alerts', run: CHECK }, 700),
  ];
}

function runbook(facts: Facts, kind: Kind): PlannedFile {
  return template(runbookPath(kind), 'alert.md.hbs', runbookView(facts, kind), { rules: ['DOC-09', 'ALERT-02'] });
}

export const runbooks: Generator = {
  name: 'runbooks',
  description: 'alerts with their tests, runbooks, incident response, disaster recovery',
  contribute: ({ project }: Context) => contributions(factsOf(project), kindsOf(project)),
  plan: ({ project }: Context) => {
    const facts = factsOf(project);
    const kinds = kindsOf(project);
    return [
      data(RULES, rules(facts, kinds), { header: 'Alerts of the namespace that customers use; the chart installs the same. Explained in docs/runbooks.', rules: ['ALERT-01', 'ALERT-02', 'ALERT-04', 'SLO-02', 'SLO-03', 'OBS-08', 'OBS-09', 'PERF-07'] }),
      data(TESTS, tests(facts, kinds), { header: 'Run by make lint: each alert fires when it should, and only then.' }),
      template('docs/runbooks/README.md', 'README.md.hbs', indexView(facts, kinds, PROCEDURES), { rules: ['DOC-09', 'ALERT-03', 'AIOPS-03'] }),
      ...kinds.map((kind) => runbook(facts, kind)),
      ...procedures(facts),
      copy('docs/incidents/template.md', 'operations/post-mortem.md', { rules: ['DOC-10', 'CLAUDE-06'] }),
    ];
  },
};
