/** The alerts that the spec itself brings. */
import { refuse, type Project } from '../../../src/kit.js';
import { secondsOf } from '../durations.js';
import type { Alert, Kind, Severity } from '../model.js';
import { nonsense } from '../promql.js';

interface Written {
  readonly expr: string;
  readonly for?: string;
  readonly severity: Severity;
  readonly team?: string;
  readonly action: string;
  readonly runbook?: string;
}

const CODE = 'spec/alert';
const DAY = 86400;

/** One kind for each alert of the spec. @throws InputError where it makes no sense, at its place. */
export function own(project: Project): readonly Kind[] {
  const written = ((project.sections['observability'] ?? {}) as { alerts?: Readonly<Record<string, Written>> }).alerts ?? {};
  return Object.entries(written).map(([name, alert]) => kindOf(project, name, alert));
}

/** `queue-too-long` → `QueueTooLong` */
function alertName(name: string): string {
  return name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function kindOf(project: Project, name: string, written: Written): Kind {
  const { expr, severity, team, action, runbook } = written;
  const at = ['observability', 'alerts', name];
  const wrong = nonsense(expr);
  if (wrong !== null) refuse(project, [...at, 'expr'], CODE, `This is no expression of Prometheus: ${wrong}.`, 'An alert is a series with a condition, such as `sum(rate(orders_failed_total[5m])) > 1`.');
  const alert: Alert = { name: alertName(name), expr: expr.trim(), for: holdsFor(project, [...at, 'for'], written.for), severity, summary: oneLine(action), action: oneLine(action), team: team ?? null, proof: null };
  return {
    slug: `own-${name}`,
    title: alert.name,
    quoted: runbook === undefined ? action : `${action}\n\n${runbook}`,
    alerts: [alert],
    meaning: `This alert comes from \`observability.alerts.${name}\` in \`specwright.yaml\`, with what is to be done:`,
    see: 'Its expression is in `observability/alerts.yaml`; paste it into Prometheus without its comparison, and see which series is on the wrong side.',
    act: `1. Do what is written above.
2. It came with a release: [roll it back](roll-back.md).
3. What you find out belongs here, so that the next one need not.`,
    over: 'The expression has no result any more.',
    escalate: severity === 'critical' ? 'When the action does not help within 30 minutes, begin an incident of SEV2.' : 'When it lasts longer than a working day.',
  };
}

function holdsFor(project: Project, at: readonly string[], iso: string | undefined): number {
  if (iso === undefined) return 0;
  const seconds = secondsOf(iso);
  if (seconds > 7 * DAY || /^P[^T]*[YM]/.test(iso)) refuse(project, at, CODE, `Nobody can be told in time: the condition would have to hold for ${iso}.`, 'A week (P7D) is the longest; `PT10M` is ten minutes.');
  return seconds;
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
