import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kindsOf } from '../../generators/runbooks/alerts/index.js';
import { prometheus, secondsOf, words } from '../../generators/runbooks/durations.js';
import { factsOf } from '../../generators/runbooks/facts.js';
import { nonsense } from '../../generators/runbooks/promql.js';
import { slotValue } from '../../generators/runbooks/rules.js';
import type { Project } from '../../src/project/model.js';
import { InputError } from '../../src/problems.js';
import { ROOT } from '../support/assets.js';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

interface Rule { readonly alert: string; readonly expr: string; readonly for: string; readonly labels: Record<string, string>; readonly annotations: Record<string, string> }
interface Test { readonly name: string; readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[] }

const own = (alerts: string): string => `${SHOP}observability:\n  alerts:\n    ${alerts}\n`;
const alertsOf = (project: Project): readonly string[] => kindsOf(project).flatMap(({ alerts }) => alerts.map(({ name }) => name));

async function rulesOf(text: string): Promise<readonly Rule[]> {
  const file = parse((await treeOf(await projectOf(text))).get('observability/alerts.yaml') ?? '') as { groups: { rules: Rule[] }[] };
  return file.groups.flatMap(({ rules }) => rules);
}

async function problemOf(text: string): Promise<string> {
  try {
    kindsOf(await projectOf(text));
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n');
    throw error;
  }
  return '';
}

describe('alerts', () => {
  it('are expressions that make sense, with a test in which each fires and one in which it does not', async () => {
    const tree = await treeOf(await projectOf(`${SHOP}slo: { availability: 100, p95_ms: 40 }\n`));
    const rules = await rulesOf(SHOP);
    expect(rules.length).toBeGreaterThan(20);
    for (const { alert, expr } of rules) expect(nonsense(expr), alert).toBeNull();
    const tests = (parse(tree.get('observability/alerts.test.yaml') ?? '') as { tests: Test[] }).tests;
    for (const { alert } of rules) {
      const mine = tests.flatMap((test) => test.alert_rule_test).filter(({ alertname }) => alertname === alert);
      expect(mine.map(({ exp_alerts: told }) => told.length), alert).toEqual([1, 0]);
    }
  });

  it('each have a runbook that names them, and no runbook is left over', async () => {
    const tree = await treeOf(await projectOf(SHOP));
    const rules = await rulesOf(SHOP);
    for (const { alert, annotations } of rules) expect(tree.get(annotations['runbook_url'] ?? ''), alert).toContain(`\`${alert}\``);
    const ofAlerts = [...tree].filter(([path, text]) => path.startsWith('docs/runbooks/') && text.includes('## Escalate')).map(([path]) => path);
    expect(ofAlerts.toSorted()).toEqual([...new Set(rules.map(({ annotations }) => annotations['runbook_url']))].toSorted());
  });

  it('take their thresholds from the spec', async () => {
    const rules = await rulesOf(`${SHOP}slo: { availability: 99.5, p95_ms: 300, window: P7D }\ndata: { pool: 10, connections: 100, rpo: PT1H }\n`);
    const expr = (name: string): string => rules.find(({ alert }) => alert === name)?.expr ?? '';
    // Two percent of a week's budget in an hour: 3.36 times too fast.
    expect(expr('CatalogErrorBudgetBurnsFast')).toContain('> 0.0168');
    expect(expr('CatalogLatencyP95High')).toContain('> 0.3');
    expect(expr('CatalogPoolNearlyFull')).toContain('> 9');
    expect(expr('DatabaseConnectionsHigh')).toContain('> 80');
    expect(expr('BackupTooOld')).toContain('> 3600');
  });

  it('ask the services for nothing but what they export', async () => {
    const source = readFileSync(join(ROOT, 'templates/servicekit/src/servicekit/metrics.py'), 'utf8');
    const exported = new Set([...source.matchAll(/(Counter|Histogram|Gauge)\(\s*"([a-z_]+)"/g)].map(([, kind, name]) => `${name}${kind === 'Counter' ? '_total' : ''}`));
    const asked = new Set((await rulesOf(SHOP)).flatMap(({ expr }) => [...expr.matchAll(/\b((?:http|database)_[a-z_]+)\{/g)].map(([, name = '']) => name.replace(/_(bucket|count|sum)$/, ''))));
    expect([...asked].toSorted()).toEqual([...exported].toSorted());
  });

  it('have names of their own, whatever the services are called', async () => {
    const spec = `${SHOP}  a-1: { entities: { A: { fields: { name: string } } } }\n  a1: { entities: { B: { fields: { name: string } } } }\n`;
    const names = alertsOf(await projectOf(spec));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['a_1_Down', 'a1_Down', 'CatalogDown']));
    for (const name of names) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
  });

  it('know what was promised and planned', async () => {
    const spec = SHOP.replace('  catalog:\n', '  catalog:\n    peak_rps: 40\n    sla: { availability: 99.5 }\n');
    const rules = await rulesOf(spec);
    expect(rules.find(({ alert }) => alert === 'CatalogAgreementBroken')).toMatchObject({ labels: { severity: 'critical' } });
    expect(rules.find(({ alert }) => alert === 'CatalogRequestsAbovePlan')?.expr).toMatch(/> 40$/);
    expect((await rulesOf(SHOP)).some(({ alert }) => /AgreementBroken|AbovePlan/.test(alert))).toBe(false);
  });

  it('say nothing of an archive that Neon keeps', async () => {
    const project = await projectOf(`${SHOP}data: { engine: neon, neon: { history_days: 14 } }\n`);
    expect(alertsOf(project)).not.toContain('BackupTooOld');
    const tree = await treeOf(project);
    expect(tree.has('docs/runbooks/backup-too-old.md')).toBe(false);
    expect(tree.get('docs/operations/disaster-recovery.md')).toContain('Neon keeps every change for 14 days');
    expect(tree.get('docs/operations/disaster-recovery.md')).not.toContain('backup-too-old');
  });

  it('watch every workload, measured or not, by the name it has in the cluster', async () => {
    const project = await projectOf(SHOP);
    const rules = await rulesOf(SHOP);
    for (const { name } of project.deployment.workloads) {
      const watching = rules.filter(({ expr }) => expr.includes(`kube_deployment_status_replicas_available{namespace="${factsOf(project).namespace}",deployment="shop-${name}"}`));
      expect(watching.map(({ labels }) => labels['severity'])).toEqual(['critical']);
    }
    expect(rules.some(({ expr }) => /\$(namespace|fullname|databaseMatcher)/.test(expr))).toBe(false);
  });

  it('of the database all have a place for its matcher', async () => {
    const written = kindsOf(await projectOf(SHOP)).flatMap(({ alerts }) => alerts).flatMap(({ expr }) => [...expr.matchAll(/\bpg_[a-z_]+(.{0,18})/g)].map(([, after]) => after));
    expect(written.length).toBeGreaterThan(8);
    expect(new Set(written.map((after) => after?.slice(0, '{$databaseMatcher'.length)))).toEqual(new Set(['{$databaseMatcher']));
  });

  it('reach the chart with its own namespace in them', async () => {
    const project = await projectOf(SHOP);
    const facts = factsOf(project);
    const [kind] = kindsOf(project);
    const [alert] = kind?.alerts ?? [];
    expect(kind !== undefined && alert !== undefined && slotValue(facts, kind, alert)).toMatchObject({
      name: 'CatalogErrorBudgetBurnsFast', for: '2m', severity: 'critical', team: 'team-shop', runbook: 'docs/runbooks/error-budget.md',
      expr: expect.stringContaining('namespace="$namespace",workload="catalog"') as string,
    });
  });
});

describe('alerts of the spec', () => {
  it('come with a runbook that quotes them', async () => {
    const spec = own(String.raw`queue-too-long: { expr: "max(queue_length) > 5", for: PT1H30M, severity: warning, team: 'a {{team}}', action: "Look at {{x}} \"it\"\nnow.", runbook: "see ](the wiki)" }`);
    const rule = (await rulesOf(spec)).find(({ alert }) => alert === 'QueueTooLong');
    expect(rule).toEqual({
      alert: 'QueueTooLong', expr: 'max(queue_length) > 5', for: '1h30m', labels: { severity: 'warning', team: 'a {{ "{{" }}team}}' },
      annotations: { summary: 'Look at {{ "{{" }}x}} "it" now.', action: 'Look at {{ "{{" }}x}} "it" now.', runbook_url: 'docs/runbooks/own-queue-too-long.md' },
    });
    const runbook = (await treeOf(await projectOf(spec))).get('docs/runbooks/own-queue-too-long.md');
    expect(runbook).toContain('```text\nLook at {{x}} "it"\nnow.\n\nsee ](the wiki)\n```');
  });

  it('are refused where they stand when they make no sense', async () => {
    const line = SHOP.split('\n').length + 2;
    expect(await problemOf(own('a: { expr: "orders > 5 for 10m", severity: info, action: x }'))).toBe(`${line}:16 This is no expression of Prometheus: expected an operator before \`for 10m\`.`);
    expect(await problemOf(own('a: { expr: up == 0, for: P1M, severity: info, action: x }'))).toContain(`${line}:30 Nobody can be told in time`);
    expect(await problemOf(own('a: { expr: up == 0, for: P30D, severity: info, action: x }'))).toContain('have to hold for P30D.');
    expect(await problemOf(own('pods-restart: { expr: up == 0, severity: info, action: x }'))).toContain('There is an alert PodsRestart already.');
    expect(await problemOf(own('a-b: { expr: up == 0, severity: info, action: x }\n    a--b: { expr: up == 0, severity: info, action: x }'))).toContain('There is an alert AB already.');
    expect(await problemOf(own('a: { expr: up == 0, for: PT0S, severity: info, action: x }'))).toBe('');
  });
});

describe('durations', () => {
  it.each([
    ['PT5M', 300, '5m', '5 minutes'], ['P1D', 86_400, '1d', '1 day'], ['P1DT2H3S', 93_603, '1d2h3s', '1 day 2 hours 3 seconds'], ['P2W', 1_209_600, '14d', '14 days'],
    ['PT0S', 0, '0s', 'at once'], ['P1Y', 31_536_000, '365d', '365 days'], ['PT90M', 5400, '1h30m', '1 hour 30 minutes'],
  ])('%s', (iso, seconds, short, long) => expect([secondsOf(iso), prometheus(seconds), words(seconds)]).toEqual([seconds, short, long]));
});

describe('runbooks', () => {
  it('name nothing that make does not have, and change nothing with kubectl', async () => {
    const tree = await treeOf(await projectOf(SHOP));
    const targets = new Set([...(tree.get('Makefile') ?? '').matchAll(/^([a-z-]+):/gm)].map(([, name]) => name));
    const texts = [...tree].filter(([path]) => /^docs\/(runbooks|operations|incidents)\//.test(path));
    const commands = texts.flatMap(([, text]) => [...text.matchAll(/`make ([a-z-]+)|^ *(?:[A-Z_]+=\S+ )?make ([a-z-]+)/gm)].map(([, a, b]) => a ?? b));
    expect(commands.length).toBeGreaterThan(15);
    for (const name of commands) expect(targets, name).toContain(name);
    const reading = /^(get|describe|logs|top|rollout status)\b/;
    for (const [path, text] of texts) for (const [, verb = ''] of text.matchAll(/kubectl --namespace \S+ ([^`\n]+)/g)) expect(verb, path).toMatch(reading);
  });

  it('leave no name unfilled', async () => {
    const tree = await treeOf(await projectOf(SHOP));
    for (const [path, text] of tree) if (path.startsWith('docs/runbooks/')) expect(text, path).not.toMatch(/\$(namespace|release|environment|pool)\b/);
  });

  it('say who is asked, whatever the owner is called', async () => {
    const owner = 'Team "{{x}}" | <b>\n# not a heading';
    const tree = await treeOf(await projectOf(SHOP.replace(/^owner: .*$/m, `owner: ${JSON.stringify(owner)}`)));
    for (const path of ['docs/runbooks/README.md', 'docs/operations/incident-response.md', 'docs/runbooks/pods.md']) expect(tree.get(path), path).not.toMatch(/^# not a heading/m);
  });

  it('know the web app only where there is one', async () => {
    const without = await treeOf(await projectOf(`${SHOP}web: false\n`));
    expect(without.get('docs/runbooks/revoke-session.md')).not.toContain('DELETE FROM sessions');
    expect((await treeOf(await projectOf(SHOP))).get('docs/runbooks/revoke-session.md')).toContain('table `sessions` of the database `shop_web`');
  });
});
