/** Sections that a project declares and later generators read: what they mean together, and the word that they wait. */
import { checkAgents } from './agents.js';
import type { JsonObject } from '../json.js';
import { SECTIONS } from './language-sections.js';
import type { WrittenSpec } from './language.js';
import type { ServiceModel } from './model.js';
import type { Report } from './report.js';
import { position } from './services.js';
import { quote, toJsonObject, walk } from './source.js';
import type { MapTree, Tree } from './source.js';

/** Facts that go into documents as they are, so that nothing waits for a generator. */
const SILENT: readonly string[] = ['cost_center', 'security_contact', 'actors', 'domains', 'peak_rps'];

/** Sections that a generator reads in part: the keys that wait for one. */
const WAITING: Readonly<Record<string, readonly string[]>> = {
  environments: ['*'],
  '*': ['cluster', 'scaling', 'rollout', 'services', 'gitops', 'kms', 'logs', 'via'],
  services: ['*'],
  external_systems: ['*'],
  governance: ['board', 'cto', 'calendars', 'waivers'],
  resources: [], health: [], slo: [], sla: [], peak_rps: [], public: [], critical: [],
  scaling: ['off_peak'],
  rollout: ['strategy', 'risk', 'steps', 'rollback_on'],
  data: ['engine', 'neon', 'replicas', 'cache', 'buckets'],
  observability: ['critical_operations', 'dashboards', 'receivers', 'traces', 'logs', 'exporters'],
  security: ['identity', 'service_auth', 'registries', 'data_classes', 'compliance', 'threat_model', 'audit', 'rotation'],
  identity: ['roles_claim'],
  web: ['routes', 'journeys', 'images', 'csp', 'public_env', 'budgets'],
  budgets: ['lcp_ms', 'inp_ms', 'cls'],
  delivery: ['flags', 'preview_ttl', 'cadence', 'sprint'],
  quality: ['coverage', 'chaos', 'event_ms', 'consumer_lag', 'cost_increase'],
};

/** Values that ask for what is generated anyway. */
const ANYWAY: Readonly<Record<string, unknown>> = { strategy: 'rolling', engine: 'postgresql', cache: 'none', gitops: 'none', ci: 'github' };

/** What `depends_on` may name besides services. */
export function knownTargets(written: WrittenSpec): ReadonlySet<string> {
  return new Set([...(written.external_systems?.keys() ?? []), ...(written.events?.keys() ?? [])]);
}

/** The sections as written, checked; one warning for each that nothing is generated from yet. */
export function readSections(written: WrittenSpec, tree: Tree, services: readonly ServiceModel[], report: Report): JsonObject {
  if (tree.kind !== 'map') return {};
  checkEvents(written, tree, services, report);
  checkAgents(written.agents ?? new Map(), (path) => position(tree, ['agents', ...path]), report);
  checkNumbers(written, tree, report);
  for (const key of Object.keys(SECTIONS.ofProject)) warnOf(tree, key, report);
  for (const service of services) {
    const own = walk(tree, ['services', service.name]).tree;
    if (own.kind === 'map') for (const key of Object.keys(SECTIONS.ofService)) warnOf(own, key, report);
  }
  const kept = { ...toJsonObject(tree, (key) => Object.hasOwn(SECTIONS.ofProject, key)) };
  const perService = services.flatMap((service) => {
    const own = walk(tree, ['services', service.name]).tree;
    const facts = own.kind === 'map' ? toJsonObject(own, (key) => Object.hasOwn(SECTIONS.ofService, key) || key === 'domain' || key === 'depends_on') : {};
    return Object.keys(facts).length === 0 ? [] : [[service.name, facts] as const];
  });
  return perService.length === 0 ? kept : { ...kept, services: Object.fromEntries(perService) };
}

function warnOf(tree: MapTree, key: string, report: Report): void {
  const entry = tree.entries.get(key);
  if (entry === undefined || SILENT.includes(key) || (entry.value.kind === 'scalar' && (entry.value.value === false || entry.value.value === ANYWAY[key]))) return;
  const waiting = WAITING[key];
  if (waiting !== undefined) {
    if (entry.value.kind === 'map') for (const inner of waiting) warnWithin(entry.value, inner, report);
    return;
  }
  report.warning('spec/not-generated', entry.at.start, `\`${key}\` is accepted and checked; nothing is generated from it yet.`, null);
}

/** `*` stands for every key of a collection. */
function warnWithin(tree: MapTree, key: string, report: Report): void {
  if (key !== '*') return warnOf(tree, key, report);
  for (const { value } of tree.entries.values()) if (value.kind === 'map') for (const inner of WAITING['*'] ?? []) warnOf(value, inner, report);
}

function checkEvents(written: WrittenSpec, tree: Tree, services: readonly ServiceModel[], report: Report): void {
  const known = services.map((service) => service.name);
  for (const [name, event] of written.events ?? []) {
    const unknown = (service: string, path: readonly string[]): void => {
      const near = report.nearest(service, known);
      report.error('spec/reference', position(tree, ['events', name, ...path]), `There is no service ${quote(service)}.`, near === null ? null : `Did you mean \`${near}\`?`);
    };
    if (event.producer !== undefined && !known.includes(event.producer)) unknown(event.producer, ['producer']);
    for (const [index, consumer] of (event.consumers ?? []).entries()) {
      if (!known.includes(consumer)) unknown(consumer, ['consumers', String(index)]);
      const most = written.services?.get(consumer)?.scaling?.max ?? written.scaling?.max;
      const partitions = event.partitions ?? 3;
      if (most !== undefined && most > partitions) report.error('spec/limit', position(tree, ['events', name, 'partitions']), `${consumer} may run ${most} replicas, yet this event has ${partitions} partitions.`, 'Give it at least as many partitions.');
    }
    if (event.retention !== undefined && event.reason === undefined) report.error('spec/missing-key', position(tree, ['events', name, 'retention']), 'A retention needs its `reason`.', 'The constitution (KAFKA-03) ties it to a business need.');
  }
}

/** Numbers that must not contradict each other. */
function checkNumbers(written: WrittenSpec, tree: Tree, report: Report): void {
  const order = (low: number | undefined, high: number | undefined, path: readonly string[], message: string): void => {
    if (low !== undefined && high !== undefined && low > high) report.error('spec/limit', position(tree, path), message, null);
  };
  order(written.scaling?.min, written.scaling?.max, ['scaling', 'min'], '`min` is greater than `max`.');
  order(written.data?.neon?.min_cu, written.data?.neon?.max_cu, ['data', 'neon', 'min_cu'], '`min_cu` is greater than `max_cu`.');
  for (const [name, service] of written.services ?? []) {
    const at = ['services', name];
    order(service.scaling?.min, service.scaling?.max, [...at, 'scaling', 'min'], '`min` is greater than `max`.');
    order(service.sla?.availability, service.slo?.availability ?? written.slo?.availability, [...at, 'sla', 'availability'], 'The agreement promises more than the objective aims for.');
    const most = service.scaling?.max ?? written.scaling?.max;
    const { pool, connections } = written.data ?? {};
    if (most !== undefined && pool !== undefined && connections !== undefined && most * pool > connections) {
      report.error('spec/limit', position(tree, [...at, 'scaling', 'max']), `${most} replicas with ${pool} connections each need ${most * pool}, the database allows ${connections}.`, 'Lower `max` or `data.pool`, or raise `data.connections`.');
    }
  }
  for (const [name, environment] of written.environments ?? []) {
    order(environment.scaling?.min, environment.scaling?.max, ['environments', name, 'scaling', 'min'], '`min` is greater than `max`.');
    order(environment.scaling?.max, environment.quota?.pods, ['environments', name, 'scaling', 'max'], '`max` is greater than the quota of pods.');
  }
}

/** One warning for all `pii` fields: logs are clean already, encryption, export and erasure come later. */
export function warnOfPersonalData(services: readonly ServiceModel[], tree: Tree, report: Report): void {
  for (const service of services) {
    for (const entity of service.entities) {
      const field = entity.fields.find((each) => each.pii !== null);
      if (field === undefined) continue;
      const at = position(tree, ['services', service.name, 'entities', entity.name, 'fields', field.name, 'pii']);
      report.warning('spec/not-generated', at, '`pii` keeps values out of logs; encryption, export and erasure are not generated yet.', null);
      return;
    }
  }
}
