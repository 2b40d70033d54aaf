/** The Helm chart: one for everything, with values for each environment; and the cluster on a developer's machine. */
import { copy, data, type Context, type Generator, type PlannedFile, type Project, type Slots } from '../../src/kit.js';
import { joinedUp } from './joined-up.js';
import { minikube } from './minikube.js';
import { valuesSchema } from './schema.js';
import { suites } from './suites.js';
import { commentsFor, overrides, valuesOf } from './values.js';

/** Templates, copied as they are, with the rules that each realises. */
const TEMPLATES: readonly (readonly [string, readonly string[]])[] = [
  ['_helpers.tpl', ['HELM-10', 'HELM-19', 'COST-01', 'COST-02', 'COST-03', 'COST-04']],
  ['NOTES.txt', ['HELM-20']],
  ['configmap.yaml', ['K8S-11']],
  ['deployment.yaml', ['HELM-07', 'K8S-01', 'K8S-02', 'K8S-03', 'K8S-04', 'K8S-06', 'K8S-07', 'K8S-08', 'K8S-09', 'K8S-10', 'K8S-15', 'IMG-03', 'IMG-04', 'COST-11']],
  ['externalsecret.yaml', ['K8S-12', 'K8S-14', 'SECR-02']],
  ['hpa.yaml', ['SCALE-02', 'SCALE-03']],
  ['httproute.yaml', []],
  ['ingress.yaml', ['HELM-09']],
  ['migrations.yaml', ['DB-01']],
  ['networkpolicy.yaml', ['K8S-18']],
  ['pdb.yaml', ['K8S-05']],
  ['prometheusrule.yaml', ['ALERT-02']],
  ['quota.yaml', ['K8S-17']],
  ['service.yaml', ['HELM-08']],
  ['serviceaccount.yaml', ['AUTH-05']],
  ['servicemonitor.yaml', ['OBS-01']],
  ['tests/health.yaml', ['HELM-21']],
];

function chart(project: Project, slots: Slots): readonly PlannedFile[] {
  return [
    data('chart/Chart.yaml', chartMetadata(project), { rules: ['HELM-01', 'HELM-02', 'HELM-12', 'HELM-13'] }),
    copy('chart/.helmignore', 'helmignore'),
    data('chart/values.schema.json', valuesSchema()),
    ...TEMPLATES.map(([path, rules]) => copy(`chart/templates/${path}`, `templates/${path}`, { rules })),
    ...suites(project, slots.alert),
  ];
}

/** The description of Helm is one line, whatever the specification says. */
function chartMetadata({ name, version, deployment }: Project): Parameters<typeof data>[1] {
  return {
    apiVersion: 'v2', name, description: `Everything of ${name} that runs on Kubernetes.`, type: 'application', version, appVersion: version,
    kubeVersion: '>=1.31.0-0', maintainers: [{ name: deployment.labels.owner }],
  };
}

function values(project: Project): readonly PlannedFile[] {
  const [development, ...others] = project.deployment.environments;
  if (development === undefined) throw new Error('A project without environments.');
  const base = valuesOf(project, development);
  return [
    data('chart/values.yaml', base, { header: 'Every option of the chart, as development has it. values-<environment>.yaml changes it.', comments: commentsFor(base), rules: ['HELM-03', 'HELM-15', 'HELM-17', 'HELM-18'] }),
    ...[development, ...others].map((environment) => {
      const own = overrides(valuesOf(project, environment), base);
      const header = `${environment.name}, in the namespace ${environment.namespace}: what differs from values.yaml, and what every environment has to say.`;
      return data(`chart/values-${environment.name}.yaml`, own, { header, comments: commentsFor(own), rules: ['HELM-04', 'HELM-05', 'HELM-16', 'HELM-17', 'HELM-18'] });
    }),
    data('chart/ci/digests.yaml', digests(project), { header: 'Stand-ins for the digests that a release gives, so that the chart can be checked before there is one.' }),
  ];
}

function digests({ deployment }: Project): Parameters<typeof data>[1] {
  return { workloads: Object.fromEntries(deployment.workloads.map(({ name }) => [name, { digest: `sha256:${'0'.repeat(64)}` }])) };
}

/** Namespaces, where restricted Pod Security is enforced. The chart itself makes none. */
function namespaces({ deployment: { environments, labels } }: Project): PlannedFile {
  const items = environments.map(({ name, namespace, kubernetes }) => ({
    apiVersion: 'v1', kind: 'Namespace',
    metadata: {
      name: namespace,
      labels: {
        project: labels.project, environment: name, 'cost-center': labels.costCenter, owner: labels.owner,
        'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': `v${kubernetes.split('.').slice(0, 2).join('.')}`,
        'pod-security.kubernetes.io/warn': 'restricted',
      },
    },
  }));
  return data('deploy/namespaces.yaml', { apiVersion: 'v1', kind: 'List', items }, { header: 'One namespace for each environment; make them before the first release.', rules: ['K8S-16'] });
}

/** `$namespace` and the like in an expression are replaced where the chart is rendered. */
function alerts(slots: Slots): PlannedFile {
  return data('chart/files/alerts.yaml', { alerts: slots.alert.map((alert) => ({ ...alert })) }, { header: 'Alerts of Prometheus; templates/prometheusrule.yaml reads them.' });
}

export const helmChart: Generator = {
  name: 'helm-chart',
  description: 'the Helm chart under chart/, namespaces and the local cluster under deploy/',
  contribute: ({ project }: Context) => joinedUp(project),
  plan: ({ project }, slots) => [...chart(project, slots), ...values(project), alerts(slots), namespaces(project), ...minikube(project)],
};
