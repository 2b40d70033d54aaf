/**
 * Escaping belongs to the output language: one pure function per language, each turning any text into something
 * that the language's own parser reads back as that text. These functions are the whole defence against hostile
 * strings in a spec; test/render round-trips each through the real parser.
 */
import { quoteYaml } from '../yaml.js';
import { tomlString } from './toml.js';

/** Characters that stay as they are in Python: printable ASCII, accented Latin letters and Han. Everything else is escaped, which keeps look-alikes and text direction marks out of source code. */
const PYTHON_PLAIN = /^[ -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u4e01-\u4e35\u4e37-\u9fff]$/u;

/** Columns of escaped text as ruff counts them: Han takes two. */
function columns(text: string): number {
  return text.length + (text.match(/[\u4e00-\u9fff]/g)?.length ?? 0);
}

/** A Python string literal in the quotes that ruff prefers. */
export function py(text: string): string {
  const doubles = count(text, '"');
  const quote = doubles > count(text, "'") ? "'" : '"';
  let out = quote;
  for (const c of text) out += c === quote || c === '\\' ? `\\${c}` : c === '\n' ? '\\n' : c === '\r' ? '\\r' : c === '\t' ? '\\t' : pythonChar(c);
  return out + quote;
}

function count(text: string, c: string): number {
  return text.split(c).length - 1;
}

function pythonChar(c: string): string {
  if (PYTHON_PLAIN.test(c)) return c;
  const code = c.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${hex(code, 8)}` : code > 0xff ? `\\u${hex(code, 4)}` : `\\x${hex(code, 2)}`;
}

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

/**
 * A Python string of any length: one literal when it fits in what is left of 100 columns after `indent`,
 * otherwise adjacent literals in parentheses, one a line, broken after spaces.
 */
export function pytext(text: string, indent = 0): string {
  const whole = py(text);
  if (columns(whole) + indent <= 90) return whole;
  const room = Math.max(20, 100 - indent - 4);
  const pieces: string[] = [];
  let piece = '';
  for (const word of text.match(/\s*\S+\s?|\s+/g) ?? []) {
    for (const part of columns(py(piece + word)) <= room ? [word] : cut(word, room)) {
      if (piece !== '' && columns(py(piece + part)) > room) {
        pieces.push(piece);
        piece = '';
      }
      piece += part;
    }
  }
  if (piece !== '') pieces.push(piece);
  const pad = ' '.repeat(indent);
  return `(\n${pieces.map((p) => `${pad}    ${py(p)}\n`).join('')}${pad})`;
}

/** Cuts a word that is too long for a line, between code points. */
function cut(word: string, room: number): string[] {
  const step = Math.max(1, Math.floor((room - 2) / 10));
  const points = [...word];
  return Array.from({ length: Math.ceil(points.length / step) }, (_, i) => points.slice(i * step, (i + 1) * step).join(''));
}

/**
 * Text inside a `"""` docstring whose lines start at column `indent`: same words, line breaks where they were
 * and where 100 columns need one. Escapes are the `\u` kind, which need no raw docstring.
 */
export function pydoc(text: string, indent = 0): string {
  const pad = ' '.repeat(indent);
  const lines = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '').split(/\r\n|[\n\r]/).flatMap((line) => wrap(line, 96 - indent));
  return lines.map((line, i) => (i === 0 || line === '' ? line : pad + line)).join('\n');
}

function wrap(line: string, width: number): string[] {
  const words = line.split(/[ \t]+/).filter((w) => w !== '').map(docWord);
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || columns(last) + 1 + columns(word) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.length === 0 ? [''] : lines;
}

/** Quotes next to a quote or at the edge of a word, backslashes and odd characters become `\u` escapes. */
function docWord(word: string): string {
  const quoted = word.replace(/^"|"$|"(?=")|(?<=")"/g, '\u0000');
  let out = '';
  for (const c of quoted) {
    const code = c === '\u0000' ? 0x22 : (c.codePointAt(0) ?? 0);
    if (c !== '\\' && PYTHON_PLAIN.test(c)) out += c;
    else out += code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  }
  return out;
}

/** JSON, safe inside a script too. */
export function json(value: unknown): string {
  return JSON.stringify(value).replace(/[\u2028\u2029]|<(?=[/!])/g, unicodeEscape);
}

/** A double-quoted YAML flow scalar on one line. */
export function yaml(text: string): string {
  return quoteYaml(text);
}

function unicodeEscape(c: string): string {
  return `\\u${hex(c.charCodeAt(0), 4)}`;
}

/** A TOML basic string. */
export function toml(text: string): string {
  return tomlString(text);
}

/** One single-quoted shell word. @throws TypeError on U+0000, which no shell word can hold. */
export function sh(text: string): string {
  if (text.includes('\0')) throw new TypeError('a shell word cannot hold U+0000');
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Inline Markdown that shows the text as it is, wherever in a paragraph, heading, list item or table cell it stands. Line ends become spaces; a tab is written as a reference. */
export function md(text: string): string {
  return text
    .replace(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/g, ' ')
    .trim()
    .replace(/[\\`*[\]<>|~$]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/&(?=#|[A-Za-z])/g, '\\&')
    .replace(/(?<=https?|ftp):(?=\/\/)/gi, '\\:')
    .replace(/(?<=www)\./gi, '\\.')
    .replace(/(?<=[A-Za-z0-9._+-])@(?=[A-Za-z0-9])/g, '\\@')
    .replace(/(?<=\s)#(?=#*$)/, '\\#')
    .replace(/^([#+=-])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replaceAll('\t', '&#9;');
}

/** A fenced block that holds the text exactly; the fence is longer than any run of backticks inside. */
export function mdfence(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Code within a line of Markdown, in a table cell too. Text with a pipe, which not every place reads alike, is shown as text. */
export function mdcode(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (line === '' || line.includes('|')) return md(line);
  const runs = new Set((line.match(/`+/g) ?? []).map((run) => run.length));
  let length = 1;
  while (runs.has(length)) length += 1;
  const fence = '`'.repeat(length);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Text between the quotes of a Mermaid label; a line end starts a new line of the picture. Whatever could mean something to Mermaid, Markdown or HTML becomes an entity. */
export function mermaid(text: string): string {
  const lines = text.trim().split(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/u);
  return lines.map((line) => line.replace(/[^\p{L}\p{M}\p{N} ,:()/_-]|^[-\d]|:(?=\/\/)/gu, entities)).join('<br/>');
}

function entities(text: string): string {
  return [...text].map((c) => `#${c.codePointAt(0) ?? 0};`).join('');
}

/**
 * A quoted token of the Structurizr DSL, one line of text. The language replaces `${…}`, reads `\n` as a line end and has
 * no backslash before a quote: a space keeps each what it is. What it would take for a sign of its own, quoted or not,
 * such as `->` or `{`, is put between quotation marks.
 */
export function dsl(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  const safe = line.replace(/\$(?=\{)/g, '$ ').replace(/\\(?=["n]|$)/g, '\\ ').replaceAll('"', '\\"');
  return line === '' || (/[\p{L}\p{N}]/u.test(line) && !line.startsWith('-')) ? `"${safe}"` : `"“${safe}”"`;
}

/** The value of a make variable. Line ends become spaces: make cannot hold them. */
export function make(text: string): string {
  const value = text
    .replace(/\r\n|[\r\n]/g, ' ')
    .replaceAll('$', '$$$$')
    .replace(/(\\*)#/g, (_, slashes: string) => `${slashes}${slashes}\\#`);
  return value.replace(/^(?=\s)/, '$$()').replace(/(?<=\\|\s)$/, '$$()');
}

/** Text of a `--` comment: every line end starts a new one. */
export function sqlcomment(text: string): string {
  // eslint-disable-next-line no-control-regex -- U+0000 is what is removed
  return text.replace(/\u0000/g, '').split(/\r\n|[\r\n\v\f\u0085\u2028\u2029]/).join('\n-- ');
}

/** A standard SQL string literal. @throws TypeError on U+0000, which PostgreSQL cannot hold. */
export function sql(text: string): string {
  if (text.includes('\0')) throw new TypeError('SQL text cannot hold U+0000');
  return `'${text.replaceAll("'", "''")}'`;
}
