/** Planned files for people and for machines. */
import type { Action, Change } from '../merge/model.js';
import type { Style } from './style.js';

/** One file as `--json` shows it. */
export interface FileReport {
  readonly path: string;
  readonly action: Action;
  readonly ownership: Change['ownership'];
  readonly generator: string;
  readonly rules: readonly string[];
  /** Why it stays as it is, or what clashed; where there is something to say. */
  readonly note?: string;
}

/** What `--json` says of each file. */
export function fileReports(changes: readonly Change[]): FileReport[] {
  return changes.map(({ path, action, ownership, generator, rules, note }) => ({ path, action, ownership, generator, rules, ...(note === null ? {} : { note }) }));
}

const ORDER: readonly Action[] = ['create', 'update', 'merge', 'delete', 'keep', 'conflict', 'unchanged'];

/** One line a file that changes or needs a word, then the counts. */
export function formatChanges(changes: readonly Change[], style: Style, verbose: boolean): string {
  const colour: Readonly<Record<Action, (text: string) => string>> = {
    create: style.green, update: style.cyan, merge: style.cyan, delete: style.red, keep: style.dim, conflict: style.yellow, unchanged: style.dim,
  };
  const worth = (c: Change) => verbose ? c.action !== 'unchanged' : c.action === 'conflict' || (c.action === 'keep' && c.note !== null);
  const lines = changes.filter(worth).map((c) => `  ${colour[c.action](c.action.padEnd(9))} ${c.path}${c.note === null ? '' : style.dim(`  (${c.note})`)}`);
  const counts = ORDER.map((action) => [action, changes.filter((c) => c.action === action).length] as const).filter(([, n]) => n > 0);
  const summary = counts.map(([action, n]) => `${n} ${past(action)}`).join(', ');
  return `${[...lines, `${summary === '' ? 'nothing to do' : summary}`].join('\n')}\n`;
}

function past(action: Action): string {
  const words: Readonly<Record<Action, string>> = {
    create: 'created', update: 'updated', merge: 'merged', delete: 'deleted', keep: 'kept as you have them', conflict: 'in conflict', unchanged: 'unchanged',
  };
  return words[action];
}
