/** Views of the runbooks. */
import { words } from './durations.js';
import { NAMESPACE, type Facts } from './facts.js';
import type { Kind } from './model.js';
import type { Procedure } from './procedures.js';

/** Names and numbers of the project in the place of `$release` and the like. */
function filled(facts: Facts, text: string): string {
  const values: Readonly<Record<string, string>> = {
    [NAMESPACE]: facts.namespace, $release: facts.release, $environment: facts.environment, $pool: String(facts.pool),
  };
  return text.replace(/\$(namespace|release|environment|pool)\b/g, (name) => values[name] ?? name);
}

export function runbookView(facts: Facts, kind: Kind): object {
  return {
    title: kind.title,
    meaning: filled(facts, kind.meaning),
    see: filled(facts, kind.see),
    act: filled(facts, kind.act),
    over: filled(facts, kind.over),
    escalate: filled(facts, kind.escalate),
    quoted: kind.quoted === null ? [] : [kind.quoted],
    owner: facts.project.owner,
    alerts: kind.alerts.map((alert) => ({
      name: alert.name, severity: alert.severity, after: words(alert.for), summary: alert.summary, team: alert.team ?? facts.project.owner,
    })),
  };
}

export function indexView(facts: Facts, kinds: readonly Kind[], procedures: readonly Procedure[]): object {
  return {
    owner: facts.project.owner,
    namespace: facts.namespace,
    alerts: kinds.flatMap((kind) => kind.alerts.map((alert) => ({ name: alert.name, severity: alert.severity, title: kind.title, file: `${kind.slug}.md` }))),
    team: facts.project.deployment.labels.owner,
    procedures: procedures.map(({ slug, title, when }) => ({ file: `${slug}.md`, title, when })),
  };
}
