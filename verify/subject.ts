/** Every check of one generated repository, in the order a reader would go. */
import { join } from 'node:path';

import { architecture, commands, links, markdownlint, pictures, threats } from './documents/check.js';
import { labels, names } from './documents/escapes.js';
import type { Inspected, Ledger } from './harness/checks.js';
import { checkov, helmLint, helmUnittest, kubeLinter, kubernetesValidate, projectOf, renderAll, traffic, yamlLint } from './chart/checks.js';
import type { Rendered } from './chart/render.js';
import { besideServices } from './repository/beside.js';
import { checkRules, exportedMetrics, linkedRunbooks, runbookPrograms, testRules } from './repository/alerts.js';
import { build, createRepository, inlineIgnores, lint, regenerate, setup, test } from './repository/build.js';
import { pairs, recorded, type Seen } from './repository/coverage.js';
import { crud, type Step } from './repository/crud.js';
import { migrations } from './repository/database.js';
import { openapiTarget, redoclyClean } from './repository/documents.js';
import { image, smoke } from './repository/images.js';
import { type Live, start } from './repository/live.js';
import { pipeline, renovate, workflowLinters } from './repository/pipeline.js';
import { recovery } from './repository/recovery.js';
import { Repository, type Service } from './repository/repository.js';
import { schemathesis } from './repository/schemathesis.js';
import { strings } from './repository/strings.js';
import { goTool, pathOf, promtool } from './tools/install.js';
import { goTools, manifestTools, markdownPins, npmTools, pythonTools, renovateTools, structurizrVersion } from './tools/pins.js';

export interface Subject {
  readonly subject: string;
  readonly spec: string;
  readonly folder: string;
  readonly requests: readonly Step[];
  /** Names of the checks to make, or null for all; `new` and `setup` are always made. */
  readonly only: ReadonlySet<string> | null;
  /** Settings of the repository's local servers. */
  readonly ports: Readonly<Record<string, string>>;
  /** `subject service check`, each named in the output. */
  readonly leftOut: ReadonlySet<string>;
}

/** Runs the checks; each prints its line. What cannot be done without an earlier success is left out. */
export async function verifySubject(ledger: Ledger, subject: Subject): Promise<void> {
  const path = pathOf(await toolFolders());
  const logs = join(subject.folder, 'logs');
  const repository = new Repository(subject.subject, join(subject.folder, 'repository', 'project'), logs, { ...process.env, PATH: path });
  const check = async (name: string, tool: string, inspect: () => Promise<Inspected>): Promise<boolean> => {
    if (subject.only !== null && !subject.only.has(name) && name !== 'new' && name !== 'setup') return false;
    return ledger.check(subject.subject, name, tool, inspect);
  };
  if (!(await check('new', 'specwright', () => createRepository(repository, subject.spec)))) return;
  const services = repository.services();
  await check('no-change', 'specwright generate, diff', () => regenerate(repository));
  if (services.some(({ drafted }) => drafted)) await check('redocly', `@redocly/cli ${npmTools['@redocly/cli']}`, () => redoclyClean(repository, services));
  await check('ignores', 'git grep', () => inlineIgnores(repository));
  await verifyChart(repository, subject.folder, check);
  await verifyDocuments(repository, check);
  await verifyAlerts(repository, check);
  await check('workflows', 'actionlint, zizmor, shellcheck, yamllint', () => workflowLinters(repository));
  await check('pipeline', 'the job graph', () => Promise.resolve(pipeline(repository)));
  await check('renovate', `renovate-config-validator ${renovateTools.renovate}`, () => renovate(repository));
  if (subject.only !== null && [...subject.only].every((name) => WITHOUT_SETUP.has(name))) return;
  if (!(await check('setup', 'make', () => setup(repository, subject.ports)))) return;
  await check('lint', `make, gitleaks ${goTools.gitleaks.version}, helm ${goTools.helm.version}`, () => lint(repository));
  await check('openapi', 'make', () => openapiTarget(repository, services));
  const seen: Seen[] = [];
  const record = join(logs, 'answers.jsonl');
  await check('test', 'make, pytest', () => alone(() => test(repository, record)));
  seen.push(...recorded(record, services));
  await check('recovery', 'make backup, restore, rehearse-restore', () => alone(() => recovery(repository)));
  await check('build', 'make', () => build(repository));
  const wanted = (service: Service, name: string): boolean => {
    if (!subject.leftOut.has(`${subject.subject} ${service.name} ${name}`)) return true;
    console.log(`left to the full run: ${subject.subject} · ${name} · ${service.name}`);
    return false;
  };
  for (const service of services) await verifyLive(repository, service, subject.requests, seen, check, wanted);
  for (const service of services.filter((one) => one.drafted && wanted(one, 'coverage'))) {
    await check('coverage', 'schemathesis + make test', () => coverage(service, seen));
  }
  await verifyImages(repository, services, check);
}

/** Folders of the tools that a repository's stages look for on the PATH. */
export async function toolFolders(): Promise<string[]> {
  const names = ['gitleaks', 'actionlint', 'oasdiff', 'helm', 'helm-unittest'] as const;
  const found: string[] = [];
  for (const install of [...names.map((name) => () => goTool(name)), promtool]) {
    const program = await install().catch(() => null);
    if (program !== null) found.push(join(program, '..'));
  }
  return found;
}

let last: Promise<unknown> = Promise.resolve();

/** Runs one after another, whoever asks: the repositories' own tests look for free ports from the same number upwards. */
function alone<T>(action: () => Promise<T>): Promise<T> {
  const next = last.then(action, action);
  last = next.catch(() => undefined);
  return next;
}

/** What wakes people, and what they then read. */
async function verifyAlerts(repository: Repository, check: Check): Promise<void> {
  await check('alerts', 'promtool check rules', () => checkRules(repository));
  await check('alert-tests', 'promtool test rules', () => testRules(repository));
  await check('runbooks', 'alerts and runbooks', () => linkedRunbooks(repository));
  await check('runbook-programs', 'own', () => runbookPrograms(repository));
}

type Check = (name: string, tool: string, inspect: () => Promise<Inspected>) => Promise<boolean>;

/** What people read, before anything is installed. */
async function verifyDocuments(repository: Repository, check: Check): Promise<void> {
  await check('markdown', `markdownlint-cli2 ${markdownPins['markdownlint-cli2']}`, () => markdownlint(repository));
  await check('links', 'own', () => links(repository));
  await check('commands', 'own', () => commands(repository));
  await check('pictures', `mermaid ${markdownPins.mermaid}`, () => pictures(repository));
  await check('c4', `structurizr-dsl ${structurizrVersion}`, () => architecture(repository));
  await check('threats', 'own', () => threats(repository));
  if (repository.subject !== 'hostile') return;
  await check('c4-strings', `structurizr-dsl ${structurizrVersion}`, names);
  await check('picture-strings', `mermaid ${markdownPins.mermaid}`, labels);
}

async function verifyLive(
  repository: Repository, service: Service, requests: readonly Step[], seen: Seen[], check: Check,
  wanted: (service: Service, name: string) => boolean,
): Promise<void> {
  let live: Live | null = null;
  await check('run', `make run SERVICE=${service.name}`, async () => {
    live = await start(repository, service.name);
    const health = await fetch(new URL('/health/ready', live.url));
    return { count: 1, unit: 'services', problems: health.ok ? [] : [`/health/ready: ${health.status} ${await health.text()}`] };
  });
  if (live === null) return;
  const running: Live = live;
  await check('metrics', `/metrics of ${service.name}`, () => exportedMetrics(repository, running));
  const own = requests.filter((step) => step.service === service.name);
  if (own.length > 0) await check('crud', 'HTTP', async () => ({ ...(await crud(running, own)), unit: 'requests' }));
  if (repository.subject === 'hostile') {
    await check('strings', 'HTTP, SQL, files', () => strings(repository, service, running));
  }
  if (service.drafted) {
    if (wanted(service, 'schemathesis')) {
      await check('schemathesis', `schemathesis ${pythonTools.schemathesis} ${service.name}`, () => schemathesis(repository, service, running, seen));
    }
    await check('migrations', `alembic ${service.name}`, () => migrations(repository, service));
  }
  await check('stop', 'Ctrl-C', async () => {
    const code = await running.server.stop('SIGINT', 30);
    const gone = await fetch(new URL('/health/live', running.url)).then(() => false, () => true);
    const problems = gone ? [] : ['it still answers after Ctrl-C'];
    if (![0, 2, 130].includes(code)) problems.push(`exit ${code} after Ctrl-C`);
    return { count: 1, unit: 'services', problems };
  });
}

/** The checks that read files alone. */
const WITHOUT_SETUP = new Set(['new', 'helm-lint', 'helm-unittest', 'kubernetes-validate', 'kube-linter', 'checkov', 'yamllint', 'traffic']);

/** Nothing here needs the repository to be set up. */
async function verifyChart(repository: Repository, folder: string, check: Check): Promise<void> {
  const chart = repository.path('chart');
  await check('helm-lint', `helm ${goTools.helm.version}`, () => helmLint(chart));
  await check('helm-unittest', `helm-unittest ${goTools['helm-unittest'].version}`, () => helmUnittest(chart));
  let rendered: readonly Rendered[] = [];
  const all = async (): Promise<readonly Rendered[]> => (rendered.length > 0 ? rendered : (rendered = await renderAll(chart)));
  await check('kubernetes-validate', `kubernetes-validate ${manifestTools['kubernetes-validate']}, strict`, async () => kubernetesValidate(await all(), folder));
  await check('kube-linter', `kube-linter ${goTools['kube-linter'].version}`, async () => kubeLinter(await all(), folder));
  await check('checkov', `checkov ${manifestTools['checkov']}`, async () => checkov(await all(), folder));
  await check('yamllint', `yamllint ${pythonTools['yamllint']}, rendered`, async () => yamlLint(await all(), folder));
  await check('traffic', 'NetworkPolicies', async () => traffic(await all(), await projectOf(repository.folder)));
}

async function coverage(service: Service, seen: readonly Seen[]): Promise<Inspected> {
  const { all, covered, missing } = pairs(service, seen);
  const percent = all === 0 ? 0 : (100 * covered) / all;
  const problems = percent >= 95 ? [] : [`${percent.toFixed(1)} % of the documented pairs; never answered: ${missing.join(', ')}`];
  return { count: all, unit: 'pairs', problems, note: `${service.name} ${percent.toFixed(1)} %` };
}

async function verifyImages(repository: Repository, services: readonly Service[], check: Check): Promise<void> {
  const built: string[] = [];
  await check('image', 'make, buildah, stand-in bases', () => image(repository, built));
  for (const name of built) {
    const service = services.find((one) => name.includes(`-${one.name}:`));
    const settings = ['MOCK=1', `SERVICE=${service?.name ?? ''}`];
    // What is no service needs them all around it.
    const run = (): Promise<Inspected> => service === undefined ? besideServices(repository, (given) => smoke(repository, name, given)) : smoke(repository, name, settings);
    await check('image-run', `podman ${name}`, run);
  }
}
