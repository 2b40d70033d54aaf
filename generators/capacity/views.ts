/** The view of docs/capacity.md. */
import type { Project } from '../../src/kit.js';
import { ASSUMED, PROBE, busyConnections, bytesAYear, inFlight, loadOf, replicasFor } from './plan.js';

type Environment = Project['deployment']['environments'][number];
type Workload = Project['deployment']['workloads'][number];

interface Quality { readonly load?: { readonly factor?: number; readonly soak_hours?: number }; readonly query_ms?: number }

export function capacityView(project: Project): object {
  const { environments, workloads, database } = project.deployment;
  const production = environments.find((one) => one.production) ?? environments[0];
  const quality = (project.sections['quality'] ?? {}) as Quality;
  const [factor, soak, queryMs] = [quality.load?.factor ?? 2, quality.load?.soak_hours ?? 12, quality.query_ms ?? 50];
  const stored = project.services.filter(({ entities }) => entities.length > 0);
  const allowed = (project.sections['data'] as { readonly connections?: number } | undefined)?.connections;
  const connections = workloads.map((workload) => ({ workload, most: production === undefined ? 0 : mostConnections(workload, production, database.pool) }));
  const total = connections.reduce((sum, { most }) => sum + most, 0);
  return {
    title: project.title,
    factor: String(factor), soak: String(soak), queryMs: String(queryMs),
    loads: workloads.map((workload) => {
      const load = loadOf(project, workload.name);
      return { name: workload.name, peak: number(load.peak), source: load.source, test: number(load.peak * factor), inFlight: number(inFlight(load.peak, workload.slo.p95Ms)), p95: String(workload.slo.p95Ms), p99: String(workload.slo.p99Ms), availability: String(workload.slo.availability) };
    }),
    environments: environments.map((environment) => environmentView(environment)),
    production: production?.name ?? 'prod',
    replicas: production === undefined ? [] : workloads.map((workload) => replicasView(project, workload, production)),
    connections: connections.map(({ workload, most }) => ({ name: workload.name, database: workload.database, most: number(most), busy: number(busyConnections(loadOf(project, workload.name).peak, queryMs)), pool: String(poolOf(workload, database.pool)) })),
    connectionSum: number(total),
    connectionLimit: number(allowed ?? ASSUMED.connections),
    limitSource: allowed === undefined ? 'assumed, PostgreSQL\'s default' : '`data.connections`',
    connectionVerdict: total <= (allowed ?? ASSUMED.connections) ? 'It fits, even on one server.' : 'It does not fit on one server: give each database a server of its own, raise `data.connections`, or put a pooler in between (`DATABASE_POOLER`).',
    storage: stored.flatMap((service) => bytesAYear(service, loadOf(project, service.name)).map(({ entity, rows, row, bytes }) => (
      { service: service.name, entity: entity.name, row: number(row), rows: number(rows), size: size(bytes) }
    ))),
    storageSum: size(stored.flatMap((service) => bytesAYear(service, loadOf(project, service.name))).reduce((sum, { bytes }) => sum + bytes, 0)),
    assumptions: assumptions(),
  };
}

/** The web app has a pool of its own size, written in its code. */
const WEB_POOL = 10;

function poolOf({ kind }: Workload, pool: number): number {
  return kind === 'web' ? WEB_POOL : pool;
}

/** All replicas of a release under way, each with a full pool; a service asks for its readiness through one more. */
function mostConnections(workload: Workload, environment: Environment, pool: number): number {
  const run = environment.runs.find((one) => one.workload === workload.name);
  if (run === undefined) return 0;
  const replicas = run.scaling.max + Math.ceil((run.scaling.max * run.rollout.maxSurge) / 100);
  return replicas * (poolOf(workload, pool) + (workload.kind === 'service' ? PROBE : 0));
}

function replicasView(project: Project, workload: Workload, environment: Environment): object {
  const run = environment.runs.find((one) => one.workload === workload.name);
  const load = loadOf(project, workload.name);
  const cpu = milli(run?.resources.cpu ?? '100m');
  const needed = replicasFor(load.peak, cpu, run?.scaling.cpu ?? 70);
  const most = run?.scaling.max ?? 0;
  return {
    name: workload.name, peak: number(load.peak), cpu: `${cpu}m`, target: String(run?.scaling.cpu ?? 70), needed: number(needed), bounds: `${run?.scaling.min ?? 0} to ${most}`,
    verdict: needed <= most ? 'fits' : `does not fit: raise \`scaling.max\` to ${needed}, or \`resources.cpu\``,
  };
}

function environmentView({ name, namespace, runs, quota }: Environment): object {
  return {
    name, namespace,
    runs: runs.map(({ workload, scaling, resources }) => ({
      workload, bounds: scaling.min === scaling.max ? String(scaling.max) : `${scaling.min} to ${scaling.max}`, cpu: `${resources.cpu} / ${resources.cpuLimit}`, memory: `${resources.memory} / ${resources.memoryLimit}`,
    })),
    quota: `${quota.cpu} CPU, ${quota.memory} memory, ${quota.pods} pods`,
  };
}

function assumptions(): readonly object[] {
  const line = (what: string, value: string, instead: string): object => ({ what, value, instead });
  return [
    line('requests a second at the peak, where the spec gives none', number(ASSUMED.peakRps), '`services.<name>.peak_rps` or `quality.load.peak_rps`'),
    line('CPU time of one request', `${ASSUMED.cpuMs} ms`, 'rate(container_cpu_usage_seconds_total) over rate(http_requests_total), in a load test'),
    line('statements of one request', String(ASSUMED.statements), 'the database\'s own statistics'),
    line('average load of a year, as a share of the peak', percent(ASSUMED.average), 'http_requests_total over a month'),
    line('writes, as a share of requests', `${percent(ASSUMED.writes)}, read-heavy services ${percent(ASSUMED.writesReadHeavy)}`, 'http_requests_total by method'),
    line('new rows, as a share of writes', percent(ASSUMED.creates), 'the same, by status 201'),
    line('indexes, free space and dead rows', `factor ${ASSUMED.overhead}`, 'pg_total_relation_size over pg_relation_size'),
    line('a text of limited length', 'a quarter of its limit', 'pg_column_size of real rows'),
  ];
}

function milli(cpu: string): number {
  return cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Math.round(Number(cpu) * 1000);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

/** Without a locale: `1,234,567`, at most two decimals below ten. */
function number(value: number): string {
  const rounded = value >= 10 || Number.isInteger(value) ? Math.round(value) : Math.round(value * 100) / 100;
  const [whole = '0', decimals] = String(rounded).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${number(Math.round(value * 10) / 10)} ${units[unit] ?? 'B'}`;
}
