/**
 * `npm run bench:web`: time and memory of the generated web app's `next build` at 6, 30 and 100 resources. The target is
 * linear: a resource costs no more among a hundred than among thirty.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { program } from '../verify/harness/checkout.js';

const SIZES = [6, 30, 100] as const;
/** Two builds of the same app differ by this much on a quiet machine. */
const NOISE = 1.25;
const work = mkdtempSync(join(tmpdir(), 'specwright-bench-web-'));

interface Cost { readonly seconds: number; readonly mebibytes: number }

/** Every third entity refers to its neighbour, and each has fields of six kinds. */
function spec(size: number): object {
  const names = Array.from({ length: size }, (_, index) => `Thing${String.fromCharCode(65 + (index % 26))}${Math.floor(index / 26)}`);
  const entities = Object.fromEntries(names.map((name, index) => [name, { fields: {
    name: 'string', amount: 'decimal', due: 'date?', active: 'boolean', note: 'text?', kind: { enum: ['one', 'two'] },
    ...(index % 3 === 1 ? { neighbour: names[index - 1] } : {}),
  } }]));
  return { specwright: 1, name: 'bench', domain: 'bench', owner: 'team', blueprint: 'api-gateway', services: { catalog: { entities } } };
}

function run(command: readonly string[], cwd: string): string {
  const [name = '', ...args] = command;
  const result = spawnSync(name, args, { cwd, encoding: 'utf8', env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' } });
  if (result.status !== 0) throw new Error(`${command.join(' ')}: exit ${result.status}\n${result.stdout}${result.stderr}`);
  return result.stderr;
}

/** Packages are installed once and handed on: each app has the same lock. */
function app(size: number, packages: string | null): string {
  const folder = join(work, String(size));
  writeFileSync(`${folder}.yaml`, JSON.stringify(spec(size)));
  run([process.execPath, program, 'new', folder, '--spec', `${folder}.yaml`, '--yes', '--no-git'], work);
  const web = join(folder, 'web');
  if (packages === null) run(['npm', 'ci', '--no-audit', '--no-fund'], web);
  else renameSync(packages, join(web, 'node_modules'));
  return web;
}

function build(web: string): Cost {
  rmSync(join(web, '.next'), { recursive: true, force: true });
  const from = process.hrtime.bigint();
  const output = run(['/usr/bin/env', 'time', '-f', 'peak %M', 'npm', 'run', '--silent', 'build'], web);
  if (!existsSync(join(web, '.next/BUILD_ID'))) throw new Error('next build made nothing');
  return { seconds: Number(process.hrtime.bigint() - from) / 1e9, mebibytes: Number(/peak (\d+)/.exec(output)?.[1]) / 1024 };
}

function main(): number {
  const costs: Cost[] = [];
  let packages: string | null = null;
  for (const size of SIZES) {
    const web = app(size, packages);
    packages = join(web, 'node_modules');
    const cost = build(web);
    costs.push(cost);
    console.log(`next build, ${String(size).padStart(3)} resources   ${cost.seconds.toFixed(1).padStart(6)} s   ${cost.mebibytes.toFixed(0).padStart(5)} MiB`);
  }
  let failed = 0;
  for (const key of ['seconds', 'mebibytes'] as const) {
    const [small = 0, middle = 0, large = 0] = costs.map((cost) => cost[key]);
    // A line through nothing and the middle bounds what comes behind it.
    const most = (middle * SIZES[2]) / SIZES[1];
    const good = large <= most * NOISE && middle <= ((small * SIZES[1]) / SIZES[0]) * NOISE;
    if (!good) failed += 1;
    console.log(`${good ? 'ok    ' : 'MISSED'} ${key}: ${small.toFixed(1)}, ${middle.toFixed(1)}, ${large.toFixed(1)} (linear allows ${most.toFixed(1)} at ${SIZES[2]})`);
  }
  console.log(`\n${2 - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

try {
  process.exitCode = main();
} finally {
  rmSync(work, { recursive: true, force: true });
}
