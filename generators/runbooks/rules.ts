/** The alerts as Prometheus reads them, and as promtool tests them. */
import type { Json, SlotTypes } from '../../src/kit.js';
import { prometheus } from './durations.js';
import { DATABASE, deploymentOf, NAMESPACE, objectName, type Facts } from './facts.js';
import type { Alert, Case, Kind } from './model.js';

export const RULES = 'observability/alerts.yaml';
export const TESTS = 'observability/alerts.test.yaml';

export const runbookPath = ({ slug }: Kind): string => `docs/runbooks/${slug}.md`;

/** Prometheus reads labels and annotations as templates of Go; these braces are none. */
const plain = (text: string): string => text.replaceAll('{{', '{{ "{{" }}');

/** What the chart's PrometheusRule is made of. */
export function slotValue({ project }: Facts, kind: Kind, alert: Alert): SlotTypes['alert'] {
  const { name, expr, severity, summary, team } = alert;
  return { name, expr, for: prometheus(alert.for), severity, summary: plain(summary), runbook: runbookPath(kind), team: plain(team ?? project.deployment.labels.owner) };
}

/** The same rules for whoever runs Prometheus without its operator, for the namespace of customers. */
export function rules(facts: Facts, kinds: readonly Kind[]): Json {
  return { groups: kinds.map((kind) => ({ name: kind.slug, rules: kind.alerts.map((alert) => rule(facts, kind, alert)) })) };
}

function rule(facts: Facts, kind: Kind, alert: Alert): { readonly [key: string]: Json } {
  return {
    alert: alert.name,
    expr: inPlace(facts, alert.expr),
    for: prometheus(alert.for),
    labels: ruleLabels(facts, kind, alert),
    annotations: { summary: plain(alert.summary), action: plain(alert.action), runbook_url: runbookUrl(facts, kind) },
  };
}

function ruleLabels(facts: Facts, kind: Kind, alert: Alert): { readonly [key: string]: string } {
  return { severity: alert.severity, team: slotValue(facts, kind, alert).team };
}

function runbookUrl({ project: { repository } }: Facts, kind: Kind): string {
  return repository === null ? runbookPath(kind) : `${repository.replace(/(\.git)?\/*$/, '')}/blob/main/${runbookPath(kind)}`;
}

/** What the chart does, with the names of this project and any server of databases. */
function inPlace({ namespace, release, workloads }: Facts, text: string): string {
  const anywhere = text.replaceAll(`${DATABASE},`, '').replaceAll(DATABASE, '').replaceAll(NAMESPACE, namespace);
  return workloads.reduce((done, workload) => done.replaceAll(deploymentOf(workload), objectName(release, workload.name)), anywhere);
}

/** Two tests for each alert: one in which it fires, with all that is told, and one in which it does not. */
export function tests(facts: Facts, kinds: readonly Kind[]): Json {
  return {
    rule_files: [RULES.slice(RULES.lastIndexOf('/') + 1)],
    evaluation_interval: '5m',
    tests: kinds.flatMap((kind) => kind.alerts.flatMap((alert) => alert.proof === null ? [] : [
      testOf(facts, alert, 'fires', alert.proof.fires, [{
        exp_labels: { ...inLabels(facts, alert.proof.labels), ...ruleLabels(facts, kind, alert) },
        exp_annotations: { summary: alert.summary, action: alert.action, runbook_url: runbookUrl(facts, kind) },
      }]),
      testOf(facts, alert, 'stays quiet', alert.proof.quiet, []),
    ])),
  };
}

function inLabels(facts: Facts, labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, inPlace(facts, value)]));
}

function testOf(facts: Facts, alert: Alert, word: string, { series, at }: Case, expected: readonly Json[]): Json {
  return {
    name: `${alert.name} ${word}`,
    interval: '1m',
    input_series: series.map((each) => ({ series: inPlace(facts, each.series), values: each.values })),
    alert_rule_test: [{ eval_time: at, alertname: alert.name, exp_alerts: expected }],
  };
}
