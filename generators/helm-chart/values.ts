/** Values of the chart: all of them for development, and what each environment has of its own. */
import type { Environment, Json, JsonObject, Project, Run, Workload } from '../../src/kit.js';
import { OPTIONS } from './options.js';
import type { Options } from './options.js';

/** Every option, as the environment has it. */
export function valuesOf(project: Project, environment: Environment): JsonObject {
  const { labels, identity, database } = project.deployment;
  return {
    environment: environment.name,
    relaxed: false,
    logLevel: environment.logLevel,
    labels: { project: labels.project, costCenter: labels.costCenter, owner: labels.owner },
    image: { registry: environment.registry, tag: '', requireDigest: environment.production, pullPolicy: 'Always', pullSecrets: [] },
    identity: { issuer: identity.issuer, audience: identity.audience, webClientId: project.deployment.workloads.find(({ kind }) => kind === 'web')?.name ?? 'web' },
    database: { pooler: false, pool: database.pool, statementTimeoutSeconds: database.statementTimeoutSeconds },
    secrets: { external: environment.secrets !== 'kubernetes', store: environment.secrets, prefix: `${project.name}/${environment.name}`, refreshInterval: '1h' },
    migrations: { enabled: true, timeoutSeconds: 900, direct: false, ownSecret: false },
    ingress: { enabled: true, className: '', annotations: {}, tlsIssuer: environment.tlsIssuer ?? '', proxies: 1 },
    gateway: { enabled: false, name: 'gateway', namespace: 'gateway' },
    network: network(project),
    monitoring: { enabled: true, interval: '30s', labels: {}, databaseMatcher: '', runbookBase: runbookBase(project) },
    quota: { enabled: true, ...quota(environment) },
    scheduling: { spot: environment.spot, ...SPOT },
    workloads: Object.fromEntries(project.deployment.workloads.map((workload) => [workload.name, workloadValues(project, workload, environment)])),
  };
}

/** As Karpenter labels nodes; other provisioners have names of their own. */
const SPOT: JsonObject = {
  spotNodes: [{ key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] }],
  spotTolerations: [{ key: 'karpenter.sh/capacity-type', operator: 'Equal', value: 'spot', effect: 'NoSchedule' }],
};

function network({ deployment: { identity: { issuer }, outside } }: Project): JsonObject {
  return {
    ingressNamespace: 'ingress',
    monitoringNamespace: 'monitoring',
    telemetryNamespace: '',
    database: { cidrs: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'], port: 5432 },
    issuer: { cidrs: ['0.0.0.0/0'], port: Number(new URL(issuer).port || 443) },
    outside: Object.fromEntries(outside.map(({ name, port }) => [name, { cidrs: ['0.0.0.0/0'], port }])),
  };
}

function runbookBase({ repository }: Project): string {
  return repository === null ? '' : `${repository.replace(/(\.git)?\/*$/, '')}/blob/main/`;
}

function quota({ quota: { pods, cpu, memory, cpuLimit, memoryLimit } }: Environment): JsonObject {
  return { pods, cpu, memory, cpuLimit, memoryLimit };
}

function workloadValues(project: Project, workload: Workload, environment: Environment): JsonObject {
  const run = environment.runs.find((each) => each.workload === workload.name);
  if (run === undefined) throw new Error(`${workload.name} does not run in ${environment.name}.`);
  return {
    kind: workload.kind,
    image: workload.image,
    digest: '',
    reference: '',
    command: [],
    hotReload: false,
    port: workload.port,
    basePath: project.services.find(({ name }) => workload.kind === 'service' && name === workload.name)?.api.basePath ?? '',
    metricsPath: workload.metrics ?? '',
    calls: workload.dependsOn,
    callsOutside: project.deployment.outside.map(({ name }) => name).filter((name) => workload.externals.includes(name)),
    critical: workload.critical,
    host: run.host ?? '',
    url: '',
    secrets: secretsOf(project, workload),
    env: {},
    ...runValues(run),
  };
}

function runValues({ scaling, resources, health, rollout }: Run): JsonObject {
  return {
    replicas: { min: scaling.min, max: scaling.max, cpu: scaling.cpu, memory: scaling.memory, custom: scaling.custom },
    resources: { requests: { cpu: resources.cpu, memory: resources.memory }, limits: { cpu: resources.cpuLimit, memory: resources.memoryLimit } },
    health: { startupSeconds: health.startupSeconds, periodSeconds: health.periodSeconds, timeoutSeconds: health.timeoutSeconds, failures: health.failures },
    rollout: { maxUnavailable: `${rollout.maxUnavailable}%`, maxSurge: `${rollout.maxSurge}%` },
  };
}

/** Keys of the workload's Secret. Credentials that a document asks for besides tokens go to its service and to the web app. */
function secretsOf(project: Project, workload: Workload): readonly string[] {
  const keyed = project.services.filter(({ api }) => asksForKeys(api.json)).map(({ name }) => name);
  if (workload.kind === 'service') return ['DATABASE_URL', ...(keyed.includes(workload.name) ? ['AUTH_CREDENTIALS'] : [])];
  return ['DATABASE_URL', 'WEB_SECRET', ...keyed.map((name) => `AUTH_CREDENTIALS_${name.toUpperCase().replaceAll('-', '_')}`)];
}

function asksForKeys(document: JsonObject): boolean {
  const schemes = ((document['components'] as JsonObject | undefined)?.['securitySchemes'] ?? {}) as JsonObject;
  return (Object.values(schemes) as JsonObject[]).some(({ type, scheme }) => type === 'apiKey' || (type === 'http' && String(scheme).toLowerCase() === 'basic'));
}

/** What every environment says itself, even where development says the same. */
const EXPLICIT: Readonly<Record<string, readonly string[] | null>> = { environment: null, logLevel: null, quota: null, replicas: null, resources: null };

/** What one environment has of its own. */
export function overrides(own: JsonObject, base: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(own).flatMap(([key, value]) => {
    const standard = base[key];
    if (Object.hasOwn(EXPLICIT, key)) return [[key, value] as const];
    if (!isMap(value) || !isMap(standard)) return JSON.stringify(value) === JSON.stringify(standard) ? [] : [[key, value] as const];
    const inner = overrides(value, standard);
    return Object.keys(inner).length === 0 ? [] : [[key, inner] as const];
  }));
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why each value is there, by its path; of a collection, the first item explains all. */
export function commentsFor(values: JsonObject, options: Options = OPTIONS, path = ''): Record<string, string> {
  return Object.assign({}, ...Object.entries(values).map(([key, value]) => {
    const option = options[key];
    if (option === undefined) return {};
    const own = { [path + key]: option.why };
    if ('group' in option) return { ...own, ...commentsFor(value as JsonObject, option.group, `${path}${key}.`) };
    const first = 'each' in option ? Object.entries(value as JsonObject)[0] : undefined;
    if (first === undefined || !('each' in option)) return own;
    return { ...own, ...commentsFor(first[1] as JsonObject, option.each, `${path}${key}.${first[0]}.`) };
  })) as Record<string, string>;
}
