/** Problems for people: place, source line, caret, message, help. */
import type { Problem } from '../problems.js';
import { excerpt } from './excerpt.js';
import type { Style } from './style.js';

/** Finds the text of a file that a problem names; null when it cannot be shown. */
export type SourceText = (file: string) => string | null;

/** All problems as text, in order of file and place, errors and warnings together. */
export function formatProblems(problems: readonly Problem[], source: SourceText, style: Style): string {
  const lines = new Map<string, string[]>();
  const lineOf = (file: string, line: number): string | null => {
    let found = lines.get(file);
    if (found === undefined) lines.set(file, (found = source(file)?.split(/\r\n|[\n\r]/) ?? []));
    return found[line - 1] ?? null;
  };
  return problems.map((p) => formatProblem(p, p.file !== null && p.line !== null ? lineOf(p.file, p.line) : null, style)).join('\n');
}

function formatProblem(p: Problem, line: string | null, style: Style): string {
  const place = p.file === null ? '' : `${[p.file, p.line, p.column].filter((x) => x !== null).join(':')}: `;
  const severity = p.severity === 'error' ? style.red('error') : style.yellow('warning');
  const out = [`${style.bold(place)}${severity}: ${oneLine(p.message)} ${style.dim(`[${p.code}]`)}`];
  if (line !== null) {
    const shown = excerpt(line, p.column ?? 1);
    const gutter = String(p.line);
    out.push(`  ${style.dim(`${gutter} |`)} ${shown.text}`, `  ${style.dim(`${' '.repeat(gutter.length)} |`)} ${style.red(shown.caret)}`);
  }
  if (p.help !== null) out.push(`  ${style.dim('help:')} ${p.help.split('\n').map(oneLine).join('\n        ')}`);
  return `${out.join('\n')}\n`;
}

/** Control characters never reach a terminal. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is replaced
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\u00b7').replace(/\n/g, ' ');
}
