/** What the chart sends to the files that it shares with others. */
import { contribute, type Contribution, type Project, type SlotTypes } from '../../src/kit.js';

export function joinedUp(project: Project): readonly Contribution[] {
  return [
    ...steps(project).map((step, index) => contribute('makeStep', `${step.target}-${step.name}`, step, 400 + index)),
    contribute('ciPart', 'chart', { name: 'chart', installed: null, built: null }),
    contribute('makeInclude', 'cluster', { path: 'make/cluster.mk' }),
    contribute('readme', 'chart', readme(project), 400),
    ...DECISIONS.map((decision, index) => contribute('decision', decision.slug, decision, 400 + index)),
  ];
}

const NEEDS_HELM = '. make/lib.sh\n\ncommand -v helm >/dev/null 2>&1 || skip "helm is not installed; make tools builds it"\n';

function steps({ deployment: { environments } }: Project): readonly SlotTypes['makeStep'][] {
  const names = environments.map(({ name }) => name).join(' ');
  const lint = `${NEEDS_HELM}for environment in ${names}; do
  helm lint --strict --quiet chart --values "chart/values-$environment.yaml" --values chart/ci/digests.yaml
  helm template release chart --namespace checked --values "chart/values-$environment.yaml" --values chart/ci/digests.yaml >/dev/null
done
echo "the chart with the values of: ${names}"`;
  const unit = `. make/lib.sh

if command -v helm-unittest >/dev/null 2>&1; then
  exec helm-unittest chart
fi
helm unittest --help >/dev/null 2>&1 || skip "helm-unittest is not installed; make tools builds it"
exec helm unittest chart`;
  return [{ target: 'lint', name: 'chart', run: lint }, { target: 'test-unit', name: 'chart', run: unit }];
}

function readme({ name, deployment: { environments } }: Project): SlotTypes['readme'] {
  const rows = environments.map((each) => `| \`${each.name}\` | \`${each.namespace}\` | ${each.domain} | \`chart/values-${each.name}.yaml\` |`);
  return {
    title: 'Deploy',
    body: `One Helm chart, [chart/](chart/), deploys everything; \`chart/values.yaml\` explains its options.

| environment | namespace | domain | values |
| --- | --- | --- | --- |
${rows.join('\n')}

\`\`\`sh
kubectl apply -f deploy/namespaces.yaml
helm upgrade --install ${name} chart --namespace dev --values chart/values-dev.yaml --wait
\`\`\`

Production takes images by digest only: a release gives one for each workload, as \`workloads.<name>.digest\`.

\`make minikube\` starts a cluster on this machine (4 CPUs, 6 GB of memory, with the addons \`registry\` and \`metrics-server\`)
with a PostgreSQL in it, and \`make cluster-dev\` keeps it up to date with the sources. Both need minikube, kubectl, helm and skaffold.`,
  };
}

const DECISIONS: readonly SlotTypes['decision'][] = [
  {
    slug: 'one-chart-for-all-workloads',
    title: 'One chart deploys all workloads',
    context: `Services and web app are released together, under one version, from one repository. A chart for each would repeat
the same probes, security contexts and policies, and the network policies of one would have to know the others.`,
    decision: `chart/ is one Helm chart with a map of workloads in its values. Templates loop over that map; each environment has a
file with what is different there. The chart's version is the application's.`,
    consequences: [
      'Who calls whom is written once, and both ends of each network policy come from it.',
      'A release restarts only the workloads whose image or settings changed: pods carry no version of the chart.',
      'A workload cannot be rolled back alone with helm; its digest can be set back in a new release.',
    ],
    alternatives: [
      'A chart for each workload with a library chart: independent releases, which one version for all does not need.',
      'Kustomize: overlays are simple, but hooks, tests and a schema for values would have to be built.',
    ],
    rules: ['HELM-01', 'HELM-13', 'K8S-15', 'K8S-18'],
  },
];
