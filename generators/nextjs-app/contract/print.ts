/** Values as TypeScript, laid out the way prettier lays them out at 100 columns, so that a formatter changes nothing. */
import type { Json } from '../../../src/kit.js';

const WIDTH = 100;
const PLAIN_KEY = /^[A-Za-z_$][A-Za-z0-9_$]*$/u;
/** Printable ASCII stays; everything else is escaped, which keeps look-alikes and text direction marks out of code. */
const PLAIN = /^[ -~\u00c0-\u024f]$/u;

/** A string literal in the quotes that prettier prefers. */
export function literal(value: string): string {
  const quote = count(value, '"') > count(value, "'") ? "'" : '"';
  let out = quote;
  for (const character of value) {
    if (character === quote || character === '\\') out += `\\${character}`;
    else if (character === '\n') out += '\\n';
    else if (PLAIN.test(character)) out += character;
    else out += [...character].length === 1 ? escaped(character) : character;
  }
  return out + quote;
}

function count(value: string, character: string): number {
  return value.split(character).length - 1;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('');
}

function key(name: string): string {
  if (name === '__proto__') return '["__proto__"]';
  return PLAIN_KEY.test(name) ? name : literal(name);
}

/** A number as prettier writes it. */
function number(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
}

/**
 * The value at a depth of indentation, with `taken` columns of its first line used already and `after` columns needed
 * behind it. Objects always stand on lines of their own, which prettier keeps; arrays stand on one line where they fit.
 */
export function print(value: Json, depth = 0, taken = 0, after = 1): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string') return literal(value);
  const pad = '  '.repeat(depth + 1);
  const end = '  '.repeat(depth);
  if (Array.isArray(value)) return list(value as readonly Json[], depth, taken, after);
  const entries = Object.entries(value as Record<string, Json>);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([name, inner]) => member(key(name), inner, depth + 1));
  return `{\n${lines.map((line) => `${pad}${line},\n`).join('')}${end}}`;
}

function member(name: string, value: Json, depth: number): string {
  const start = depth * 2 + name.length + 2;
  const printed = print(value, depth, start);
  const moves = value === null || typeof value === 'string' || (typeof value === 'number' && (value < 0 || Object.is(value, -0))) || (typeof value === 'object' && Object.keys(value).length === 0);
  const long = moves && name.length > 4 && start + printed.length + 1 > WIDTH;
  return long ? `${name}:\n${'  '.repeat(depth + 1)}${printed}` : `${name}: ${printed}`;
}

function list(items: readonly Json[], depth: number, taken: number, after: number): string {
  if (items.length === 0) return '[]';
  const inner = items.map((item) => print(item, depth + 1, depth * 2 + 2));
  const line = `[${inner.join(', ')}]`;
  const composite = items.length > 1 && (items.every((item) => size(item, 'array') > 1) || items.every((item) => size(item, 'object') > 1));
  const flat = !line.includes('\n') && taken + line.length + after <= WIDTH && !composite;
  if (flat) return line;
  const pad = '  '.repeat(depth + 1);
  const end = `\n${'  '.repeat(depth)}]`;
  if (!items.every((item) => typeof item === 'number')) return `[\n${inner.map((item) => `${pad}${item},`).join('\n')}${end}`;
  return `[\n${filled(inner, pad)}${end}`;
}

/** Numbers fill lines. */
function filled(items: readonly string[], pad: string): string {
  const lines: string[] = [];
  for (const item of items.map((one) => `${one},`)) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${item}`.length > WIDTH) lines.push(`${pad}${item}`);
    else lines[lines.length - 1] = `${last} ${item}`;
  }
  return lines.join('\n');
}

function size(item: Json, kind: 'array' | 'object'): number {
  if (item === null || typeof item !== 'object' || Array.isArray(item) !== (kind === 'array')) return 0;
  return Object.keys(item).length;
}

/** Whether a key stands so far to the right that prettier would break the line behind it. */
function overlong(value: Json, depth: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (Array.isArray(value)) return (value as readonly Json[]).some((item) => overlong(item, depth + 1));
  return Object.entries(value).some(([name, inner]) => depth * 2 + key(name).length > WIDTH - 8 || overlong(inner, depth + 1));
}

/** `export const name: Type = value;` */
export function constant(name: string, type: string, value: Json): string {
  const head = `export const ${name}: ${type} = `;
  const kept = overlong(value, 1) ? '// A name in it is longer than a line.\n// prettier-ignore\n' : '';
  return `${kept}${head}${print(value, 0, head.length)};\n`;
}
