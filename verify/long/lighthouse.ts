/**
 * `npm run verify:lighthouse [-- --spec shop --runs 5 --routes N]`: the built web app of a generated repository, beside its
 * services, in a signed-in Chromium. Medians of several loads, throttled as Lighthouse throttles a phone.
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

import { exitProblems, Ledger, MissingTool, type Inspected } from '../harness/checks.js';
import { checkout, workFolder } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { record } from '../harness/record.js';
import { createRepository, setup } from '../repository/build.js';
import { Repository } from '../repository/repository.js';
import { specFile } from '../specs.js';
import { lighthouseModule, which } from '../tools/install.js';
import { lighthouseTools } from '../tools/pins.js';

const { values } = parseArgs({ options: {
  spec: { type: 'string', default: 'shop' },
  runs: { type: 'string', default: '5' },
  routes: { type: 'string', default: '1000' },
  keep: { type: 'boolean', default: false },
} });

interface Route {
  readonly name: string; readonly address: string; readonly final: string; readonly short: readonly string[];
  readonly performance: number; readonly accessibility: number; readonly bestPractices: number;
  readonly lcp: number; readonly cls: number; readonly tbt: number;
}
interface Report { readonly routes: readonly Route[]; readonly interactions: Readonly<Record<string, number>> }

const LEAST = { performance: 0.95, accessibility: 1, bestPractices: 1 } as const;
/** Milliseconds, and for CLS a share of the screen: NEXT-08 to NEXT-10. */
const MOST = { lcp: 2500, cls: 0.1, tbt: 200 } as const;
const SLOWEST_INTERACTION = 200;

function shortcomings(route: Route): string[] {
  const low = Object.entries(LEAST).filter(([key, least]) => !(route[key as keyof typeof LEAST] >= least)).map(([key, least]) => `${key} ${route[key as keyof typeof LEAST]} < ${least}`);
  const high = Object.entries(MOST).filter(([key, most]) => !(route[key as keyof typeof MOST] <= most)).map(([key, most]) => `${key} ${route[key as keyof typeof MOST].toFixed(2)} > ${most}`);
  const elsewhere = route.final === route.address ? [] : [`ended at ${route.final}`];
  const all = [...low, ...high, ...elsewhere];
  return all.length === 0 ? [] : [`${route.name} (${route.address}): ${all.join(', ')}; not at their best: ${route.short.join(' ')}`];
}

/** Builds the app and runs the probe beside the services. */
async function measure(repository: Repository): Promise<Report> {
  if ((await which('chromium')) === null) throw new MissingTool('chromium', 'not installed');
  const module = await lighthouseModule();
  const report = join(repository.logs, 'lighthouse.json');
  copyFileSync(join(checkout, 'verify/web/probes/lighthouse.test.mjs'), repository.path('web/tests/browser/lighthouse.test.ts'));
  const env = {
    ...repository.env, PATH: `${repository.path('.venv/bin')}:${repository.env.PATH}`, VIRTUAL_ENV: repository.path('.venv'),
    LIGHTHOUSE_MODULE: pathToFileURL(module).href, LIGHTHOUSE_REPORT: report, LIGHTHOUSE_RUNS: values.runs, LIGHTHOUSE_ROUTES: values.routes,
  };
  const inside = 'cd web && npx vitest run --config vitest.browser.config.ts lighthouse';
  const finished = await run([repository.python('python'), '-m', 'localdev', 'with-stack', 'bash', '-c', inside], {
    cwd: repository.folder, env, timeout: 7200, log: repository.log('lighthouse'),
  });
  const [problem] = exitProblems(finished);
  if (problem !== undefined) throw new Error(problem);
  return JSON.parse(readFileSync(report, 'utf8')) as Report;
}

const ledger = new Ledger();
const work = workFolder('lighthouse');
console.log(`logs: ${work}`);
for (const subject of values.spec.split(',')) {
  const folder = join(work, subject);
  mkdirSync(folder, { recursive: true });
  const repository = new Repository(subject, join(folder, 'repository', 'project'), join(folder, 'logs'), process.env);
  const steps: readonly [string, () => Promise<Inspected>][] = [
    ['new', () => createRepository(repository, specFile(subject, join(folder, 'spec')))],
    ['setup', () => setup(repository)],
    ['build', async () => ({ count: 1, unit: 'builds', problems: exitProblems(await repository.make(['build'])) })],
  ];
  let ready = true;
  for (const [name, step] of steps) ready &&= await ledger.check(subject, name, name === 'new' ? 'specwright' : 'make', step);
  if (!ready) continue;
  let report: Report | null = null;
  await ledger.check(subject, 'lighthouse', `lighthouse ${lighthouseTools.lighthouse}, median of ${values.runs}`, async () => {
    report = await measure(repository);
    for (const route of report.routes) console.log(`        ${route.name}: ${route.performance} ${route.accessibility} ${route.bestPractices}, LCP ${Math.round(route.lcp)} ms, CLS ${route.cls.toFixed(3)}, TBT ${Math.round(route.tbt)} ms`);
    return { count: report.routes.length, unit: 'routes', problems: report.routes.flatMap(shortcomings) };
  });
  const seen = report as Report | null;
  if (seen !== null) {
    await ledger.check(subject, 'interactions', 'chromium, event timing', () => Promise.resolve({
      count: Object.keys(seen.interactions).length, unit: 'interactions', note: Object.entries(seen.interactions).map(([name, ms]) => `${name} ${ms} ms`).join(', '),
      problems: Object.entries(seen.interactions).filter(([, ms]) => ms > SLOWEST_INTERACTION).map(([name, ms]) => `${name}: ${ms} ms to the next paint, at most ${SLOWEST_INTERACTION}`),
    }));
  }
  if (!values.keep) rmSync(join(folder, 'repository'), { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
await record('verify:lighthouse', ledger);
process.exitCode = ledger.close();
