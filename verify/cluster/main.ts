/** `npm run verify:cluster [-- --spec shop,six]`: charts of generated repositories on a real Kubernetes control plane. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { projectOf } from '../chart/checks.js';
import { exitProblems, Ledger } from '../harness/checks.js';
import { program, workFolder } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { record } from '../harness/record.js';
import { specFile } from '../specs.js';
import { goTools } from '../tools/pins.js';
import { type Cluster, startCluster } from './control-plane.js';
import { liveThrough } from './scenario.js';

const { values } = parseArgs({ options: { spec: { type: 'string', default: 'shop,deploy,six,odd,hostile,rail' }, keep: { type: 'boolean', default: false } } });
const ledger = new Ledger();
const work = workFolder('cluster');
let cluster: Cluster | null = null;

await ledger.check('cluster', 'start', `kube-apiserver ${goTools['kube-apiserver'].version}, kwok ${goTools.kwok.version}`, async () => {
  cluster = await startCluster(join(work, 'cluster'));
  const { stdout } = await cluster.kubectl(['get', 'crd', '--output=name']);
  return { count: stdout.trim().split('\n').length, unit: 'custom resource definitions', problems: [] };
});
if (cluster !== null) {
  const running: Cluster = cluster;
  try {
    for (const subject of values.spec.split(',')) await judge(running, subject);
  } finally {
    await running.stop();
  }
}
if (!values.keep) rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
await record('verify:cluster', ledger);
process.exitCode = ledger.close();

async function judge(running: Cluster, subject: string): Promise<void> {
  const folder = join(work, subject, 'project');
  mkdirSync(join(work, subject), { recursive: true });
  const made = await ledger.check(subject, 'new', 'specwright', async () => {
    const finished = await run([process.execPath, program, 'new', folder, '--spec', specFile(subject, join(work, subject, 'spec')), '--yes', '--no-git'], { timeout: 120 });
    return { count: 1, unit: 'repositories', problems: exitProblems(finished) };
  });
  if (made) await liveThrough(ledger, subject, running, folder, await projectOf(folder));
  await running.kubectl(['delete', '-f', join(folder, 'deploy/namespaces.yaml'), '--ignore-not-found', '--timeout=60s']);
}
