/** The source line of a problem with a caret under the column. */
import { charWidth } from './width.js';

const ROOM = 100;
const TAB = 4;

/** Shows a line and a caret. Long lines are cut around the column, tabs become spaces, control characters become visible. */
export function excerpt(line: string, column: number): { readonly text: string; readonly caret: string } {
  const cells = [...line].map((c, i) => ({ shown: show(c), i }));
  const at = Math.min(Math.max(column - 1, 0), cells.length);
  const from = Math.max(0, at - Math.floor(ROOM * 0.6));
  const to = Math.min(cells.length, from + ROOM);
  const lead = from > 0 ? '…' : '';
  const text = lead + cells.slice(from, to).map((c) => c.shown).join('') + (to < cells.length ? '…' : '');
  const before = lead + cells.slice(from, at).map((c) => c.shown).join('');
  const indent = [...before].reduce((n, c) => n + charWidth(c), 0);
  return { text: text.trimEnd(), caret: `${' '.repeat(indent)}^` };
}

function show(c: string): string {
  if (c === '\t') return ' '.repeat(TAB);
  const code = c.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return '\u00b7';
  // Direction marks would turn the terminal's line around and the caret with it.
  if (/^[\u200e\u200f\u202a-\u202e\u2066-\u2069]$/.test(c)) return '\u00b7';
  return c;
}
