/** The life of a release on a real control plane: accepted, installed, changed, tested, rolled back, drained, scaled to the limit, removed. */
import { join } from 'node:path';

import type { Environment, Project } from '../../src/project/model.js';
import { render, valuesOf } from '../chart/render.js';
import { exitProblems, type Inspected, type Ledger } from '../harness/checks.js';
import { type Finished, run } from '../harness/process.js';
import { goTool } from '../tools/install.js';
import { type Cluster, until } from './control-plane.js';

interface Stage {
  readonly cluster: Cluster;
  readonly folder: string;
  readonly chart: string;
  readonly project: Project;
  readonly production: Environment;
}
type Deployed = Readonly<Record<string, { readonly revision: string; readonly available: number; readonly wanted: number; readonly template: string }>>;

const RELEASE = 'shop';
const COMPONENT = 'app.kubernetes.io/component';

/** Every check of one repository, in the order in which a release would live through them. */
export async function liveThrough(ledger: Ledger, subject: string, cluster: Cluster, folder: string, project: Project): Promise<void> {
  const production = project.deployment.environments.find(({ production: yes }) => yes);
  if (production === undefined) throw new Error('There is no production.');
  const stage: Stage = { cluster, folder, chart: join(folder, 'chart'), project, production };
  const check = (name: string, tool: string, inspect: (given: Stage) => Promise<Inspected>): Promise<boolean> => ledger.check(subject, name, tool, () => inspect(stage));
  await check('accepted', 'API server, strict, restricted', accepted);
  if (!(await check('install', 'helm upgrade --install --wait', install))) return;
  await check('helm-test', 'helm test', helmTest);
  await check('rolls', 'helm upgrade', rolls);
  await check('rollback', 'helm rollback --wait', rollback);
  await check('drain', 'kubectl drain', drain);
  await check('quota', 'helm upgrade at most replicas', atMost);
  await check('uninstall', 'helm uninstall', uninstall);
}

/** Every object of every environment, in its namespace, with unknown fields refused; routes of the Gateway API as well. */
async function accepted({ cluster, folder, chart, project }: Stage): Promise<Inspected> {
  const problems = exitProblems(await cluster.kubectl(['apply', '--validate=strict', '-f', join(folder, 'deploy/namespaces.yaml')]));
  let count = 0;
  for (const { name, namespace } of project.deployment.environments) {
    const { text, manifests } = await render(chart, name, ['--namespace', namespace, '--set', 'gateway.enabled=true']);
    const finished = await cluster.kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', '--namespace', namespace, '-f', '-'], text);
    problems.push(...exitProblems(finished).map((words) => `${name}: ${words}`));
    problems.push(...finished.output.split('\n').filter((line) => /would violate|unknown field|deprecated/i.test(line)).map((line) => `${name}: ${line}`));
    const said = finished.stdout.split('\n').filter((line) => line.includes('serverside-applied')).length;
    if (said !== manifests.length) problems.push(`${name}: ${said} of ${manifests.length} objects were accepted`);
    count += said;
  }
  return { count, unit: 'objects', problems };
}

async function helm({ cluster, chart, production }: Stage, verb: 'upgrade' | 'test' | 'rollback' | 'uninstall', words: readonly string[]): Promise<Finished> {
  const given = verb === 'upgrade' ? [RELEASE, chart, '--install', '--wait', '--timeout', '180s', ...valuesOf(chart, 'prod')] : [RELEASE];
  return run([await goTool('helm'), verb, ...given, ...words, '--namespace', production.namespace], { env: cluster.env, timeout: 300 });
}

async function deployed({ cluster, production }: Stage): Promise<Deployed> {
  const { stdout } = await cluster.kubectl(['get', 'deployments', '--namespace', production.namespace, '--output', 'json']);
  const { items } = JSON.parse(stdout) as { items: { metadata: { labels: Record<string, string>; annotations: Record<string, string> }; spec: { replicas: number; template: unknown }; status: { availableReplicas?: number } }[] };
  return Object.fromEntries(items.map(({ metadata, spec, status }) => [metadata.labels[COMPONENT] ?? '', {
    revision: metadata.annotations['deployment.kubernetes.io/revision'] ?? '', available: status.availableReplicas ?? 0, wanted: spec.replicas, template: JSON.stringify(spec.template),
  }]));
}

/** The autoscalers bring every workload to its least number. */
async function settled(stage: Stage, least: (workload: string) => number): Promise<void> {
  await until('every workload has its replicas', 120, async () => Object.entries(await deployed(stage)).every(([name, { available, wanted }]) => available === wanted && wanted >= least(name)));
}

const leastOf = ({ production }: Stage) => (workload: string): number => production.runs.find((each) => each.workload === workload)?.scaling.min ?? 1;

async function install(stage: Stage): Promise<Inspected> {
  const finished = await helm(stage, 'upgrade', []);
  const problems = exitProblems(finished);
  if (problems.length === 0) await settled(stage, leastOf(stage));
  const { stdout } = await stage.cluster.kubectl(['get', 'pods', '--namespace', stage.production.namespace, '--output', 'name']);
  return { count: stdout.split('\n').filter((line) => line !== '').length, unit: 'pods', problems };
}

async function helmTest(stage: Stage): Promise<Inspected> {
  const finished = await helm(stage, 'test', ['--timeout', '120s']);
  const succeeded = [...finished.output.matchAll(/^Phase:\s+Succeeded/gm)].length;
  const problems = exitProblems(finished);
  if (succeeded < stage.project.deployment.workloads.length) problems.push(`${succeeded} tests succeeded: ${finished.output.slice(-1500)}`);
  return { count: succeeded, unit: 'tests', problems };
}

/** A change, and the workloads that read it. */
function changes({ project: { deployment: { workloads } } }: Stage): readonly (readonly [string, readonly string[]])[] {
  const services = workloads.filter(({ kind }) => kind === 'service').map(({ name }) => name);
  const [first = ''] = services;
  const web = workloads.filter(({ kind }) => kind === 'web').map(({ name }) => name);
  const all = [...services, ...web];
  return [
    [`workloads.${first}.env.EXTRA=1`, [first]],
    [`workloads.${first}.digest=sha256:${'1'.repeat(64)}`, [first]],
    [`workloads.${first}.resources.limits.cpu=1900m`, [first]],
    [`workloads.${first}.replicas.max=9`, []],
    ['identity.audience=another', services],
    ['database.pool=7', services],
    ['identity.webClientId=another', web],
    ['identity.issuer=https://id.another.example.com', all],
    ['logLevel=ERROR', all],
    ['secrets.refreshInterval=2h', []],
    ['ingress.className=another', []],
    ['quota.pods=500', []],
    ['monitoring.interval=15s', []],
  ];
}

/** Each change, on top of those before it: exactly the workloads that read it roll. */
async function rolls(stage: Stage): Promise<Inspected> {
  const problems: string[] = [];
  const all = changes(stage);
  const given: string[] = [];
  for (const [setting, readers] of all) {
    const before = await deployed(stage);
    given.push(/=[0-9]+$/.test(setting) && !setting.includes('.env.') ? '--set' : '--set-string', setting);
    problems.push(...exitProblems(await helm(stage, 'upgrade', given)).map((text) => `${setting}: ${text}`));
    const after = await deployed(stage);
    const rolled = Object.keys(after).filter((name) => after[name]?.template !== before[name]?.template && after[name]?.revision !== before[name]?.revision);
    if (rolled.toSorted().join() !== readers.toSorted().join()) problems.push(`${setting} rolled ${rolled.join(', ') || 'nothing'}, not ${readers.join(', ') || 'nothing'}`);
  }
  problems.push(...exitProblems(await helm(stage, 'upgrade', [])));
  await settled(stage, leastOf(stage));
  return { count: all.length, unit: 'changes', problems };
}

/** A release that is rolled back leaves every pod as it was before it. */
async function rollback(stage: Stage): Promise<Inspected> {
  const before = await deployed(stage);
  const problems = exitProblems(await helm(stage, 'upgrade', ['--set', 'logLevel=DEBUG']));
  if (Object.entries(await deployed(stage)).some(([name, { template }]) => template === before[name]?.template)) problems.push('the release to roll back changed nothing');
  problems.push(...exitProblems(await helm(stage, 'rollback', ['--wait', '--timeout', '180s'])));
  const after = await deployed(stage);
  for (const [name, { template }] of Object.entries(after)) if (template !== before[name]?.template) problems.push(`${name} is not what it was`);
  return { count: Object.keys(after).length, unit: 'workloads', problems };
}

/** Every node in turn: at no time is a workload without an available pod. */
async function drain(stage: Stage): Promise<Inspected> {
  await settled(stage, leastOf(stage));
  const problems: string[] = [];
  const lowest: Record<string, number> = {};
  let draining = true;
  const watching = (async (): Promise<void> => {
    while (draining) for (const [name, { available }] of Object.entries(await deployed(stage))) lowest[name] = Math.min(lowest[name] ?? available, available);
  })();
  for (const node of ['n1', 'n2', 'n3']) {
    problems.push(...exitProblems(await stage.cluster.kubectl(['drain', node, '--ignore-daemonsets', '--delete-emptydir-data', '--timeout=150s'])).map((text) => `${node}: ${text}`));
    await stage.cluster.kubectl(['uncordon', node]);
    await settled(stage, leastOf(stage));
  }
  draining = false;
  await watching;
  for (const [name, available] of Object.entries(lowest)) if (available < 1) problems.push(`${name} had no available pod`);
  return { count: 3, unit: 'nodes', problems, note: `least available: ${Object.entries(lowest).map(([name, available]) => `${name} ${available}`).join(', ')}` };
}

/**
 * The quota lets all replicas at most in, and a release of every workload on top goes through. Pods that are ending count
 * while they end, so that a release may have to wait for them: what cannot be made is made a moment later.
 */
async function atMost(stage: Stage): Promise<Inspected> {
  const { production } = stage;
  const most = production.runs.flatMap(({ workload, scaling }) => ['--set', `workloads.${workload}.replicas.min=${scaling.max}`]);
  const problems = exitProblems(await helm(stage, 'upgrade', most));
  if (problems.length === 0) await settled(stage, (workload) => production.runs.find((each) => each.workload === workload)?.scaling.max ?? 1);
  const events = await stage.cluster.kubectl(['get', 'events', '--namespace', production.namespace, '--field-selector', 'reason=FailedCreate', '--output', 'jsonpath={range .items[*]}{.message}{"\\n"}{end}']);
  problems.push(...events.stdout.split('\n').filter((line) => line.includes('exceeded quota')));
  problems.push(...exitProblems(await helm(stage, 'upgrade', [...most, '--set', 'logLevel=WARNING'])));
  const pods = Object.values(await deployed(stage)).reduce((sum, { available }) => sum + available, 0);
  return { count: pods, unit: 'pods', problems };
}

/** What Kubernetes itself keeps in every namespace. */
const ALWAYS = /^(configmap\/kube-root-ca\.crt|serviceaccount\/default|event(\.events\.k8s\.io)?\/.*)$/;

async function uninstall(stage: Stage): Promise<Inspected> {
  const { cluster, production } = stage;
  const kinds = (await cluster.kubectl(['api-resources', '--verbs=list', '--namespaced', '--output=name'])).stdout.trim().split('\n').filter((name) => !name.endsWith('metrics.k8s.io'));
  const left = async (): Promise<string[]> => (await cluster.kubectl(['get', kinds.join(','), '--namespace', production.namespace, '--output=name', '--ignore-not-found'])).stdout.split('\n').filter((line) => line !== '' && !ALWAYS.test(line));
  const before = await left();
  const problems = exitProblems(await helm(stage, 'uninstall', ['--wait', '--timeout', '120s']));
  await until('nothing is left', 60, async () => (await left()).length === 0).catch(async () => problems.push(`left behind: ${(await left()).join(', ')}`));
  return { count: before.length, unit: 'objects', problems };
}
