/**
 * The sections that the constitution makes a project declare and that later generators read. Limits here are the
 * constitution's own: a spec may tighten them and never loosen them.
 */
import { GRAMMAR } from './names.js';
import { any, described, either, flag, integer, list, mapOf, name, number, oneOf, record, text } from './shape.js';
import type { Limits, NumberShape } from './shape.js';

const kebab = name(GRAMMAR.kebab, 'a name of small letters, digits and hyphens (at most 39, starting with a letter)');
const topic = name('[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*){2}', 'an event name such as `retail.order.created` (domain.entity.event-type)', { max: 200, examples: ['retail.order.created'] });
const words = text('a text');
const runner = name('[A-Za-z0-9][A-Za-z0-9._-]*', 'the label of a runner such as ubuntu-24.04', { max: 100, examples: ['ubuntu-24.04'] });
const glob = name('[^/#\\s\\u0000-\\u001f][^\\u0000-\\u001f\\u0085\\u2028\\u2029]*', 'a pattern of paths such as services/*/migrations/**', { max: 500, examples: ['services/*/migrations/**'] });
const address = name('https?://[!-~]+', 'an address, https://…', { max: 2048, examples: ['https://id.example.com'] });
const file = name('(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\\\\\u0000-\\u001f]+', 'a relative path inside the repository');
const date = name('[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', 'a date such as 2026-01-31', { calendar: true, examples: ['2026-01-31'] });
const duration = name('P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?', 'an ISO 8601 duration such as P30D', { examples: ['P30D'] });
const cpu = name('[0-9]{1,6}m|[0-9]{1,4}(\\.[0-9]{1,3})?', 'an amount of CPU such as "250m"', { max: 10, examples: ['250m'] });
const memory = name('[0-9]{1,7}(Mi|Gi)', 'an amount of memory such as 256Mi', { max: 10, examples: ['256Mi'] });
const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const host = name(`${label}(\\.${label})*`, 'a domain such as shop.example.com', { max: 200, examples: ['shop.example.com'] });
const registry = name(`${label}(\\.${label})*(:[0-9]{1,5})?(/[a-z0-9]+([._-]{1,2}[a-z0-9]+)*)*`, 'a container registry such as registry.example.com/team', { max: 150, examples: ['registry.example.com/team'] });
const version = name('[0-9]+\\.[0-9]+(\\.[0-9]+)?', 'a version in quotes such as "1.34"');
const names = list(kebab);
const strictest = (what: string, rule: string, limits: Limits): NumberShape => number({ description: what, why: `The constitution (${rule}) may be tightened, never loosened.`, ...limits });
const whole = (what: string, rule: string, limits: Limits): NumberShape => ({ ...strictest(what, rule, limits), integer: true });

const slo = record('`slo`', {
  availability: strictest('Share of requests that succeed, in percent.', 'SLO-01', { min: 90, max: 100, examples: [99.9] }),
  p50_ms: strictest('Median latency in milliseconds.', 'PERF-01', { min: 1, max: 100 }),
  p95_ms: strictest('95th percentile latency in milliseconds.', 'PERF-02', { min: 1, max: 500 }),
  p99_ms: strictest('99th percentile latency in milliseconds.', 'PERF-03', { min: 1, max: 1000 }),
  window: described(duration, 'The window the objective is held over.'),
}, { description: 'Service level objectives.' });

const resources = record('`resources`', {
  cpu: described(cpu, 'CPU that is requested.'), memory: described(memory, 'Memory that is requested.'),
  cpu_limit: described(cpu, 'CPU at most.'), memory_limit: described(memory, 'Memory at most.'),
}, { description: 'What each replica asks for.' });

const scaling = record('`scaling`', {
  min: integer({ min: 0, max: 10_000, description: 'Replicas at least.' }), max: integer({ min: 1, max: 10_000, description: 'Replicas at most.' }),
  cpu: integer({ min: 1, max: 100, description: 'Target CPU utilisation in percent.' }), memory: integer({ min: 1, max: 100, description: 'Target memory utilisation in percent.' }),
  custom: mapOf(kebab, number({ min: 0 }), { description: 'Targets of further metrics, keyed by name.' }),
  off_peak: record('`off_peak`', { schedule: words, min: integer({ min: 0 }) }),
}, { description: 'How many replicas run.' });

const health = record('`health`', {
  startup_s: integer({ min: 1, max: 600, description: 'Seconds a container may take to start.' }), period_s: integer({ min: 1, max: 300, description: 'Seconds between two probes.' }),
  timeout_s: integer({ min: 1, max: 60, description: 'Seconds a probe may take.' }), failures: integer({ min: 1, max: 20, description: 'Probes in a row that have to fail.' }),
}, { description: 'How health is probed.' });

const rollout = record('`rollout`', {
  strategy: oneOf(['rolling', 'blue-green', 'canary']), risk: oneOf(['low', 'high']),
  max_unavailable: whole('Pods that may be missing, in percent.', 'K8S-08', { min: 0, max: 25 }),
  max_surge: whole('Pods on top, in percent.', 'K8S-09', { min: 0, max: 25 }),
  steps: list(integer({ min: 1, max: 100 }), { description: 'Shares of traffic, in percent, that a canary goes through.' }),
  rollback_on: list(words, { description: 'What rolls a release back.' }),
}, { description: 'How a release goes out.' });

const route = record('a route', {
  operations: list(words, { description: 'Operation ids the page calls.' }), auth: flag(), static: flag(), roles: list(name(GRAMMAR.field, 'a role name')), title: words,
});
const web = either('`false` (no web app) or a map', [oneOf([false]), record('`web`', {
  title: words,
  routes: mapOf(name('/[!-~]*', 'a route such as /products'), route, { description: 'Pages, keyed by path.' }),
  journeys: mapOf(kebab, record('a journey', { critical: flag(), feature: file, description: words }), { description: 'What users come to do.' }),
  images: list(words, { description: 'Hosts that images may come from.' }),
  csp: oneOf(['nonce', 'hash']), public_env: list(name('NEXT_PUBLIC_[A-Z0-9_]+', 'a name such as NEXT_PUBLIC_TITLE')),
  budgets: record('`budgets`', {
    lcp_ms: strictest('Largest contentful paint.', 'NEXT-08', { min: 1, max: 2500 }), inp_ms: strictest('Interaction to next paint.', 'NEXT-09', { min: 1, max: 200 }),
    cls: strictest('Cumulative layout shift.', 'NEXT-10', { min: 0, max: 0.1 }), script_bytes: strictest('First-load JavaScript of a route, compressed.', 'NEXT-11', { min: 1, max: 200_000 }),
  }),
})], { description: 'The web app; `false` for none.' });

const replicas = integer({ min: 0, max: 10_000, description: 'Exactly so many replicas, instead of scaling; 0 switches it off.' });
const environment = record('an environment', {
  namespace: kebab, cluster: words, kubernetes: version, domain: described(host, 'Where people open it; services that the internet reaches have names under it.'), tls_issuer: described(host, 'ClusterIssuer of cert-manager.'),
  log_level: oneOf(['debug', 'info', 'warning', 'error']), replicas, resources, scaling, health, rollout,
  services: mapOf(kebab, record('a service in an environment', { replicas, resources, scaling, health, rollout }), { description: 'What is different for one service, or the web app, in this environment.' }),
  spot: flag({ description: 'What is not critical may run on nodes that can be taken away.' }),
  quota: record('`quota`', { cpu, memory, pods: integer({ min: 1, max: 100_000 }) }, { description: 'What the namespace may request; by default what all replicas at most need.' }),
  registry: described(registry, 'Where images are pulled from.'), gitops: oneOf(['argocd', 'flux', 'none']), secrets: oneOf(['vault', 'aws', 'gcp', 'azure', 'kubernetes']), kms: words, logs: words,
});

const event = record('an event', {
  description: words, kind: oneOf(['event', 'state']), key: words, schema: either('a path or a JSON Schema', [file, any({ type: 'object' })]),
  partitions: integer({ min: 3, why: 'The constitution (KAFKA-02) asks for three partitions at least.' }), retention: duration, reason: words,
  producer: kebab, consumers: names, order: oneOf(['park', 'skip']), critical: flag(),
}, { required: ['producer'] });

const skill = record('a skill', { description: words, input: any({ type: ['object', 'boolean'] }), output: any({ type: ['object', 'boolean'] }), side_effects: flag() });
const agent = record('an agent', {
  description: words, tier: integer({ min: 1, max: 3, why: 'The constitution (AGENT-12) allows three levels.' }), role: words, prompt: words, model: words, window: integer({ min: 1 }),
  context_share: strictest('Share of the context window that may be used, in percent.', 'MCP-03', { min: 1, max: 80 }),
  skills: mapOf(kebab, skill), children: names, depends_on: names, mcp: list(words), sla: words, token_budget: integer({ min: 1 }),
});

const data = record('`data`', {
  engine: oneOf(['postgresql', 'neon']), connections: integer({ min: 1, description: 'Connections the server allows.' }), pool: integer({ min: 1, description: 'Connections of one replica.' }),
  neon: record('`neon`', { plan: words, min_cu: number({ min: 0.25 }), max_cu: number({ min: 0.25 }), history_days: integer({ min: 7, why: 'The constitution (NEON-03) asks for seven days of point-in-time recovery.' }), branches: flag() }),
  replicas: integer({ min: 0 }), rto: duration, rpo: duration, cache: oneOf(['none', 'redis', 'memory']),
  statement_timeout_s: strictest('Seconds a statement may take.', 'DB-12', { min: 1, max: 30 }),
  buckets: mapOf(kebab, record('a bucket', { expire: duration, archive: duration })),
});

const delivery = record('`delivery`', {
  ci: oneOf(['github']), runners: runner, critical_paths: list(glob, { description: 'Globs that need two approvals.' }), codeowners: mapOf(words, list(words)),
  flags: mapOf(kebab, record('a flag', { owner: words, expires: date }, { required: ['owner', 'expires'] })), preview_ttl: duration, cadence: words, sprint: duration,
});

const quality = record('`quality`', {
  coverage: strictest('Least line and branch coverage, in percent.', 'TEST-01', { min: 80, max: 100 }),
  load: record('`load`', { peak_rps: number({ min: 0 }), factor: strictest('Load tests run at this many times the peak.', 'LOAD-02', { min: 2 }), soak_hours: strictest('Hours of the soak test.', 'LOAD-03', { min: 12 }) }),
  chaos: mapOf(kebab, record('an experiment', { description: words, target: words })),
  query_ms: strictest('Average query time in milliseconds.', 'PERF-04', { min: 1, max: 50 }), event_ms: strictest('Time to process an event, in milliseconds.', 'PERF-09', { min: 1, max: 100 }),
  consumer_lag: strictest('Messages a consumer may lag behind.', 'PERF-08', { min: 1, max: 1000 }), ci_minutes: number({ description: 'Minutes the pipeline may take.', why: 'Eight stages of a minute each follow one another; the constitution (CI-09) allows fifteen minutes.', min: 9, max: 15 }),
  cost_increase: strictest('Increase of cost that is looked into, in percent.', 'COST-06', { min: 1, max: 20 }),
});

const regime = record('a regime', { applies: flag(), reason: words }, { required: ['applies', 'reason'] });
const security = record('`security`', {
  identity: record('`identity`', { issuer: address, audience: words, roles_claim: words }),
  service_auth: oneOf(['dapr-mtls', 'jwt']), registries: list(words), data_classes: mapOf(kebab, words),
  compliance: record('`compliance`', { gdpr: regime, soc2: regime, hipaa: regime, pci_dss: regime }),
  threat_model: file, audit: record('`audit`', { sink: words, retention: duration }), rotation: mapOf(kebab, duration),
  patch_critical_days: strictest('Days to patch a critical vulnerability.', 'VULN-02', { min: 1, max: 7 }), patch_high_days: strictest('Days to patch a high one.', 'VULN-03', { min: 1, max: 30 }),
});

const alert = record('an alert', { expr: words, for: duration, severity: oneOf(['critical', 'warning', 'info']), team: words, action: words, runbook: words }, { required: ['expr', 'severity', 'action'] });
const observability = record('`observability`', {
  critical_operations: list(words, { description: 'Operation ids that are always traced.' }), alerts: mapOf(kebab, alert), dashboards: names,
  receivers: mapOf(kebab, words), traces: words, logs: oneOf(['elk', 'loki', 'hosted']), exporters: list(words),
  sampling: strictest('Share of critical requests that are traced, in percent.', 'OBS-15', { min: 100, max: 100 }),
});

const waiver = record('a waiver', {
  rule: name('[A-Z0-9]+-[0-9]{2}', 'a rule such as API-03'), owner: words, reason: words, expires: date, paths: list(words),
}, { required: ['rule', 'owner', 'reason', 'expires'] });
const governance = record('`governance`', {
  board: words, cto: words, security: words, calendars: mapOf(kebab, words), waivers: mapOf(kebab, waiver), adr: mapOf(kebab, words), glossary: mapOf(words, words),
});

const party = record('an external system', { description: words, kind: words, protocol: words, via: oneOf(['binding', 'direct']) });

const ofProject = {
  web,
  environments: mapOf(kebab, environment, { description: 'Environments, keyed by name: dev, staging, prod.' }),
  slo, resources, scaling, health, rollout,
  events: mapOf(topic, event, { description: 'Events, keyed by domain.entity.event-type.' }),
  agents: mapOf(kebab, agent, { description: 'Agents, keyed by name.' }),
  data, delivery, quality, security, observability, governance,
  external_systems: mapOf(kebab, party, { description: 'Systems of others, keyed by name.' }),
  actors: mapOf(kebab, record('an actor', { description: words, kind: words }), { description: 'People and machines that use the system.' }),
  domains: mapOf(kebab, record('a domain', { description: words, owner: words }), { description: 'Business domains, keyed by name.' }),
  cost_center: text('a cost center'),
  security_contact: text('a contact', { description: 'Who to tell of a vulnerability: an address or a mail address.' }),
} as const;

const ofService = {
  critical: flag({ description: 'Whether others stand still without it.' }), public: flag({ description: 'Whether the internet can reach it.' }),
  peak_rps: number({ min: 0, description: 'Requests a second at the expected peak.' }), read_heavy: flag({ description: 'Reads go to a replica.' }),
  state_store: flag(), sla: record('`sla`', { availability: number({ min: 0, max: 100 }) }), slo, resources, scaling, health, rollout,
} as const;

export const SECTIONS = { ofProject, ofService } as const;
