/** The sections of the spec, merged and defaulted; what contradicts itself is a problem where it was written. */
import { problem } from '../../problems.js';
import type { Problem } from '../../problems.js';
import type { JsonObject } from '../../json.js';
import type { Spec } from '../../spec/model.js';
import { labelValue } from './labels.js';
import { Layers, valueAt } from './layers.js';
import type { Path } from './layers.js';
import type { Deployment, Environment, Workload } from './model.js';
import { outsideOf } from './outside.js';
import { quotaOf } from './quota.js';
import { registryOf } from './registry.js';
import { runOf } from './run.js';
import type { Complain, Standard } from './run.js';
import { workloadsOf } from './workloads.js';

const KUBERNETES = '1.37';
/** Below it, disruption budgets cannot say that a pod which is not healthy may always go. */
const OLDEST_KUBERNETES = 31;
const CODE = 'spec/deployment';

/** What the constitution's environments start from; any other is like the first. */
const STANDARD: Readonly<Record<string, Standard & { readonly namespace: string; readonly logLevel: Environment['logLevel'] }>> = {
  dev: { namespace: 'dev', production: false, min: 1, max: 2, logLevel: 'DEBUG' },
  staging: { namespace: 'staging', production: false, min: 2, max: 4, logLevel: 'INFO' },
  prod: { namespace: 'production', production: true, min: 2, max: 6, logLevel: 'INFO' },
};

/** @param databaseOf - name of the database of a service, by its snake-case name */
export function buildDeployment(spec: Spec, databaseOf: (snake: string) => string): { readonly deployment: Deployment; readonly problems: readonly Problem[] } {
  const found = new Map<string, Problem>();
  const complain: Complain = (path, message, help) => {
    const one = problem(CODE, message, spec.at(path), help);
    const key = JSON.stringify([one.line, one.column, help]);
    if (!found.has(key)) found.set(key, one);
  };
  const workloads = workloadsOf(spec, databaseOf);
  const written = (spec.sections['environments'] ?? {}) as JsonObject;
  const names = [...new Set([...Object.keys(STANDARD), ...Object.keys(written)])];
  const environments = names.map((name) => environmentOf(spec, name, workloads, complain));
  checkNamespaces(environments, complain);
  checkObjectives(spec, workloads, complain);
  checkIssuer(spec, complain);
  const deployment: Deployment = { workloads, registry: registryOf(spec), outside: outsideOf(spec.sections), environments, labels: labelsOf(spec), identity: identityOf(spec), database: databaseSettings(spec.sections) };
  checkConnections(spec, deployment, complain);
  return { deployment, problems: [...found.values()] };
}

function environmentOf(spec: Spec, name: string, workloads: readonly Workload[], complain: Complain): Environment {
  const standard = STANDARD[name] ?? { ...STANDARD['dev'], production: false, min: 1, max: 2, namespace: name, logLevel: 'INFO' as const };
  const at = (...keys: Path): unknown => valueAt(spec.sections, ['environments', name, ...keys]);
  const domain = (at('domain') as string | undefined) ?? `${standard.production ? '' : `${name}.`}${spec.name}.example.com`;
  checkServices(name, spec.sections, workloads, complain);
  const runs = workloads.map((workload) => runOf(workload, name, new Layers(spec.sections, name, workload.name), standard, hostOf(workload, domain), complain));
  const kubernetes = (at('kubernetes') as string | undefined) ?? KUBERNETES;
  const [major = 0, minor = 0] = kubernetes.split('.').map(Number);
  if (major !== 1 || minor < OLDEST_KUBERNETES) complain(['environments', name, 'kubernetes'], `Kubernetes ${kubernetes} is not supported.`, `The chart needs 1.${OLDEST_KUBERNETES} or newer.`);
  return {
    name,
    namespace: (at('namespace') as string | undefined) ?? standard.namespace,
    production: standard.production,
    kubernetes,
    domain,
    tlsIssuer: (at('tls_issuer') as string | undefined) ?? null,
    logLevel: ((at('log_level') as string | undefined)?.toUpperCase() as Environment['logLevel'] | undefined) ?? standard.logLevel,
    spot: (at('spot') as boolean | undefined) ?? false,
    registry: (at('registry') as string | undefined) ?? registryOf(spec).address,
    secrets: (at('secrets') as Environment['secrets'] | undefined) ?? 'vault',
    quota: quotaOf(runs, name, spec.sections, complain),
    runs,
  };
}

/** The web app has the domain, every other workload that the internet reaches a name under it. */
function hostOf(workload: Workload, domain: string): string | null {
  if (!workload.public) return null;
  return workload.kind === 'web' ? domain : `${workload.name}.${domain}`;
}

function labelsOf(spec: Spec): Deployment['labels'] {
  return { project: labelValue(spec.name), owner: labelValue(spec.owner), costCenter: labelValue((spec.sections['cost_center'] as string | undefined) ?? 'unassigned') };
}

function identityOf(spec: Spec): Deployment['identity'] {
  const given = (key: string): string | undefined => valueAt(spec.sections, ['security', 'identity', key]) as string | undefined;
  return { issuer: given('issuer') ?? `https://id.${spec.name}.example.com`, audience: given('audience') ?? spec.name };
}

function databaseSettings(sections: JsonObject): Deployment['database'] {
  const given = (key: string): number | undefined => valueAt(sections, ['data', key]) as number | undefined;
  return { pool: given('pool') ?? 5, statementTimeoutSeconds: given('statement_timeout_s') ?? 30 };
}

function checkServices(environment: string, sections: JsonObject, workloads: readonly Workload[], complain: Complain): void {
  const path = ['environments', environment, 'services'];
  const known = workloads.map(({ name }) => name);
  for (const name of Object.keys((valueAt(sections, path) ?? {}) as JsonObject)) {
    if (!known.includes(name)) complain([...path, name], `There is no service \`${name}\`.`, `There are ${known.join(', ')}.`);
  }
}

function checkNamespaces(environments: readonly Environment[], complain: Complain): void {
  const owners = new Map<string, Environment>();
  for (const each of environments) {
    const twin = owners.get(each.namespace);
    // The one that is written is to blame, not a standard one.
    if (twin !== undefined) complain(['environments', each.name in STANDARD ? twin.name : each.name, 'namespace'], `${twin.name} and ${each.name} would share the namespace ${each.namespace}.`, 'The constitution (K8S-16) keeps environments apart: give each its own; customers use `prod`, in the namespace production.');
    owners.set(each.namespace, each);
  }
}

function checkObjectives(spec: Spec, workloads: readonly Workload[], complain: Complain): void {
  for (const { name, kind, slo } of workloads) {
    const own = kind === 'service' && valueAt(spec.sections, ['services', name, 'slo']) !== undefined;
    const path = own ? ['services', name, 'slo'] : ['slo'];
    if (slo.p50Ms > slo.p95Ms || slo.p95Ms > slo.p99Ms) complain(path, `Latencies of ${slo.p50Ms}, ${slo.p95Ms} and ${slo.p99Ms} ms do not rise from the median to the 99th percentile.`, 'Half of all requests are never slower than nearly all of them.');
  }
}

/** Whoever can change its answers on their way makes tokens of their own. */
function checkIssuer(spec: Spec, complain: Complain): void {
  const path = ['security', 'identity', 'issuer'];
  const issuer = valueAt(spec.sections, path) as string | undefined;
  if (issuer === undefined) return;
  if (!issuer.startsWith('https://')) complain(path, 'An issuer without TLS is trusted by no service.', 'Give its https address.');
  else if (!URL.canParse(issuer)) complain(path, `${issuer} is no address.`, 'Write it as in https://id.example.com.');
}

/** Each service has a database of its own, on a server that allows a number of connections. */
function checkConnections(spec: Spec, { environments, database }: Deployment, complain: Complain): void {
  const allowed = valueAt(spec.sections, ['data', 'connections']) as number | undefined;
  if (allowed === undefined) return;
  for (const environment of environments) {
    for (const run of environment.runs) {
      const needed = run.scaling.max * database.pool;
      if (needed > allowed) complain(['data', 'connections'], `${run.scaling.max} replicas of ${run.workload} in ${environment.name} with ${database.pool} connections each need ${needed}, the database allows ${allowed}.`, 'Lower `scaling.max` or `data.pool`, or raise `data.connections`.');
    }
  }
}
