/**
 * Breaks the long statements that generators write (imports, signatures, calls, annotations) exactly as `ruff format`
 * does. Anything else is not attempted: the caller then asks the real formatter, which is a hundred times slower to
 * have at hand. A test holds the two together.
 */

export const LINE_LENGTH = 100;

/** Text, or a pair of brackets with what is between its commas. */
type Part = string | Group;
interface Group {
  readonly open: string;
  readonly close: string;
  readonly items: readonly Sequence[];
  /** Ends with a comma: one item a line, however short. */
  readonly magic: boolean;
}
type Sequence = readonly Part[];

/** Thrown inside when a statement is none of the known kinds. */
class Unknown extends Error {}

/** The source with its long statements broken, or null when one of them needs the real formatter. */
export function breakLongLines(source: string): string | null {
  const out: string[] = [];
  try {
    for (const statement of statements(source)) {
      if (!statement.some(isLong) || isWords(statement)) out.push(...statement);
      else out.push(...breakStatement(statement));
    }
    return out.join('\n');
  } catch (error) {
    if (error instanceof Unknown) return null;
    throw error;
  }
}

/** Longer than the formatter allows. Wide characters take two columns; whoever has any may count as longer than it is. */
export function isLong(line: string): boolean {
  if (line.length > LINE_LENGTH) return true;
  return line.length * 2 > LINE_LENGTH && line.length + (line.match(/[\u1100-\uffff]/g)?.length ?? 0) > LINE_LENGTH;
}

/** Comments and docstrings: the formatter leaves their lines alone. */
function isWords(statement: readonly string[]): boolean {
  return /^\s*(#|""")/.test(statement[0] ?? '');
}

/** Lines that belong together because a bracket or a docstring is open. */
function statements(source: string): string[][] {
  const found: string[][] = [];
  let open: string[] | null = null;
  let depth = 0;
  let quoted = false;
  for (const line of source.split('\n')) {
    if (open === null) found.push((open = []));
    open.push(line);
    const triples = line.split('"""').length - 1;
    if (quoted || triples > 0) {
      if (triples % 2 === 1) quoted = !quoted;
    } else depth += depthOf(line);
    if (depth === 0 && !quoted) open = null;
  }
  return found;
}

const OPENS_OR_QUOTES = /["'()[\]{}]/;

/** How many brackets a line leaves open. */
function depthOf(line: string): number {
  if (!OPENS_OR_QUOTES.test(line)) return 0;
  let depth = 0;
  for (let i = 0; i < line.length; i += 1) {
    const c = line[i] ?? '';
    if (c === '#') break;
    if (c === '"' || c === "'") i = endOfString(line, i);
    else if ('([{'.includes(c)) depth += 1;
    else if (')]}'.includes(c)) depth -= 1;
  }
  return depth;
}

/** Index of the quote that closes a string. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === text[start]) return i;
  }
  throw new Unknown();
}

const STARTS = /^(?:async def |def |class |from |return |await |raise |yield |@)?/;
const KEYWORDS = /^(?:if|elif|while|for|with|async (?:for|with)|assert|del|lambda|import|global|try|except|match|case|else|finally)\b/;
const OPERATORS = / (?:and|or|not|in|is|if|else|for|\+|-|\*|\/|\/\/|%|\||&|\^|==|!=|<|>|<=|>=|<<|>>|:=) |^(?:(?:not|lambda)\b|[*-])|\\/;

function breakStatement(lines: readonly string[]): string[] {
  const text = lines.join('\n');
  if (/[^\n -~]/.test(text) || text.includes('"""')) throw new Unknown();
  const indent = /^ */.exec(text)?.[0].length ?? 0;
  const body = text.slice(indent);
  if (KEYWORDS.test(body)) throw new Unknown();
  const imported = /^(from \S+ import )([^(]*)$/.exec(body);
  if (imported !== null) return explode(`${imported[1] ?? ''}(`, (imported[2] ?? '').split(',').map((name) => [name.trim()]), ')', indent);
  const reader = new Reader(body);
  return print(reader.sequence(''), indent, '', STARTS.exec(body)?.[0] ?? '');
}

/** Characters that mean nothing but themselves. */
const WORD = /[^,#"'()[\]{}\n ]+/y;

/** Reads brackets, strings and what is between. */
class Reader {
  #at = 0;
  constructor(private readonly text: string) {}

  /** The word that begins here; empty when none does. */
  word(): string {
    WORD.lastIndex = this.#at;
    return WORD.exec(this.text)?.[0] ?? '';
  }

  /** Up to a comma or the closing bracket; `closing` is empty at the top, where commas may stand. */
  sequence(closing: string): Part[] {
    const parts: Part[] = [];
    let text = '';
    for (; this.#at < this.text.length; this.#at += 1) {
      const word = this.word();
      text += word;
      this.#at += word.length;
      const c = this.text[this.#at];
      if (c === undefined || (closing !== '' && (c === closing || c === ','))) break;
      if (c === '#') throw new Unknown();
      if (c === '"' || c === "'") {
        const end = endOfString(this.text, this.#at);
        text += this.text.slice(this.#at, end + 1);
        this.#at = end;
      } else if ('([{'.includes(c)) {
        parts.push(text);
        text = '';
        parts.push(this.group(c));
      } else if (c === '\n' || c === ' ') text += text.endsWith(' ') ? '' : ' ';
      else text += c;
    }
    parts.push(text);
    return trim(parts);
  }

  group(open: string): Group {
    const close = { '(': ')', '[': ']', '{': '}' }[open] ?? '';
    const items: Sequence[] = [];
    let magic = false;
    this.#at += 1;
    for (;;) {
      const item = this.sequence(close);
      const end = this.text[this.#at];
      if (end === undefined) throw new Unknown();
      const empty = item.every((part) => part === '');
      if (end === ',' && empty) throw new Unknown();
      if (!empty) items.push(item);
      if (end === close) {
        magic = empty && items.length > 0;
        return { open, close, items, magic };
      }
      this.#at += 1;
    }
  }
}

function trim(parts: readonly Part[]): Part[] {
  return parts.map((part, i) => {
    if (typeof part !== 'string') return part;
    const start = i === 0 ? part.trimStart() : part;
    return i === parts.length - 1 ? start.trimEnd() : start;
  });
}

function flat(sequence: Sequence): string {
  return sequence.map((part) => (typeof part === 'string' ? part : `${part.open}${part.items.map(flat).join(', ')}${oneTuple(part)}${part.close}`)).join('');
}

/** `(x,)` keeps its comma. */
function oneTuple(group: Group): string {
  return group.magic && group.items.length === 1 && group.open === '(' ? ',' : '';
}

function hasMagic(sequence: Sequence): boolean {
  return sequence.some((part) => typeof part !== 'string' && (part.magic || part.items.some(hasMagic)));
}

/** A text without what only looks like an operator: strings, arrows, optional annotations. */
function bare(text: string): string {
  return text.replace(/(["'])(?:\\.|(?!\1).)*\1/g, '""').replace(' -> ', ' ').replace(/^(\w+: [\w.]+) \| None = /, '$1 = ');
}

/** One line when it fits, otherwise broken at the bracket that ruff would choose. */
function print(sequence: Sequence, indent: number, after: string, start: string): string[] {
  const pad = ' '.repeat(indent);
  const line = pad + flat(sequence) + after;
  if (line.length <= LINE_LENGTH && !hasMagic(sequence)) return [line];
  const isDef = start.endsWith('def ');
  const texts = sequence.filter((part) => typeof part === 'string');
  // What a function returns may be a union: its parameters are broken, never that.
  if (texts.some((text) => OPERATORS.test(bare(isDef ? text.replaceAll(' | ', ' ') : text)))) throw new Unknown();
  const groups = sequence.filter((part) => typeof part !== 'string');
  const chosen = isDef || start === 'class ' ? groups[0] : groups.at(-1);
  if (chosen === undefined || chosen.items.length === 0) throw new Unknown();
  if (groups.some((group) => group !== chosen && (group.magic || group.items.some(hasMagic)))) throw new Unknown();
  const at = sequence.indexOf(chosen);
  const head = flat(sequence.slice(0, at));
  const tail = flat(sequence.slice(at + 1)) + after;
  // An annotated assignment: whether the value or the annotation is broken depends on both.
  if (tail.startsWith(' = ')) throw new Unknown();
  if (/[)\]]\.?\w*$/.test(head) || (pad + head).length >= LINE_LENGTH || pad.length + tail.length >= LINE_LENGTH) throw new Unknown();
  const literal = !/[\w)\]]$/.test(head);
  return openGroup(pad + head + chosen.open, chosen, chosen.close + tail, indent, literal);
}

function openGroup(head: string, group: Group, tail: string, indent: number, literal: boolean): string[] {
  const body = group.items.map(flat).join(', ');
  const oneLine = ' '.repeat(indent + 4) + body;
  const fits = oneLine.length <= LINE_LENGTH && !group.magic && !group.items.some(hasMagic);
  if (fits && (!literal || group.items.length === 1)) return [head, oneLine, ' '.repeat(indent) + tail];
  return explode(head.trimStart(), group.items, tail, indent, group.magic || group.items.length > 1);
}

/** One item a line, each with its comma. */
function explode(head: string, items: readonly Sequence[], tail: string, indent: number, commas = true): string[] {
  const pad = ' '.repeat(indent);
  return [pad + head, ...items.flatMap((item) => print(item, indent + 4, commas ? ',' : '', '')), pad + tail];
}
