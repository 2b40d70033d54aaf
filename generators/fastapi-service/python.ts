/** Python source text: literals, docstrings, imports. Everything here returns code that is safe as it stands. */

import type { Json, JsonObject } from '../../src/kit.js';

/** As many columns as a line may have. */
const LINE = 100;
/** Longest piece of a string literal that is written as several. */
const PIECE = 72;
/** Up to this length a literal stays whole; with a longer one the line is too long in any case and gets broken. */
const WHOLE = 92;

/** Invisible, bidirectional or unpaired: shown as an escape, so that a reviewer sees them. */
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb]|\p{Cs}/u;

function escaped(character: string, quote: string): string {
  const simple: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const known = character === quote ? `\\${quote}` : simple[character];
  if (known !== undefined) return known;
  if (!HIDDEN.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** One literal in the quotes that need fewer escapes, as the formatter would have it. */
function literal(characters: readonly string[]): string {
  const count = (wanted: string): number => characters.filter((character) => character === wanted).length;
  const quote = count('"') > count("'") ? "'" : '"';
  return quote + characters.map((character) => escaped(character, quote)).join('') + quote;
}

/** A string literal; a long one becomes adjacent literals in parentheses, which Python joins. */
export function pyString(value: string): string {
  const characters = [...value];
  const whole = literal(characters);
  // A path or an address without blanks stays in one piece: no line breaker could split it either.
  if (whole.length <= WHOLE || !/\s/.test(value)) return whole;
  const pieces: string[] = [];
  let piece: string[] = [];
  for (const character of characters) {
    piece.push(character);
    if (literal(piece).length < PIECE) continue;
    pieces.push(literal(piece));
    piece = [];
  }
  return `(${[...pieces, ...(piece.length > 0 ? [literal(piece)] : [])].join(' ')})`;
}

/** A JSON value as a Python expression. */
export function pyJson(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value).replace('e+', 'e');
  if (typeof value === 'string') return pyString(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(pyJson).join(', ')}]`;
  return pyDict(Object.entries(value as JsonObject).map(([name, inner]) => [name, pyJson(inner)]));
}

/** A dictionary from names and code. */
export function pyDict(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([name, code]) => `${pyString(name)}: ${code}`).join(', ')}}`;
}

// eslint-disable-next-line no-control-regex
const WIDE = /[^\u0000-\u007f]/gu;

/** Columns a text takes; wide characters count double. */
function width(text: string): number {
  const wide = text.match(WIDE);
  return wide === null ? text.length : text.length + wide.filter((character) => character.length === 1).length;
}

function wrap(line: string, columns: number): readonly string[] {
  if (width(line) <= columns && !/[ \t]{2}|\t/.test(line)) return [line];
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const word of line.split(/[ \t]+/)) {
    const more = width(word);
    if (current !== '' && used + 1 + more > columns) {
      lines.push(current);
      current = word;
      used = more;
    } else {
      used += current === '' ? more : more + 1;
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/** Neither printable ASCII (the backslash aside) nor an accented Latin letter or Han: a linter takes others for look-alikes of these. */
const NOT_PLAIN = /[^\n\t -[\]-~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u4e01-\u9fff]/gu;
const TYPOGRAPHY: Readonly<Record<string, string>> = {
  '\u2018': "'", '\u2019': "'", '\u201c': '"', '\u201d': '"', '\u2010': '-', '\u2011': '-', '\u2012': '-', '\u2013': '-', '\u2014': '-',
  '\u2022': '-', '\u2026': '...', '\u00a0': ' ', '\u00b4': "'", '\u2192': '->', '\u2265': '>=', '\u2264': '<=', '\u00d7': 'x',
};

/** Text that cannot end, or escape from, a triple-quoted string. */
function docText(text: string): string {
  const plain = text.replace(NOT_PLAIN, (character) => TYPOGRAPHY[character] ?? unicodeEscape(character));
  return plain.replaceAll('"""', '\\u0022""').replace(/"$/, '\\u0022');
}

function unicodeEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A line that a docstring checker would take for the head of a section. */
const SECTION = new RegExp(
  '^(args|arguments|attention|attributes|caution|danger|error|examples?|extended summary|hint|important|keyword arg(ument)?s|methods|' +
    'notes?|other (arg(ument)?s|param(eter)?s)|parameters|raises|receives|references|returns?|see also|short summary|tip|todo|warnings?|warns|yields?)\\s*:?$',
  'i',
);

function bodyLines(text: string, columns: number): readonly string[] {
  const lines = docText(text.replace(/\r\n?/g, '\n'))
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0].slice(0, 8) ?? '';
      return wrap(line.trim(), columns - indent.length).map((part) => (part === '' ? '' : indent + part));
    });
  for (const [index, line] of lines.entries()) if (SECTION.test(line.trim())) lines[index] = `*${line.trim()}*`;
  while (lines[0] === '') lines.shift();
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Lines without the indentation that all of them share: the formatter takes it away from docstrings. */
function dedent(lines: readonly string[]): string[] {
  const shared = Math.min(...lines.filter((line) => line !== '').map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(Number.isFinite(shared) ? shared : 0));
}

/** A line that ends a sentence, so that it can stand as a docstring's summary. */
function sentence(line: string): string {
  const ended = /[.?!]$/.test(line) ? line : `${line.replace(/[\s:;,]+$/, '')}.`;
  return ended.charAt(0).toUpperCase() + ended.slice(1);
}

/**
 * A docstring, quotes included, for code indented by `indent` spaces. The first line is the text's first line when
 * it can stand alone; otherwise `fallback` is the summary and the text follows.
 */
export function docstring(text: string | null, fallback: string, indent: number): string {
  const columns = LINE - indent;
  const lines = text === null ? [] : [...bodyLines(text, columns)];
  const pad = ' '.repeat(indent);
  const first = lines[0] ?? '';
  const alone = first !== '' && !first.startsWith(' ') && (lines.length === 1 || lines[1] === '');
  const fits = width(first) <= columns - 8;
  const standing = /^["'#>*`\-|]/.test(first) ? false : alone && fits;
  const summary = sentence(standing ? first : docText(fallback).slice(0, columns - 8));
  let rest = standing ? lines.slice(1) : lines;
  while (rest[0] === '') rest = rest.slice(1);
  rest = dedent(rest);
  if (rest.length === 0) return `"""${summary}"""`;
  return [`"""${summary}`, '', ...rest.map((line) => (line === '' ? '' : pad + line)), `${pad}"""`].join('\n');
}

/** Text under an attribute, as editors show it; empty without text. */
export function attributeDoc(text: string | null, indent: number): string {
  if (text === null || text.trim() === '') return '';
  const [head = '', ...tail] = bodyLines(text, LINE - indent - 6);
  const lines = head === '' ? [] : [head.trim(), ...dedent(tail)];
  const pad = ' '.repeat(indent);
  if (lines.length === 0) return '';
  if (lines.length === 1) return `"""${lines[0] ?? ''}"""`;
  return `"""${lines.map((line, index) => (index === 0 || line === '' ? line : pad + line)).join('\n')}\n${pad}"""`;
}

/** What a module needs from others: module name -> names. */
export class Imports {
  private readonly modules = new Map<string, Set<string>>();

  /** `from module import name` (`name` may be `x as y`). */
  add(module: string, name: string): this {
    const names = this.modules.get(module) ?? new Set<string>();
    this.modules.set(module, names.add(name));
    return this;
  }

  merge(other: Imports): this {
    for (const [module, names] of other.modules) for (const name of names) this.add(module, name);
    return this;
  }

  /** The statements, in isort's order: future, standard library, third party, first party. */
  code(firstParty: ReadonlySet<string>): string {
    const sections: [string, string][][] = [[], [], [], []];
    for (const [module, names] of this.modules) {
      const statement = `from ${module} import ${[...names].sort(byMember).join(', ')}`;
      sections[sectionOf(module, firstParty)]?.push([module, statement]);
    }
    return sections
      .filter((section) => section.length > 0)
      .map((section) => section.sort((a, b) => natural(a[0], b[0])).map(([, code]) => code).join('\n'))
      .join('\n\n');
  }
}

const STANDARD = new Set(['abc', 'collections', 'datetime', 'decimal', 'typing', 'unittest', 'uuid']);

function sectionOf(module: string, firstParty: ReadonlySet<string>): number {
  const root = module.split('.')[0] ?? '';
  if (root === '__future__') return 0;
  if (firstParty.has(root)) return 3;
  return STANDARD.has(root) ? 1 : 2;
}

/** Compares digits as numbers, everything else by code point: isort's and ruff's natural order. */
function natural(a: string, b: string): number {
  const chunks = (text: string): readonly string[] => text.match(/\d+|\D/g) ?? [];
  const left = chunks(a);
  const right = chunks(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const x = left[index] ?? '';
    const y = right[index] ?? '';
    const numbers = /\d/.test(x) && /\d/.test(y) ? Number(x) - Number(y) : 0;
    if (numbers !== 0) return numbers;
    if (x !== y) return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function memberKind(name: string): number {
  if (name.length > 1 && name === name.toUpperCase()) return 0;
  return /^[A-Z]/.test(name) ? 1 : 2;
}

/** Constants, then classes, then the rest; each ignoring case. */
function byMember(a: string, b: string): number {
  return memberKind(a) - memberKind(b) || natural(a.toLowerCase(), b.toLowerCase()) || natural(a, b);
}
