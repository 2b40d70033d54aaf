/** Values as Python source: strings in pieces that keep lines short, JSON as literals. */
import type { Json } from '../../src/kit.js';
import type { Column } from './model.js';

const PIECE = 76;

/** Escapes of one character in a double-quoted literal; what a reader could mistake for another letter is escaped too. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\\') return '\\\\';
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  if (code >= 0x20 && code < 0x7f) return character;
  if (code >= 0xc0 && code <= 0xff && code !== 0xd7) return character;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** One literal, with the quote that the formatter would choose. */
function quoted(characters: readonly string[]): string {
  const body = characters.map(escaped).join('');
  const count = (quote: string): number => characters.filter((c) => c === quote).length;
  return count('"') > count("'") ? `'${body.replaceAll("'", "\\'")}'` : `"${body.replaceAll('"', '\\"')}"`;
}

/** A string expression. Long ones are pieces in parentheses, which the formatter puts on lines of their own. */
export function pyString(value: string): string {
  const characters = [...value];
  if (quoted(characters).length <= PIECE + 14) return quoted(characters);
  const pieces: string[] = [];
  let piece: string[] = [];
  let width = 0;
  for (const [position, character] of characters.entries()) {
    const next = escaped(character).length + (character === '"' ? 1 : 0);
    const breakable = characters[position - 1] === ' ' || characters[position - 1] === '\n';
    if (width + next > PIECE || (breakable && width > PIECE - 12)) {
      pieces.push(quoted(piece));
      piece = [];
      width = 0;
    }
    piece.push(character);
    width += next;
  }
  pieces.push(quoted(piece));
  return `(${pieces.join(' ')})`;
}

/** A JSON value as a Python literal; numbers keep their value. */
export function pyJson(value: Json): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return pyNumber(value);
  if (typeof value === 'string') return pyString(value);
  if (Array.isArray(value)) return `[${value.map((v: Json) => pyJson(v)).join(', ')}]`;
  return `{${Object.entries(value).map(([k, v]) => `${pyString(k)}: ${pyJson(v as Json)}`).join(', ')}}`;
}

function pyNumber(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  return String(value).replace('e+', 'e');
}

/** A tuple of strings; one item keeps its comma. */
export function pyTuple(values: readonly string[]): string {
  return `(${values.map(pyString).join(', ')}${values.length === 1 ? ',' : ''})`;
}

/** The value that fills a column of rows which exist, as SQLAlchemy takes it. */
export function backfillCode(column: Column): string {
  const value = column.backfill ?? null;
  const texts = new Set(['date', 'timestamptz', 'uuid', 'numeric']);
  if (column.type.kind === 'double' && typeof value === 'number') return `float(${pyJson(value)})`;
  if (!texts.has(column.type.kind)) return pyJson(value);
  return `sa.cast(sa.literal(${pyJson(value)}, sa.Text()), ${CASTS[column.type.kind as keyof typeof CASTS]})`;
}

const CASTS = { date: 'sa.Date()', timestamptz: 'sa.DateTime(timezone=True)', uuid: 'sa.Uuid()', numeric: 'sa.Numeric()' } as const;
