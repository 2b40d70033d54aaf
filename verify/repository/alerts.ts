/** Alerts, their tests, their runbooks, and what runbooks tell people to run. */
import { existsSync, readdirSync } from 'node:fs';
import { parse } from 'yaml';

import { commandsOf } from '../documents/commands.js';
import { readPage } from '../documents/markdown.js';
import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import { promtool } from '../tools/install.js';
import type { Live } from './live.js';
import type { Repository } from './repository.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Tests {
  readonly tests: readonly { readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[] }[];
}

const FOLDER = 'observability';

function rulesOf(repository: Repository): readonly Rule[] {
  const file = parse(repository.read(FOLDER, 'alerts.yaml')) as { groups: { rules: Rule[] }[] };
  return file.groups.flatMap(({ rules }) => rules);
}

/** `promtool check rules`: as many rules as the file has, each with all that an alert needs. */
export async function checkRules(repository: Repository): Promise<Inspected> {
  const finished = await run([await promtool(), 'check', 'rules', '--lint-fatal', 'alerts.yaml'], { cwd: repository.path(FOLDER), log: repository.log('promtool-check') });
  const counted = Number(/SUCCESS: (\d+) rules found/.exec(finished.output)?.[1] ?? 0);
  const rules = rulesOf(repository);
  const problems = exitProblems(finished);
  if (counted !== rules.length) problems.push(`promtool read ${counted} rules, the file has ${rules.length}`);
  for (const { alert, labels, annotations } of rules) {
    for (const key of ['severity', 'team']) if (!labels[key]) problems.push(`${alert} has no ${key}`);
    for (const key of ['summary', 'action', 'runbook_url']) if (!annotations[key]) problems.push(`${alert} has no ${key}`);
  }
  return { count: counted, unit: 'rules', problems };
}

/** `promtool test rules`; each alert that is not the spec's own has a test in which it fires and one in which it does not. */
export async function testRules(repository: Repository): Promise<Inspected> {
  const finished = await run([await promtool(), 'test', 'rules', 'alerts.test.yaml'], { cwd: repository.path(FOLDER), log: repository.log('promtool-test'), timeout: 600 });
  const problems = exitProblems(finished);
  const cases = (parse(repository.read(FOLDER, 'alerts.test.yaml')) as Tests).tests.flatMap((test) => test.alert_rule_test);
  for (const { alert, annotations } of rulesOf(repository)) {
    if (/\/own-[a-z0-9-]+\.md$/.test(annotations.runbook_url ?? '')) continue;
    const mine = cases.filter(({ alertname }) => alertname === alert);
    if (!mine.some((each) => each.exp_alerts.length > 0)) problems.push(`no test makes ${alert} fire`);
    if (!mine.some((each) => each.exp_alerts.length === 0)) problems.push(`no test keeps ${alert} quiet`);
  }
  return { count: cases.length, unit: 'tests of rules', problems };
}

/** Every alert's runbook is there and names it; every runbook of an alert is one of an alert that there is. */
export function linkedRunbooks(repository: Repository): Promise<Inspected> {
  const rules = rulesOf(repository);
  const problems: string[] = [];
  const used = new Set<string>();
  for (const { alert, annotations } of rules) {
    const path = (annotations.runbook_url ?? '').replace(/^https?:.*\/blob\/main\//, '');
    used.add(path);
    if (!existsSync(repository.path(path))) problems.push(`${alert}: there is no ${path}`);
    else if (!repository.read(path).includes(`\`${alert}\``)) problems.push(`${alert} is not named in ${path}`);
  }
  const folder = 'docs/runbooks';
  const ofAlerts = readdirSync(repository.path(folder)).filter((name) => repository.read(folder, name).includes('## Escalate'));
  for (const name of ofAlerts) if (!used.has(`${folder}/${name}`)) problems.push(`${folder}/${name} is the runbook of no alert`);
  return Promise.resolve({ count: rules.length, unit: 'alerts', problems, note: `${used.size} runbooks` });
}

/** Programs that people have or can get; everything else in a shell block is of the repository. */
const PROGRAMS = new Set(['make', 'kubectl', 'helm', 'psql', 'git', 'crane', 'cosign', 'openssl', 'neonctl']);
const READS = / (get|describe|logs|top|rollout status)( |$)/;

/** Every command of a runbook's shell block is a known program, and `kubectl` only reads. That targets exist is the check of all documents. */
export function runbookPrograms(repository: Repository): Promise<Inspected> {
  const commands = ['docs/runbooks', 'docs/operations', 'docs/incidents'].flatMap((folder) => readdirSync(repository.path(folder)).flatMap((name) => (
    commandsOf({ ...readPage(repository.read(folder, name)), inline: [] }).map((line) => ({ path: `${folder}/${name}`, line: line.replace(/^([A-Z_]+=\S+ )+/, '') }))
  )));
  const problems = commands.flatMap(({ path, line }) => {
    const program = line.split(' ')[0] ?? '';
    if (!PROGRAMS.has(program)) return [`${path}: ${program} is no program that people have`];
    return program === 'kubectl' && !READS.test(line) ? [`${path}: kubectl may only read: ${line}`] : [];
  });
  return Promise.resolve({ count: commands.length, unit: 'commands', problems });
}

/** Metrics of the services in the rules are among those that a running service exports. */
export async function exportedMetrics(repository: Repository, live: Live): Promise<Inspected> {
  const text = await (await fetch(new URL('/metrics', live.url))).text();
  const asked = new Set(rulesOf(repository).flatMap(({ expr }) => [...expr.matchAll(/\b((?:http|database)_[a-z_]+)\{/g)].map(([, name = '']) => name)));
  const problems = [...asked].filter((name) => !new RegExp(`^# TYPE ${name.replace(/_(bucket|count|sum)$/, '')} `, 'm').test(text)).map((name) => `no service exports ${name}`);
  return { count: asked.size, unit: 'metrics', problems };
}
