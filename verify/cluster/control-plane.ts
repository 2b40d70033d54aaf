/**
 * A real Kubernetes control plane on loopback, without containers: etcd, API server, controller manager and scheduler are the real ones,
 * kwok plays the kubelets, so that pods become ready without running. Policies are stored, not enforced.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { MissingTool } from '../harness/checks.js';
import { type Finished, run, serve, type Serving } from '../harness/process.js';
import { freePort } from '../repository/repository.js';
import { goFolder, goTool, which } from '../tools/install.js';

export interface Cluster {
  /** Runs kubectl; `input` goes to its standard input. */
  kubectl(words: readonly string[], input?: string): Promise<Finished>;
  /** The environment in which helm finds the cluster. */
  readonly env: NodeJS.ProcessEnv;
  stop(): Promise<void>;
}

const DEFINITIONS = ['gateway-api', 'prometheus-operator', 'external-secrets'] as const;
const NODES = ['n1', 'n2', 'n3'] as const;

/** Starts everything in `folder`; stops it again when that fails. */
export async function startCluster(folder: string): Promise<Cluster> {
  if ((await which('kubectl')) === null) throw new MissingTool('kubectl', 'not installed');
  mkdirSync(folder, { recursive: true });
  const ports = { api: await freePort(), etcd: await freePort(), peer: await freePort() };
  const running: Serving[] = [];
  const stop = async (): Promise<void> => {
    for (const each of running.reverse()) await each.stop('SIGTERM', 20);
  };
  try {
    const cluster = { ...connection(folder, ports.api), stop };
    await startServers(folder, ports, running, cluster);
    await prepare(cluster);
    return cluster;
  } catch (error) {
    await stop();
    throw error;
  }
}

function connection(folder: string, port: number): Pick<Cluster, 'kubectl' | 'env'> {
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'x',
    clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'u', user: { token: 'local' } }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
  }));
  const env = { ...process.env, KUBECONFIG: file, HELM_CACHE_HOME: join(folder, 'helm'), HELM_CONFIG_HOME: join(folder, 'helm'), HELM_DATA_HOME: join(folder, 'helm') };
  return { env, kubectl: (words, input) => run(['kubectl', ...words], { env, timeout: 180, ...(input === undefined ? {} : { input }) }) };
}

async function startServers(folder: string, ports: { readonly api: number; readonly etcd: number; readonly peer: number }, running: Serving[], cluster: Pick<Cluster, 'kubectl' | 'env'>): Promise<void> {
  const [client, peer] = [`http://127.0.0.1:${ports.etcd}`, `http://127.0.0.1:${ports.peer}`];
  const begin = async (command: readonly string[]): Promise<void> => { running.push(await serve(command, /./, { cwd: folder, timeout: 60 })); };
  await keys(folder);
  await begin([await goTool('etcd'), '--data-dir', join(folder, 'etcd'), '--listen-client-urls', client, '--advertise-client-urls', client, '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `default=${peer}`, '--unsafe-no-fsync']);
  await begin([
    await goTool('kube-apiserver'), `--etcd-servers=${client}`, '--bind-address=127.0.0.1', `--secure-port=${ports.api}`, `--cert-dir=${join(folder, 'certificates')}`,
    '--service-account-key-file=sa.pub', '--service-account-signing-key-file=sa.key', '--service-account-issuer=https://kubernetes.default.svc',
    '--token-auth-file=tokens.csv', '--authorization-mode=RBAC', '--service-cluster-ip-range=10.0.0.0/24',
  ]);
  await until('the API server is ready', 240, async () => (await cluster.kubectl(['get', '--raw', '/readyz'])).code === 0);
  const config = `--kubeconfig=${join(folder, 'kubeconfig')}`;
  await begin([await goTool('kube-controller-manager'), config, '--service-account-private-key-file=sa.key', '--leader-elect=false', '--secure-port=0', '--horizontal-pod-autoscaler-sync-period=2s']);
  await begin([await goTool('kube-scheduler'), config, '--leader-elect=false', `--secure-port=${await freePort()}`, '--bind-address=127.0.0.1']);
  writeFileSync(join(folder, 'stages.yaml'), await stages());
  await begin([await goTool('kwok'), config, '--manage-all-nodes=true', `--config=${join(folder, 'stages.yaml')}`]);
}

async function keys(folder: string): Promise<void> {
  await run(['openssl', 'genrsa', '-out', join(folder, 'sa.key'), '2048']);
  await run(['openssl', 'rsa', '-in', join(folder, 'sa.key'), '-pubout', '-out', join(folder, 'sa.pub')]);
  writeFileSync(join(folder, 'tokens.csv'), 'local,admin,1,"system:masters"\n');
}

/** How kwok moves nodes and pods on. */
async function stages(): Promise<string> {
  const home = await goFolder('kwok-stages');
  const folders = ['node/fast', 'node/heartbeat', 'pod/fast'].map((name) => join(home, name));
  const files = folders.flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml').map((name) => join(folder, name)));
  return files.map((file) => readFileSync(file, 'utf8')).join('\n---\n');
}

/** Nodes in zones of their own, and the real definitions of custom resources. */
async function prepare(cluster: Pick<Cluster, 'kubectl'>): Promise<void> {
  const nodes = NODES.map((name) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { 'kubernetes.io/hostname': name, 'kubernetes.io/os': 'linux', 'topology.kubernetes.io/zone': `zone-${name}` } } }));
  await must(cluster.kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: nodes })));
  for (const name of DEFINITIONS) await must(cluster.kubectl(['apply', '--server-side', '--recursive', '-f', await goFolder(name)]));
  await must(cluster.kubectl(['wait', '--for=condition=Ready', 'node', '--all', '--timeout=120s']));
  await must(cluster.kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=120s']));
}

async function must(finished: Promise<Finished>): Promise<Finished> {
  const done = await finished;
  if (done.code !== 0) throw new Error(done.output.slice(-3000));
  return done;
}

/** Asks until it is so. @throws Error naming what never came. */
export async function until(what: string, seconds: number, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > deadline) throw new Error(`after ${seconds} s it is still not so that ${what}`);
    await new Promise((next) => setTimeout(next, 300));
  }
}
