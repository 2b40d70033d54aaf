/** Every option of the chart: why it is there and what it may hold. Comments and the schema both come from here. */
import type { JsonObject } from '../../src/kit.js';

/** An option, a group of options, or a collection whose every item has the same ones. */
export type Option =
  | { readonly why: string; readonly schema: JsonObject }
  | { readonly why: string; readonly group: Options }
  | { readonly why: string; readonly each: Options; readonly key: string; readonly fewest: number };
export type Options = Readonly<Record<string, Option>>;

const SOME = { type: 'string', minLength: 1 };
const ANY = { type: 'string' };
const FLAG = { type: 'boolean' };
const PORT = { type: 'integer', minimum: 1, maximum: 65_535 };
const NAME = { type: 'string', pattern: '^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$' };
const KEBAB = '^[a-z]([a-z0-9-]{0,37}[a-z0-9])?$';
const LABEL = { type: 'string', pattern: '^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$' };
const CPU = { type: 'string', pattern: '^([0-9]+m|[0-9]+(\\.[0-9]+)?)$' };
const MEMORY = { type: 'string', pattern: '^[0-9]+(Mi|Gi)$' };
const DURATION = { type: 'string', pattern: '^[0-9]+(s|m|h)$' };
const TEXTS = { type: 'object', additionalProperties: { type: 'string' } };
const CIDRS = { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$' } };
/** `label="value"`, several with commas between them. */
const MATCHERS = '^([a-zA-Z_][a-zA-Z0-9_]*(=|!=|=~|!~)"[^"\\\\]*"(,[a-zA-Z_][a-zA-Z0-9_]*(=|!=|=~|!~)"[^"\\\\]*")*)?$';
const ADDRESS = { type: 'string', pattern: '^https?://[^ ]+$' };

const option = (why: string, schema: JsonObject): Option => ({ why, schema });
const between = (minimum: number, maximum: number): JsonObject => ({ type: 'integer', minimum, maximum });
const listOf = (items: JsonObject): JsonObject => ({ type: 'array', items });

const amounts = (what: string): Option => ({ why: what, group: { cpu: option('CPU, such as 250m.', CPU), memory: option('Memory, such as 256Mi.', MEMORY) } });

const WORKLOAD: Options = {
  kind: option('`service` or `web`: decides on the variables it gets and how its migrations run.', { enum: ['service', 'web'] }),
  image: option('Name of its image, without registry, tag and digest.', { type: 'string', pattern: '^[a-z0-9]+([._-]+[a-z0-9]+)*$' }),
  digest: option('Digest of its image, `sha256:…`; each release says which. Empty: the tag counts.', { type: 'string', pattern: '^(sha256:[a-f0-9]{64})?$' }),
  reference: option('A complete image reference in place of registry, tag and digest; the development loop sets it.', ANY),
  command: option('Replaces the command of the image. Empty: what the image says.', listOf(SOME)),
  hotReload: option('Keeps the sources in a volume that the development loop writes to.', FLAG),
  port: option('Port it listens on.', PORT),
  basePath: option('Where its API begins.', { type: 'string', pattern: '^(/[^ ]*)?$' }),
  metricsPath: option('Where Prometheus reads its metrics; empty where there are none.', { type: 'string', pattern: '^(/[^ ]*)?$' }),
  calls: option('Workloads it may reach; they let it in, and nobody else.', listOf(NAME)),
  callsOutside: option('Systems of others that it may reach, by their names in network.outside.', listOf(NAME)),
  critical: option('Whether others stand still without it; such a workload never runs on spot nodes.', FLAG),
  host: option('Name under which the internet reaches it; empty: not at all.', { type: 'string', pattern: '^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$' }),
  url: option('Address people open, where it is not https:// with the host.', ANY),
  secrets: option('Keys of its Secret, each a variable of the container.', listOf({ type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' })),
  env: option('Further variables that are no secret.', TEXTS),
  replicas: { why: 'How many replicas run. Where `min` equals `max`, the number is fixed; 0 switches the workload off.', group: {
    min: option('At least. From two on, evictions leave all but one.', between(0, 10_000)),
    max: option('At most.', between(0, 10_000)),
    cpu: option('Scales to keep CPU at this percentage of what is requested.', between(1, 100)),
    memory: option('The same for memory.', between(1, 100)),
    custom: option('The same for metrics of pods, by name: the average to keep.', { type: 'object', additionalProperties: { type: 'number', minimum: 0 } }),
  } },
  resources: { why: 'What one replica gets.', group: { requests: amounts('Reserved for it.'), limits: amounts('At most.') } },
  health: { why: 'How its health is probed, at /health/live and /health/ready.', group: {
    startupSeconds: option('Seconds it may take to start.', between(1, 600)),
    periodSeconds: option('Seconds between two probes.', between(1, 300)),
    timeoutSeconds: option('Seconds a probe may take.', between(1, 60)),
    failures: option('Probes in a row that have to fail.', between(1, 20)),
  } },
  rollout: { why: 'How a release replaces its pods.', group: {
    maxUnavailable: option('Pods that may be missing meanwhile; at most 25%.', { type: 'string', pattern: '^([0-9]|1[0-9]|2[0-5])%$' }),
    maxSurge: option('Pods that may be on top meanwhile; at most 25%.', { type: 'string', pattern: '^([0-9]|1[0-9]|2[0-5])%$' }),
  } },
};

export const OPTIONS: Options = {
  environment: option('Name of the environment; services log it and metrics carry it.', { type: 'string', pattern: KEBAB }),
  relaxed: option('Lets services accept plain HTTP and made-up data: on a developer\'s machine, with the environment `local`.', FLAG),
  logLevel: option('Least level that is logged.', { enum: ['DEBUG', 'INFO', 'WARNING', 'ERROR'] }),
  labels: { why: 'Labels that costs are told apart by, on every object, beside the environment.', group: {
    project: option('The project.', LABEL), costCenter: option('Who pays.', LABEL), owner: option('The team that answers for it.', LABEL),
  } },
  image: { why: 'Where images come from.', group: {
    registry: option('Registry, with the path in front of every image: `environments.<name>.registry` of specwright.yaml, or where the pipeline publishes (docs/pipeline.md).', { type: 'string', pattern: '^[a-z0-9][a-z0-9./_:-]*$' }),
    tag: option('Tag of images without a digest, such as sha-1a2b3c4. Empty: v and the version of the application.', { type: 'string', pattern: '^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$', not: { const: 'latest' } }),
    requireDigest: option('Refuses images without a digest, as production does.', FLAG),
    pullPolicy: option('When nodes ask the registry.', { enum: ['Always', 'IfNotPresent'] }),
    pullSecrets: option('Names of Secrets with credentials of the registry.', listOf(NAME)),
  } },
  identity: { why: 'Who signs people in and makes tokens.', group: {
    issuer: option('OpenID Connect issuer.', ADDRESS), audience: option('Audience that access tokens are made for.', SOME), webClientId: option('Client that the web app is at the issuer.', SOME),
  } },
  database: { why: 'How services use PostgreSQL; the addresses are secrets.', group: {
    pooler: option('A pooler in transaction mode stands in front of it, whatever its host is called. Migrations go past it: see migrations.direct.', FLAG),
    pool: option('Connections of one replica.', between(1, 1000)), statementTimeoutSeconds: option('Seconds a statement may take.', between(1, 30)),
  } },
  secrets: { why: 'Where secrets come from.', group: {
    external: option('The External Secrets Operator makes the Secrets. Without it, they have to be there.', FLAG),
    store: option('Name of its ClusterSecretStore.', NAME),
    prefix: option('Path in the store; the workload\'s name follows.', SOME),
    refreshInterval: option('How often the store is read again.', DURATION),
  } },
  migrations: { why: 'Jobs that bring the databases to the newest schema before a release.', group: {
    enabled: option('Off: somebody else does it, and pods stay unready until then.', FLAG), timeoutSeconds: option('Seconds one may take.', between(10, 7200)),
    direct: option('Their Secrets have DATABASE_URL_DIRECT beside DATABASE_URL: the address of the server itself, where DATABASE_URL is that of a pooler.', FLAG),
    ownSecret: option('Their Secrets are their own, <name>.migrate, from <prefix>/<workload>/migrate in the store: for a role that may change the schema, where that of the workload may not. Off: from the workload\'s key.', FLAG),
  } },
  ingress: { why: 'The way in from the internet, of any class.', group: {
    enabled: option('Off where the Gateway API is used.', FLAG),
    className: option('Class of the controller. Empty: the cluster\'s default.', ANY),
    annotations: option('What the controller wants to be told.', TEXTS),
    tlsIssuer: option('ClusterIssuer of cert-manager. Empty: certificates come from elsewhere, as <name>.tls.', ANY),
    proxies: option('Proxies in front of the web app that are trusted to name the client.', between(0, 10)),
  } },
  gateway: { why: 'The same by the Gateway API.', group: {
    enabled: option('Routes are attached to the Gateway below.', FLAG), name: option('Its name.', NAME), namespace: option('Its namespace.', NAME),
  } },
  network: { why: 'Who may reach whom. Nobody reaches anybody but for the declared dependencies and what is named here.', group: {
    ingressNamespace: option('Namespace of what terminates TLS.', NAME),
    monitoringNamespace: option('Namespace of Prometheus.', NAME),
    telemetryNamespace: option('Namespace of an OpenTelemetry collector. Empty: pods send it nothing.', ANY),
    database: { why: 'Where the databases are.', group: { cidrs: option('Their addresses.', CIDRS), port: option('Their port.', PORT) } },
    issuer: { why: 'Where the issuer is.', group: { cidrs: option('Its addresses.', CIDRS), port: option('Its port.', PORT) } },
    outside: { why: 'Where systems of others are; narrow their addresses to what is known.', key: KEBAB, fewest: 0, each: { cidrs: option('Addresses of the system.', CIDRS), port: option('Port of the system.', PORT) } },
  } },
  monitoring: { why: 'Objects of the Prometheus operator.', group: {
    enabled: option('Off where the operator is missing.', FLAG),
    interval: option('How often metrics are read.', DURATION),
    labels: option('Labels by which the operator finds its objects.', TEXTS),
    databaseMatcher: option('What tells this environment\'s database server from others that the same Prometheus watches, such as server="production". Empty: alerts of the database match every server that has a database of the same name.', { type: 'string', pattern: MATCHERS }),
    runbookBase: option('What stands in front of a runbook\'s path to make it a link.', ANY),
  } },
  quota: { why: 'What the namespace may take: all replicas at most, with a release and a migration under way.', group: {
    enabled: option('Off where somebody else sets it.', FLAG),
    pods: option('Pods at a time.', between(1, 1_000_000)),
    cpu: option('CPU that all requests together may take.', CPU), memory: option('Memory that all requests together may take.', MEMORY),
    cpuLimit: option('The same for limits.', CPU), memoryLimit: option('The same for limits.', MEMORY),
  } },
  scheduling: { why: 'Which nodes pods run on.', group: {
    spot: option('What is not critical prefers nodes that can be taken away.', FLAG),
    spotNodes: option('How such nodes are recognised.', listOf({ type: 'object' })),
    spotTolerations: option('What they are tainted with.', listOf({ type: 'object' })),
  } },
  workloads: { why: 'What runs: one entry each. The first explains the options of all.', each: WORKLOAD, key: KEBAB, fewest: 1 },
};
