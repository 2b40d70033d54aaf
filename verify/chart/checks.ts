/** The chart of a generated repository through the tools that its readers would run, for every environment. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { packedTool } from '../../src/cli/tool.js';
import { understand } from '../../src/pipeline.js';
import type { Project } from '../../src/project/model.js';
import { memoryLoader } from '../../src/write/loader.js';
import { checkout } from '../harness/checkout.js';
import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import { goTool, manifestToolFolder, pythonToolFolder } from '../tools/install.js';
import { environmentsOf, render, type Rendered, valuesOf } from './render.js';
import { allowedTraffic, declaredTraffic, differences } from './traffic.js';

/** Rendered manifests keep helm's own indentation of lists. */
const YAMLLINT = '{extends: default, rules: {document-start: disable, line-length: disable, braces: {max-spaces-inside: 1}, indentation: {spaces: consistent, indent-sequences: whatever}, comments-indentation: disable, empty-lines: {max-end: 1}}}';

export async function helmLint(chart: string): Promise<Inspected> {
  const environments = environmentsOf(chart);
  const helm = await goTool('helm');
  const problems: string[] = [];
  for (const environment of environments) {
    const finished = await run([helm, 'lint', '--strict', chart, ...valuesOf(chart, environment)], { timeout: 120 });
    problems.push(...exitProblems(finished).map((text) => `${environment}: ${text}`));
    if (/\[(WARNING|ERROR)\]/.test(finished.output)) problems.push(`${environment}: ${finished.output}`);
  }
  return { count: environments.length, unit: 'environments', problems };
}

export async function helmUnittest(chart: string): Promise<Inspected> {
  const finished = await run([await goTool('helm-unittest'), '--strict', chart], { timeout: 300 });
  const count = Number(/^Tests: +.*?(\d+) passed/m.exec(finished.output)?.[1] ?? 0);
  return { count, unit: 'tests', problems: exitProblems(finished) };
}

/** Built-in kinds, judged by Kubernetes' own schemas, strictly; custom resources are judged by a real control plane. */
export async function kubernetesValidate(rendered: readonly Rendered[], folder: string): Promise<Inspected> {
  const program = join(await manifestToolFolder(), 'kubernetes-validate');
  let count = 0;
  const problems: string[] = [];
  for (const { environment, text, manifests } of rendered) {
    const finished = await run([program, '--strict', '-k', '1.37', write(folder, environment, text)], { timeout: 120 });
    problems.push(...exitProblems(finished).map((words) => `${environment}: ${words}`));
    const passed = finished.output.split('\n').filter((line) => / passed for resource /.test(line)).length;
    const builtIn = manifests.filter(({ apiVersion }) => /^(v1|[a-z]+\/v\d\w*|[a-z.]+\.k8s\.io\/v\d\w*)$/.test(apiVersion) && !apiVersion.startsWith('gateway.')).length;
    if (passed !== builtIn) problems.push(`${environment}: ${passed} of ${builtIn} objects of built-in kinds were judged`);
    count += passed;
  }
  return { count, unit: 'objects', problems };
}

function write(folder: string, environment: string, text: string): string {
  const file = join(folder, `rendered-${environment}.yaml`);
  writeFileSync(file, text);
  return file;
}

export async function kubeLinter(rendered: readonly Rendered[], folder: string): Promise<Inspected> {
  const program = await goTool('kube-linter');
  const problems: string[] = [];
  let checks = 0;
  for (const { environment, text } of rendered) {
    const finished = await run([program, 'lint', '--format', 'json', '--fail-if-no-objects-found', write(folder, environment, text)], { timeout: 120 });
    problems.push(...exitProblems(finished).map((words) => `${environment}: ${words}`));
    if (finished.code === 0) checks += (JSON.parse(finished.stdout) as { Checks: readonly unknown[] }).Checks.length;
  }
  return { count: checks, unit: 'checks', problems };
}

export async function checkov(rendered: readonly Rendered[], folder: string): Promise<Inspected> {
  const program = join(await manifestToolFolder(), 'checkov');
  const files = rendered.flatMap(({ environment, text }) => ['--file', write(folder, environment, text)]);
  const finished = await run([program, '--skip-download', '--quiet', '--compact', '--framework', 'kubernetes', '--output', 'json', ...files], { timeout: 600 });
  const { passed = 0, failed = 0, skipped = 0 } = (finished.code <= 1 && finished.stdout.trimStart().startsWith('{') ? (JSON.parse(finished.stdout) as { summary: Record<string, number> }).summary : {});
  const problems = finished.code === 0 && failed === 0 ? [] : [finished.output.slice(-4000)];
  return { count: passed, unit: 'checks', problems, note: `${skipped} skipped inline, with a reason` };
}

export async function yamlLint(rendered: readonly Rendered[], folder: string): Promise<Inspected> {
  const files = rendered.map(({ environment, text }) => write(folder, environment, text));
  const finished = await run([join(await pythonToolFolder(), 'yamllint'), '--strict', '-d', YAMLLINT, ...files], { timeout: 120 });
  return { count: files.length, unit: 'files', problems: exitProblems(finished) };
}

/** What the repository's spec declares, and what its rendered policies allow, edge by edge. */
export async function traffic(rendered: readonly Rendered[], project: Project): Promise<Inspected> {
  const declared = declaredTraffic(project);
  const problems = rendered.flatMap(({ environment, manifests }) => differences(declared, allowedTraffic(manifests, environment)).map((text) => `${environment}: ${text}`));
  return { count: declared.size * rendered.length, unit: 'connections', problems };
}

export async function renderAll(chart: string): Promise<Rendered[]> {
  const all: Rendered[] = [];
  for (const environment of environmentsOf(chart)) all.push(await render(chart, environment));
  return all;
}

/** The Project of a generated repository, read from its own spec. */
export async function projectOf(folder: string): Promise<Project> {
  const version = (JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string }).version;
  const tool = packedTool(new URL(`file://${checkout}/dist/`), version);
  const text = readFileSync(join(folder, 'specwright.yaml'), 'utf8');
  const read = (path: string): Buffer | null => (existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : null);
  return (await understand({ text, file: 'specwright.yaml', set: [], loader: memoryLoader(read) }, tool)).project;
}
