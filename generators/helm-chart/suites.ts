/** Suites of helm-unittest: what the chart promises of this repository's workloads. */
import { data, type Environment, type Json, type JsonObject, type PlannedFile, type Project, type Run, type Slots, type Workload } from '../../src/kit.js';

type Assertion = JsonObject;

const equal = (path: string, value: Json): Assertion => ({ equal: { path, value } });
const RELEASE = { name: 'shop', namespace: 'checked' } as const;

export function suites(project: Project, alerts: Slots['alert']): readonly PlannedFile[] {
  return [
    suite('workloads', 'Every workload, in every environment, is as the specification says.', project.deployment.environments.flatMap((environment) => workloadTests(project, environment))),
    suite('network', 'Nobody is reached but by those that the specification names.', networkTests(project)),
    suite('migrations', 'Migrations get the addresses of databases that they need, and no other secret.', migrationTests(project)),
    suite('alerts', 'Alerts watch this release, in its namespace, on its database server.', alertTests(project, alerts)),
    suite('release', 'Images, budgets, scaling and names hold in every release.', releaseTests(project)),
  ];
}

function suite(name: string, what: string, tests: readonly JsonObject[]): PlannedFile {
  return data(`chart/tests/${name}_test.yaml`, { suite: name, release: RELEASE, tests }, { header: what, rules: ['HELM-11'] });
}

const files = (environment: string): readonly string[] => [`../values-${environment}.yaml`, '../ci/digests.yaml'];
const fullname = (workload: Workload): string => `${RELEASE.name}-${workload.name}`;

function workloadTests({ deployment }: Project, environment: Environment): readonly JsonObject[] {
  return deployment.workloads.flatMap((workload, index) => {
    const run = environment.runs[index];
    return run === undefined ? [] : [{
      it: `${workload.name} in ${environment.name}`,
      values: files(environment.name),
      templates: ['templates/deployment.yaml'],
      documentSelector: { path: 'metadata.name', value: fullname(workload) },
      asserts: [...container(workload, run), ...pod(environment, deployment.labels.owner), ...strategy(run)],
    }];
  });
}

function container(workload: Workload, { resources, health }: Run): readonly Assertion[] {
  const at = (path: string): string => `spec.template.spec.containers[0].${path}`;
  return [
    equal(at('ports[0].containerPort'), workload.port),
    equal(at('resources'), { requests: { cpu: resources.cpu, memory: resources.memory }, limits: { cpu: resources.cpuLimit, memory: resources.memoryLimit } }),
    equal(at('readinessProbe.httpGet.path'), '/health/ready'),
    equal(at('livenessProbe.httpGet.path'), '/health/live'),
    equal(at('readinessProbe.periodSeconds'), health.periodSeconds),
    equal(at('startupProbe.failureThreshold'), Math.floor((health.startupSeconds + 1) / 2)),
    equal(at('securityContext.readOnlyRootFilesystem'), true),
    equal(at('securityContext.allowPrivilegeEscalation'), false),
    equal(at('securityContext.capabilities.drop'), ['ALL']),
  ];
}

function pod(environment: Environment, owner: string): readonly Assertion[] {
  return [
    equal('spec.template.spec.automountServiceAccountToken', false),
    equal('spec.template.spec.securityContext.runAsNonRoot', true),
    equal('spec.template.spec.securityContext.seccompProfile.type', 'RuntimeDefault'),
    equal('spec.template.metadata.labels.environment', environment.name),
    equal('spec.template.metadata.labels.owner', owner),
  ];
}

function strategy({ rollout, scaling }: Run): readonly Assertion[] {
  return [
    equal('spec.strategy.rollingUpdate', { maxUnavailable: `${rollout.maxUnavailable}%`, maxSurge: `${rollout.maxSurge}%` }),
    equal('spec.revisionHistoryLimit', 10),
    scaling.min === scaling.max ? equal('spec.replicas', scaling.min) : { notExists: { path: 'spec.replicas' } },
  ];
}

/** The pods of a workload, as a peer of a policy. */
function peer({ name: chart }: Project, component: string): JsonObject {
  return { podSelector: { matchLabels: { 'app.kubernetes.io/name': chart, 'app.kubernetes.io/instance': RELEASE.name, 'app.kubernetes.io/component': component } } };
}

function networkTests(project: Project): readonly JsonObject[] {
  const { workloads } = project.deployment;
  const policy = { values: files('prod'), templates: ['templates/networkpolicy.yaml'] };
  const deny = {
    it: 'everything is denied that is not allowed', ...policy, documentSelector: { path: 'metadata.name', value: `${RELEASE.name}.default-deny` },
    asserts: [equal('spec', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
  };
  const gateway = workloads.flatMap((workload) => environmentHost(project, workload) === null ? [] : [{
    it: `${workload.name} lets the Gateway in where there is one`, ...policy, documentSelector: { path: 'metadata.name', value: fullname(workload) },
    set: { gateway: { enabled: true, namespace: 'gateways' } },
    asserts: [{ contains: { path: 'spec.ingress[0].from', content: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateways' } } } } }],
  }]);
  return [deny, ...gateway, ...workloads.map((workload) => ({
    it: `${workload.name} is reached by those that call it`, ...policy, documentSelector: { path: 'metadata.name', value: fullname(workload) },
    asserts: workloads.filter((other) => other !== workload).map((other) => ({
      [other.dependsOn.includes(workload.name) ? 'contains' : 'notContains']: { path: 'spec.ingress[0].from', content: peer(project, other.name) },
    })).concat([equal('spec.ingress[0].ports', [{ protocol: 'TCP', port: workload.port }])] as never),
  })), ...workloads.map((workload) => leaving(project, workload, policy))];
}

/** Its database, the issuer, what it calls and what it names of others: as many openings as that. */
function leaving({ deployment: { outside } }: Project, workload: Workload, policy: JsonObject): JsonObject {
  const systems = outside.filter(({ name }) => workload.externals.includes(name));
  return {
    it: `${workload.name} reaches what the specification names`, ...policy, documentSelector: { path: 'metadata.name', value: fullname(workload) },
    asserts: [
      { lengthEqual: { path: 'spec.egress', count: workload.dependsOn.length + 2 + systems.length } },
      ...systems.map(({ port }) => ({ contains: { path: 'spec.egress', content: { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }], ports: [{ protocol: 'TCP', port }] }, any: true } })),
    ],
  };
}

/** Name under which production is reached from outside. */
function environmentHost({ deployment: { environments } }: Project, workload: Workload): string | null {
  return environments.find(({ name }) => name === 'prod')?.runs.find((run) => run.workload === workload.name)?.host ?? null;
}

function migrationTests({ name: project, deployment: { workloads } }: Project): readonly JsonObject[] {
  const [first] = workloads;
  if (first === undefined) return [];
  const secret = `${fullname(first)}.migrate`;
  const of = (name: string): JsonObject => ({ values: files('prod'), templates: ['templates/migrations.yaml'], documentSelector: { path: 'metadata.name', value: name } });
  const entry = (index: number, secretKey: string, key: string): readonly Assertion[] => [
    equal(`spec.data[${index}].secretKey`, secretKey), equal(`spec.data[${index}].remoteRef.key`, key), equal(`spec.data[${index}].remoteRef.property`, secretKey),
  ];
  const shared = `${project}/prod/${first.name}`;
  const only = (count: number): Assertion => ({ lengthEqual: { path: 'spec.data', count } });
  const from = (name: string): Assertion => equal('spec.template.spec.containers[0].envFrom', [{ secretRef: { name } }]);
  const pooler = { path: 'spec.template.spec.containers[0].env', content: { name: 'DATABASE_POOLER', value: 'true' } };
  const job = of(`${fullname(first)}-migrate`);
  return [
    { it: 'they get the address of the database', ...of(secret), set: { secrets: { external: true } }, asserts: [only(1), ...entry(0, 'DATABASE_URL', shared)] },
    { it: 'they get the way around a pooler', ...of(secret), set: { secrets: { external: true }, migrations: { direct: true } }, asserts: [only(2), ...entry(0, 'DATABASE_URL', shared), ...entry(1, 'DATABASE_URL_DIRECT', shared)] },
    { it: 'they get a role of their own', ...of(secret), set: { secrets: { external: true }, migrations: { ownSecret: true } }, asserts: [only(1), ...entry(0, 'DATABASE_URL', `${shared}/migrate`)] },
    { it: 'they read the Secret of the workload where nobody makes one for them', ...job, set: { secrets: { external: false } }, asserts: [from(fullname(first)), { notContains: pooler }] },
    { it: 'they read a Secret of their own where that is said', ...job, set: { secrets: { external: false }, migrations: { ownSecret: true } }, asserts: [from(secret)] },
    { it: 'they know of a pooler', ...job, set: { database: { pooler: true } }, asserts: [{ contains: pooler }] },
    ...workloads.filter(({ kind }) => kind === 'service').slice(0, 1).map((service) => ({
      it: 'so does the service', values: files('prod'), templates: ['templates/configmap.yaml'], documentSelector: { path: 'metadata.name', value: fullname(service) },
      set: { database: { pooler: true } }, asserts: [equal('data.DATABASE_POOLER', 'true')],
    })),
  ];
}

function alertTests({ deployment: { workloads } }: Project, alerts: Slots['alert']): readonly JsonObject[] {
  const rendered = (it: string, matcher: string, wanted: (expr: string) => boolean): readonly JsonObject[] => {
    const asserts = alerts.flatMap(({ expr }, index) => (wanted(expr) ? [equal(`spec.groups[0].rules[${index}].expr`, inPlace(workloads, expr, matcher))] : []));
    return asserts.length === 0 ? [] : [{ it, values: files('prod'), set: { monitoring: { databaseMatcher: matcher } }, templates: ['templates/prometheusrule.yaml'], asserts }];
  };
  const ofDatabase = (expr: string): boolean => expr.includes('$databaseMatcher');
  return [
    ...rendered('they name what runs as this release does', '', (expr) => expr.includes('$fullname(')),
    ...rendered('they match every database server where none is named', '', ofDatabase),
    ...rendered('they match the database server that is named', 'server="production"', ofDatabase),
  ];
}

/** An expression as the release of these suites has it. */
function inPlace(workloads: readonly Workload[], expr: string, matcher: string): string {
  const there = expr.replaceAll('$databaseMatcher,', matcher === '' ? '' : `${matcher},`).replaceAll('$databaseMatcher', matcher).replaceAll('$namespace', RELEASE.namespace);
  return workloads.reduce((done, workload) => done.replaceAll(`$fullname(${workload.name})`, fullname(workload)), there);
}

function releaseTests(project: Project): readonly JsonObject[] {
  const { deployment: { workloads, environments } } = project;
  const production = environments.find(({ production: yes }) => yes);
  const [first] = workloads;
  if (production === undefined || first === undefined) return [];
  const budgets = environments.map((environment) => ({
    it: `${environment.name} keeps all but one pod of what has several, and scales what may`,
    values: files(environment.name), templates: ['templates/pdb.yaml', 'templates/hpa.yaml'],
    asserts: [
      { hasDocuments: { count: environment.runs.filter(({ budget }) => budget).length }, template: 'templates/pdb.yaml' },
      { hasDocuments: { count: environment.runs.filter(({ scaling }) => scaling.min < scaling.max).length }, template: 'templates/hpa.yaml' },
    ],
  }));
  return [
    {
      it: 'production refuses an image without a digest', values: ['../values-prod.yaml'],
      asserts: [{ failedTemplate: { errorPattern: 'digest is missing' } }],
    },
    {
      it: 'production deploys by digest', values: files('prod'), templates: ['templates/deployment.yaml'], documentSelector: { path: 'metadata.name', value: fullname(first) },
      asserts: [equal('spec.template.spec.containers[0].image', `${production.registry}/${first.image}@sha256:${'0'.repeat(64)}`)],
    },
    {
      it: 'the longest name of a release still makes names of Services', values: files('prod'), release: { name: 'r'.repeat(53), namespace: 'checked' }, templates: ['templates/service.yaml'],
      asserts: [{ matchRegex: { path: 'metadata.name', pattern: '^[a-z][-a-z0-9]{0,51}$' } }],
    },
    ...budgets,
  ];
}
