/** What a reader does first: new, setup, lint, test, build. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exitProblems, type Inspected } from '../harness/checks.js';
import { checkout, program } from '../harness/checkout.js';
import { type Finished, run } from '../harness/process.js';
import type { Repository } from './repository.js';

/** `specwright new` of a spec file into the repository's folder. */
export async function createRepository(repository: Repository, spec: string): Promise<Inspected> {
  const finished = await run(
    [process.execPath, program, 'new', repository.folder, '--spec', spec, '--yes', '--json', '--no-color'],
    { cwd: checkout, timeout: 120, log: repository.log('new') },
  );
  const report = parse(finished.stdout) as { files?: unknown[]; problems?: { severity: string; message: string }[] } | null;
  const problems = exitProblems(finished);
  if (report === null) problems.push('--json did not print one JSON document');
  return { count: report?.files?.length ?? 0, unit: 'files', problems, note: notes(report?.problems ?? []) };
}

function notes(problems: readonly { severity: string }[]): string {
  return problems.length === 0 ? '' : `${problems.length} warnings`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Nothing changed: a second run of \`generate\` and \`diff\` have nothing to say. */
export async function regenerate(repository: Repository): Promise<Inspected> {
  const generated = await run([process.execPath, program, 'generate', repository.folder, '--json'], { log: repository.log('generate') });
  const report = parse(generated.stdout) as { files?: { path: string; action: string }[] } | null;
  const files = report?.files ?? [];
  const changed = files.filter(({ action }) => action !== 'unchanged' && action !== 'keep').map(({ path, action }) => `${action} ${path}`);
  const difference = await run([process.execPath, program, 'diff', repository.folder, '--exit-code'], { log: repository.log('diff') });
  return { count: files.length, unit: 'files', problems: [...exitProblems(generated), ...changed, ...exitProblems(difference)] };
}

/** `make setup`; then the local servers' ports, which are settings in `.env`. */
export async function setup(repository: Repository, ports: Readonly<Record<string, string>> = {}): Promise<Inspected> {
  const finished = await repository.make(['setup']);
  const site = repository.path('.venv/lib');
  const problems = exitProblems(finished);
  let count = 0;
  try {
    for (const python of readdirSync(site)) {
      count += readdirSync(join(site, python, 'site-packages')).filter((name) => name.endsWith('.dist-info')).length;
    }
  } catch {
    problems.push('no .venv');
  }
  const lines = repository.read('.env').split('\n').filter((line) => !Object.keys(ports).some((name) => line.startsWith(`${name}=`)));
  const settings = Object.entries(ports).map(([name, value]) => `${name}=${value}`);
  writeFileSync(repository.path('.env'), `${[...lines, ...settings].join('\n').trimEnd()}\n`);
  return { count, unit: 'packages', problems };
}

/** Files under version control, or all of them where there is no git. */
export async function files(repository: Repository): Promise<string[]> {
  const listed = await run(['git', '-C', repository.folder, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']);
  return listed.stdout.split('\0').filter((path) => path !== '');
}

/** ruff, ruff format, mypy, yamllint, markdownlint, shellcheck, hadolint, gitleaks. */
const linters = 8;

/** `make lint`: every linter has to be seen to pass. */
export async function lint(repository: Repository): Promise<Inspected> {
  const finished = await repository.make(['lint']);
  const problems = exitProblems(finished);
  const steps = readdirSync(repository.path('make/stages/lint')).map((name) => name.replace(/^\d+-|\.sh$/g, ''));
  if (steps.length < linters) problems.push(`${steps.length} linters, at least ${linters}`);
  for (const name of steps) if (!finished.output.includes(`lint/${name}: passed`)) problems.push(`lint/${name} did not pass`);
  for (const line of finished.output.split('\n')) if (/\bskipped\b/i.test(line)) problems.push(line);
  return { count: (await files(repository)).length, unit: 'files', problems, note: steps.join(', ') };
}

const ignores = [
  /#\s*noqa\b/, /#\s*type:\s*ignore/, /#\s*nosec\b/, /pragma:\s*no\s*cover/, /hadolint\s+ignore=/, /shellcheck\s+disable=/,
  /markdownlint-disable/, /yamllint\s+disable/, /gitleaks:allow/, /mypy:\s*ignore/, /eslint-disable/,
];

/** At most ten inline ignores in the whole repository, each with its reason on the line or the one above. */
export async function inlineIgnores(repository: Repository): Promise<Inspected> {
  const found: string[] = [];
  const problems: string[] = [];
  const all = await files(repository);
  for (const path of all) {
    if (path.startsWith('.specwright/')) continue;
    const lines = readFileSync(repository.path(path), 'utf8').split('\n');
    lines.forEach((line, index) => {
      if (!ignores.some((ignore) => ignore.test(line))) return;
      found.push(`${path}:${index + 1}: ${line.trim()}`);
      const reason = /(#|--|—|:)\s*\S+(\s+\S+){2,}/.test(line) || /^\s*(#|\/\/|<!--)/.test(lines[index - 1] ?? '');
      if (!reason) problems.push(`no reason: ${path}:${index + 1}: ${line.trim()}`);
    });
  }
  if (found.length > 10) problems.push(`${found.length} inline ignores, at most 10:\n${found.join('\n')}`);
  return { count: all.length, unit: 'files', problems, note: `${found.length} inline ignores` };
}

/** Numbers from pytest's closing lines, summed over its runs. */
export function pytestCounts(finished: Finished): { passed: number; failed: number; skipped: number; coverage: number[] } {
  const sum = (word: string): number => (
    [...finished.output.matchAll(new RegExp(`(\\d+) ${word}\\b`, 'g'))].reduce((total, match) => total + Number(match[1]), 0)
  );
  const coverage = [...finished.output.matchAll(/^TOTAL\s.*?(\d+(?:\.\d+)?)%/gm)].map((match) => Number(match[1]));
  return { passed: sum('passed'), failed: sum('failed') + sum('errors?'), skipped: sum('skipped'), coverage };
}

/** `make test`, with every answer of the service under test recorded into `record`. */
export async function test(repository: Repository, record: string): Promise<Inspected> {
  const env = {
    SPECWRIGHT_RECORD: record, PYTHONPATH: join(checkout, 'verify/python'), PYTEST_ADDOPTS: '-p specwright_recorder',
  };
  const finished = await repository.make(['test'], { env });
  const { passed, failed, skipped, coverage } = pytestCounts(finished);
  const problems = exitProblems(finished, 0, 80);
  if (failed > 0) problems.push(`${failed} tests failed`);
  if (coverage.length === 0) problems.push('no coverage was printed');
  if (finished.output.includes('not judged')) problems.push('the coverage of a package was not judged');
  for (const percent of coverage) if (percent < 80) problems.push(`coverage ${percent} %, at least 80 %`);
  return { count: passed, unit: 'tests', problems, note: `coverage ${coverage.join(' / ')} %${skipped > 0 ? `, ${skipped} skipped where the document has nothing to test` : ''}` };
}

export async function build(repository: Repository): Promise<Inspected> {
  const finished = await repository.make(['build']);
  const built = await run(['find', repository.folder, '-name', '*.whl', '-not', '-path', '*/.venv/*', '-not', '-path', '*/node_modules/*']);
  const wheels = built.stdout.split('\n').filter((line) => line !== '');
  return { count: wheels.length, unit: 'wheels', problems: exitProblems(finished) };
}
