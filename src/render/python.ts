/**
 * Formats Python in process. Generated Python is written so that `ruff format` leaves it alone whatever the names
 * are, as long as lines fit, and the usual long statements are broken here. Only what is left needs the formatter,
 * which is WebAssembly and slow to load.
 */
import { createRequire } from 'node:module';
import { breakLongLines, isLong, LINE_LENGTH } from './python-lines.js';

interface Workspace {
  format(source: string): string;
}

interface Ruff {
  readonly PositionEncoding: { readonly Utf32: number };
  readonly Workspace: new (options: object, encoding: number) => Workspace;
}

/** The real formatter, whatever the source. Null where it cannot load. */
export function formatWithRuff(source: string): string | null {
  workspace ??= load();
  return workspace === null ? null : workspace.format(source);
}

let workspace: Workspace | null | undefined;

/** Formats as `ruff format` does; where the formatter cannot load, only blank lines are put right. @throws Error when the source is no Python. */
export function formatPython(source: string): string {
  const broken = hasLongLine(source) ? breakLongLines(source) : source;
  if (broken !== null) return tidyBlankLines(broken);
  return formatWithRuff(source) ?? tidyBlankLines(source);
}

/** What `each` in a template cannot get right: blank lines around imports and top-level definitions, and at the end; tuples of one. */
export function tidyBlankLines(source: string): string {
  const tidy = source
    .replace(/\n{3,}(?=\S)/g, '\n\n\n')
    .replace(/\n{3,}(?=(?:import|from) )/g, '\n\n')
    .replace(/(?<=^|\n)([^\n@#][^\n]*)\n{2}(?=(?:class|def|async def) |@)/g, '$1\n\n\n');
  return `${joinSingles(tidy).trimEnd()}\n`;
}

/** Nothing stands between the braces of an empty dictionary; a tuple of one element stands on one line where it fits: its comma is not one that keeps lines apart. */
function joinSingles(source: string): string {
  return source.replace(/(= ?)\{\n *\}$/gm, '$1{}').replace(/^( *)((?:\w+ ?= ?)?)\(\n +(\S[^\n]*),\n\1\)(,?)$/gm, (whole, indent: string, target: string, item: string, comma: string) => {
    const line = `${indent}${target}(${item},)${comma}`;
    return isLong(line) ? whole : line;
  });
}

/** True when some line is longer than the formatter allows. */
export function hasLongLine(source: string): boolean {
  for (let start = 0; start < source.length; ) {
    const end = source.indexOf('\n', start);
    if (isLong(source.slice(start, end === -1 ? source.length : end))) return true;
    if (end === -1) return false;
    start = end + 1;
  }
  return false;
}

function load(): Workspace | null {
  try {
    const ruff = createRequire(import.meta.url)('@astral-sh/ruff-wasm-nodejs') as Ruff;
    return new ruff.Workspace({ 'line-length': LINE_LENGTH, 'target-version': 'py311' }, ruff.PositionEncoding.Utf32);
  } catch {
    return null;
  }
}
