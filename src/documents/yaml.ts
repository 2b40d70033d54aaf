/**
 * Writing documents as YAML that people, yamllint and YAML 1.1 readers take as it is. A small writer of its own: the
 * values are JSON, so every scalar is plain where that is beyond doubt and a JSON string otherwise.
 */
import type { Json, JsonObject } from '../json.js';

/** Plain scalars: they begin with a letter, and nothing in them means anything to YAML. */
const PLAIN = /^[A-Za-z](?:[A-Za-z0-9_./()';,`=+-]| (?=[A-Za-z0-9_`(']))*$/u;
/** Words that some reader takes for something else than text. */
const WORDS = /^(?:true|false|yes|no|on|off|y|n|null|e\d*)$/iu;
/** Paths, references and media types begin with other characters, and are as harmless. */
const PATH = /^\/(?:[A-Za-z0-9_./{}-])*$/u;
/** Characters that YAML does not show, or that a reader may take for a line's end. */
const ESCAPED = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF\uD800-\uDFFF]/gu;
/** Text that a block literal shows without surprises: no blank at a line's end or before the first word, no odd character. */
const BLOCK = /^[\u0021-\u007E\u00A0-\u024F][\n\u0020-\u007E\u00A0-\u024F]*$/u;
const BLOCK_TROUBLE = / \n| $|\n\n$|^#|\n[^\S\n]+\n/u;

function quoted(value: string): string {
  return JSON.stringify(value).replace(ESCAPED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function plainOrQuoted(value: string): string {
  if (value.length < 400 && ((PLAIN.test(value) && !WORDS.test(value)) || PATH.test(value))) return value;
  return quoted(value);
}

function text(value: string, indent: string): string {
  if (!value.includes('\n') || !BLOCK.test(value) || BLOCK_TROUBLE.test(value)) return plainOrQuoted(value);
  const ends = value.endsWith('\n');
  const lines = (ends ? value.slice(0, -1) : value).split('\n').map((line) => (line === '' ? '' : `${indent}${line}`));
  return `|${ends ? '' : '-'}\n${lines.join('\n')}`;
}

function isEmpty(value: Json): boolean {
  return value !== null && typeof value === 'object' && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0);
}

/** A value that fits behind a key or a dash on the same line. */
function inline(value: Json, indent: string): string | null {
  if (value === null) return 'null';
  if (typeof value === 'string') return text(value, indent);
  if (typeof value !== 'object') return number(String(value));
  return isEmpty(value) ? (Array.isArray(value) ? '[]' : '{}') : null;
}

/** YAML 1.1 reads an exponent only behind a point: `1.7e+308`, not `1e+400`. */
function number(value: string): string {
  return /^-?\d+e/u.test(value) ? value.replace('e', '.0e') : value;
}

function write(value: Json, indent: string, lines: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) writeItem(item, indent, lines);
    return;
  }
  for (const [key, inner] of Object.entries(value as JsonObject)) {
    const short = inline(inner, `${indent}  `);
    lines.push(`${indent}${plainOrQuoted(key)}:${short === null ? '' : ` ${short}`}`);
    if (short === null) write(inner, `${indent}  `, lines);
  }
}

function writeItem(item: Json, indent: string, lines: string[]): void {
  const short = inline(item, `${indent}  `);
  if (short !== null) {
    lines.push(`${indent}- ${short}`);
    return;
  }
  const nested: string[] = [];
  write(item, `${indent}  `, nested);
  const [first = '', ...rest] = nested;
  lines.push(`${indent}- ${first.slice(indent.length + 2)}`, ...rest);
}

/** `value`, an object or a list, as YAML; `header` is a comment above it. */
export function toYaml(value: Json, header = ''): string {
  const lines: string[] = header === '' ? [] : [header];
  const short = inline(value, '');
  if (short === null) write(value, '', lines);
  else lines.push(short);
  return `${lines.join('\n')}\n`;
}
