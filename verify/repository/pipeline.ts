/** The workflows of a generated repository: what their linters say, and what their job graph allows. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import { goTool, pythonToolFolder, renovateValidator, workflowToolFolder } from '../tools/install.js';
import { files } from './build.js';
import type { Repository } from './repository.js';

const STAGES = ['lint', 'security-deps', 'test-unit', 'build', 'test-integration', 'test-contract', 'image', 'publish'];
const FOLDER = '.github/workflows';

interface Step { readonly uses?: string; readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }
interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly 'timeout-minutes'?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

function workflows(repository: Repository): { name: string; text: string; workflow: Workflow }[] {
  if (!existsSync(repository.path(FOLDER))) return [];
  return readdirSync(repository.path(FOLDER)).sort().map((name) => {
    const text = repository.read(FOLDER, name);
    return { name, text, workflow: parse(text) as Workflow };
  });
}

/** actionlint (with shellcheck for every `run:`), zizmor, shellcheck of every script, yamllint: zero findings. */
export async function workflowLinters(repository: Repository): Promise<Inspected> {
  const bin = await workflowToolFolder();
  const all = await files(repository);
  const paths = workflows(repository).map(({ name }) => join(FOLDER, name));
  const scripts = all.filter((path) => path.endsWith('.sh') || path.startsWith('make/hooks/'));
  const cwd = repository.folder;
  const commands: Record<string, string[]> = {
    actionlint: [await goTool('actionlint'), '-shellcheck', join(bin, 'shellcheck'), ...paths],
    zizmor: [join(bin, 'zizmor'), '--offline', '--no-progress', '.github'],
    shellcheck: [join(bin, 'shellcheck'), ...scripts],
    yamllint: [join(await pythonToolFolder(), 'yamllint'), '--strict', '.github'],
  };
  const problems: string[] = [];
  if (paths.length === 0 || scripts.length === 0) problems.push(`${paths.length} workflows, ${scripts.length} scripts`);
  for (const [tool, command] of Object.entries(commands)) {
    const finished = await run(command, { cwd, log: repository.log(tool) });
    problems.push(...exitProblems(finished).map((text) => `${tool}: ${text}`));
    if (tool === 'zizmor' && !paths.every((path) => finished.output.includes(path))) problems.push('zizmor did not read every workflow');
  }
  const runs = workflows(repository).flatMap(({ workflow }) => Object.values(workflow.jobs)).flatMap(({ steps = [] }) => steps).filter((step) => step.run !== undefined);
  return { count: paths.length + scripts.length, unit: 'files', problems, note: `${paths.length} workflows with ${runs.length} scripts in them, ${scripts.length} scripts` };
}

/** Renovate's own validator, on the configuration as it is. */
export async function renovate(repository: Repository): Promise<Inspected> {
  const finished = await run([...(await renovateValidator()), '--strict', '--no-global', 'renovate.json'], { cwd: repository.folder, log: repository.log('renovate') });
  const said = /validated successfully against (\d+) file/.exec(finished.output);
  return { count: Number(said?.[1] ?? 0), unit: 'files', problems: exitProblems(finished) };
}

/** What the constitution and the issue ask of the workflows, read off them. */
export function pipeline(repository: Repository): Inspected {
  const all = workflows(repository);
  const ci = all.find(({ name }) => name === 'ci.yml')?.workflow;
  const problems = all.flatMap(({ name, text, workflow }) => everyWorkflow(text, workflow).map((problem) => `${name}: ${problem}`));
  if (ci === undefined) problems.push('there is no ci.yml');
  else problems.push(...stagesInOrder(ci), ...publication(ci), ...inTime(ci, limitOf(repository)));
  const jobs = all.flatMap(({ workflow }) => Object.keys(workflow.jobs));
  return { count: jobs.length, unit: 'jobs', problems, note: ci === undefined ? '' : `critical path ${longest(ci)} min` };
}

/** Pinned by digest with the version beside it, nothing but make, nothing from outside in a script, least privilege. */
function everyWorkflow(text: string, workflow: Workflow): string[] {
  const problems: string[] = [];
  const lines = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
  for (const line of lines) if (!/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)) problems.push(`not pinned: ${line.trim()}`);
  if (JSON.stringify(workflow.permissions) !== '{}') problems.push('the workflow has permissions of its own');
  if (workflow.concurrency === undefined) problems.push('no concurrency');
  if ('pull_request_target' in workflow.on || 'workflow_run' in workflow.on) problems.push('runs with rights on what others wrote');
  for (const [id, job] of Object.entries(workflow.jobs)) {
    if (job['timeout-minutes'] === undefined) problems.push(`${id}: no timeout`);
    if (job.permissions === undefined) problems.push(`${id}: no permissions`);
    const writes = Object.entries(job.permissions ?? {}).filter(([, right]) => right === 'write').map(([name]) => name);
    if (writes.length > 0 && !['publish', 'release'].includes(id)) problems.push(`${id}: may write ${writes.join(', ')}`);
    for (const step of job.steps ?? []) {
      if (step.run !== undefined && !/^make [a-z-]+$/.test(step.run)) problems.push(`${id}: runs something else than make: ${step.run}`);
      if (step.uses?.startsWith('actions/checkout@') === true && step.with?.['persist-credentials'] !== false) problems.push(`${id}: keeps credentials`);
    }
  }
  return problems;
}

const needs = (job: Job | undefined): readonly string[] => (typeof job?.needs === 'string' ? [job.needs] : job?.needs ?? []);

/** Whether `job` waits for `other`, however far. */
function waits(ci: Workflow, job: string, other: string): boolean {
  return needs(ci.jobs[job]).some((name) => name === other || waits(ci, name, other));
}

function stagesInOrder(ci: Workflow): string[] {
  const problems: string[] = [];
  const listed = Object.keys(ci.jobs).filter((name) => STAGES.includes(name));
  if (listed.join(' ') !== STAGES.join(' ')) problems.push(`stages: ${listed.join(' ')}`);
  STAGES.forEach((stage, index) => {
    const calls = (ci.jobs[stage]?.steps ?? []).some(({ run: text }) => text === `make ${stage}`);
    if (!calls) problems.push(`${stage}: make ${stage} is not called`);
    const before = STAGES[index - 1];
    if (before !== undefined && !waits(ci, stage, before)) problems.push(`${stage} does not wait for ${before}`);
  });
  return problems;
}

/** Publication from the protected branch alone, after every stage; the one check covers all of them. */
function publication(ci: Workflow): string[] {
  const problems: string[] = [];
  const guard = ci.jobs['publish']?.if ?? '';
  for (const part of ["github.event_name == 'push'", "github.ref == 'refs/heads/main'", 'github.ref_protected']) {
    if (!guard.includes(part) || guard.includes('||')) problems.push(`publish is not guarded by ${part}`);
  }
  for (const stage of STAGES.slice(0, -1)) {
    if (!needs(ci.jobs['publish']).includes(stage)) problems.push(`publish does not need ${stage}`);
    if (!needs(ci.jobs['stages']).includes(stage)) problems.push(`the one check does not look at ${stage}`);
  }
  const status = /\b(always|failure|cancelled)\(\)/;
  for (const [id, job] of Object.entries(ci.jobs)) if (id !== 'stages' && status.test(job.if ?? '')) problems.push(`${id} runs after a failure`);
  return problems;
}

/** Minutes of the longest way through the jobs, by their timeouts. */
function longest(ci: Workflow): number {
  const until = (name: string): number => (ci.jobs[name]?.['timeout-minutes'] ?? Infinity) + Math.max(0, ...needs(ci.jobs[name]).map(until));
  return Math.max(...Object.keys(ci.jobs).map(until));
}

function limitOf(repository: Repository): number {
  const spec = parse(repository.read('specwright.yaml')) as { quality?: { ci_minutes?: number } };
  return spec.quality?.ci_minutes ?? 15;
}

function inTime(ci: Workflow, limit: number): string[] {
  const minutes = longest(ci);
  return minutes < limit ? [] : [`the critical path takes ${minutes} minutes, less than ${limit} are allowed`];
}
