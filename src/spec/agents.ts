/** The agent graph: references resolve, no cycles, three levels (AGENT-12). */
import type { Report } from './report.js';
import { quote } from './source.js';

interface Agent {
  readonly children?: readonly string[] | undefined;
  readonly depends_on?: readonly string[] | undefined;
}

const MOST_LEVELS = 3;
/** Whatever lies deeper than this is reported from the agents below it anyway. */
const DEEPEST = 50;

/** Checks the graph; `at` finds where a path below `agents` is written. */
export function checkAgents(agents: ReadonlyMap<string, Agent>, at: (path: readonly string[]) => number, report: Report): void {
  for (const [name, agent] of agents) {
    for (const key of ['children', 'depends_on'] as const) {
      for (const [index, target] of (agent[key] ?? []).entries()) {
        if (agents.has(target)) continue;
        const near = report.nearest(target, agents.keys());
        report.error('spec/reference', at([name, key, String(index)]), `There is no agent ${quote(target)}.`, near === null ? null : `Did you mean \`${near}\`?`);
      }
    }
  }
  const levels = new Map<string, number>();
  for (const name of agents.keys()) levelsBelow(name, agents, levels, [], at, report);
}

/** Levels from this agent down. */
function levelsBelow(name: string, agents: ReadonlyMap<string, Agent>, known: Map<string, number>, above: readonly string[], at: (path: readonly string[]) => number, report: Report): number {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (above.length > DEEPEST) return 0;
  if (above.includes(name)) {
    report.error('spec/agent-cycle', at([name]), `The agents ${[...above.slice(above.indexOf(name)), name].join(' → ')} are each other's children.`, 'A child hands back by returning, not by calling its parent.');
    return 0;
  }
  const children = (agents.get(name)?.children ?? []).filter((child) => agents.has(child));
  const levels = 1 + Math.max(0, ...children.map((child) => levelsBelow(child, agents, known, [...above, name], at, report)));
  known.set(name, levels);
  if (levels === MOST_LEVELS + 1) report.error('spec/agent-depth', at([name]), `There are ${levels} levels of agents from ${quote(name)} down; three are allowed (AGENT-12).`, null);
  return levels;
}
