/**
 * Values as YAML text that people like to read and that YAML 1.1 and 1.2 readers take alike: block style, nothing
 * folded, no aliases, quotes wherever a reader could see anything but that text. Written out here because the general
 * serialiser takes ten times as long, and drafting documents is most of what a run does.
 */
import type { Json } from './json.js';

/** Begins like a word or a path and holds nothing but plain characters. */
const PLAIN = /^[A-Za-z_/\u00c0-\u024f][ -~\u00a1-\u00ac\u00ae-\u024f]*$/;
const SEPARATOR = /: |:$| #| $/;
const WORD_OF_ANOTHER_TYPE = /^(?:true|false|yes|no|on|off|y|n|null)$/i;
const THREE_NUMBERS = /^\d+\.\d+\.\d+$/;
/** What double quotes must not hold raw, or some reader changes. */
// eslint-disable-next-line no-control-regex -- control characters are what is escaped
const RISKY = /[\u007f-\u00a0\u00ad\u2028\u2029\ufeff\ufffe\uffff]/g;
/** A block literal shows this text without surprises. */
const BLOCK = /^[!-~\u00a1-\u00ac\u00ae-\u024f]/;
const NOT_BLOCK = /[^\S\n]\n|[^\S\n]$|\n\n$|[^\n -~\u00a1-\u00ac\u00ae-\u024f]/;
/** A longer key has to be written as an explicit one. */
const LONG_KEY = 1000;
const NONE = {};

/** A value as a YAML document, with a line end. A text of one line that is a key of `remarks` is followed by its comment. */
export function stringifyYaml(value: Json, remarks: Readonly<Record<string, string>> = NONE): string {
  const out: string[] = [];
  write(value, '', out, true, remarks);
  return `${out.join('').replace(/^\n/, '')}\n`;
}

/** Appends a value that follows `key:` or `-`: a scalar on that line, a collection on the next ones. `inline` = a collection may begin on this line. */
function write(value: Json, indent: string, out: string[], inline: boolean, remarks: Readonly<Record<string, string>>): void {
  if (Array.isArray(value) && value.length > 0) writeList(value as readonly Json[], indent, out, inline, remarks);
  else if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) writeMap(value as { readonly [key: string]: Json }, indent, out, inline, remarks);
  else out.push(remarks !== NONE && typeof value === 'string' && Object.hasOwn(remarks, value) ? `${flowScalar(value)} # ${remarks[value]}` : scalar(value, indent));
}

function writeList(items: readonly Json[], indent: string, out: string[], inline: boolean, remarks: Readonly<Record<string, string>>): void {
  items.forEach((item, i) => {
    out.push(inline && i === 0 ? '-' : `\n${indent}-`);
    out.push(' ');
    write(item, `${indent}  `, out, true, remarks);
  });
}

function writeMap(map: { readonly [key: string]: Json }, indent: string, out: string[], inline: boolean, remarks: Readonly<Record<string, string>>): void {
  Object.entries(map).forEach(([key, value], i) => {
    if (!inline || i > 0) out.push(`\n${indent}`);
    const name = flowScalar(key);
    out.push(name.length > LONG_KEY ? `? ${name}\n${indent}:` : `${name}:`);
    const nested = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
    if (!nested) out.push(' ');
    write(value, `${indent}  `, out, false, remarks);
  });
}

function scalar(value: Json, indent: string): string {
  if (typeof value === 'number') return number(value);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (value.includes('\n') && BLOCK.test(value) && !NOT_BLOCK.test(value)) return block(value, indent);
  return flowScalar(value);
}

/** YAML 1.1 readers know no float without a dot. */
function number(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  return JSON.stringify(value).replace(/^(-?\d+)e/, '$1.0e');
}

function block(text: string, indent: string): string {
  const pad = indent === '' ? '  ' : indent;
  const whole = text.endsWith('\n');
  const lines = (whole ? text.slice(0, -1) : text).split('\n');
  return `|${whole ? '' : '-'}${lines.map((line) => (line === '' ? '\n' : `\n${pad}${line}`)).join('')}`;
}

function flowScalar(text: string): string {
  if (THREE_NUMBERS.test(text)) return text;
  if (PLAIN.test(text) && !SEPARATOR.test(text) && !WORD_OF_ANOTHER_TYPE.test(text)) return text;
  return quoteYaml(text);
}

/** A double-quoted scalar on one line. */
export function quoteYaml(text: string): string {
  return JSON.stringify(text).replace(RISKY, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
