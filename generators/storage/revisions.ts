/**
 * The Alembic revisions that lie in a folder, whoever wrote them: a graph of `revision` and `down_revision`, read from
 * the text of each file as Python reads it. Only literals can be read without running the file.
 */

/** A file among the migrations. `text` is null when the user deleted it. */
export interface RevisionFile {
  readonly fileName: string;
  readonly text: string | null;
}

export interface Known {
  readonly fileName: string;
  readonly id: string;
  /** What it follows: nothing for the first, several where branches join. */
  readonly down: readonly string[];
  readonly at: Place;
}

/** Lines and columns count from 1, columns in code points. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Why nobody can say which revision the next one follows, and the place to begin with. */
export interface Unclear {
  readonly fileName: string;
  readonly at: Place;
  readonly message: string;
  readonly help: string;
}

/** Alembic takes every Python file but these for a revision. */
const REVISION_FILE = /^(?!\.#|__init__).*\.py$/;

/** Every revision that can be read, and the first assignment that cannot. */
export function readRevisions(files: readonly RevisionFile[]): { readonly known: readonly Known[]; readonly unclear: Unclear | null } {
  const known: Known[] = [];
  let unclear: Unclear | null = null;
  for (const { fileName, text } of files) {
    if (text === null || !REVISION_FILE.test(fileName)) continue;
    const assigned = assignments(text);
    const revision = assigned.get('revision');
    if (revision === undefined) continue;
    const down = assigned.get('down_revision');
    const [id] = revision.value ?? [];
    const wrong = id === undefined ? revision : down?.value === null ? down : undefined;
    if (wrong !== undefined) unclear ??= unreadable(fileName, wrong);
    else if (id !== undefined) known.push({ fileName, id, down: down?.value ?? [], at: revision.at });
  }
  return { known, unclear };
}

/** The one revision that nothing follows; null when there is none at all. */
export function headOf(known: readonly Known[]): { readonly id: string | null } | Unclear {
  const followed = new Set(known.flatMap(({ down }) => down));
  const heads = new Map(known.filter(({ id }) => !followed.has(id)).map((one) => [one.id, one]));
  const [head, ...others] = heads.values();
  const last = others.at(-1);
  if (head !== undefined && last === undefined) return { id: head.id };
  const [any] = known;
  if (any === undefined) return { id: null };
  if (last === undefined) return { fileName: any.fileName, at: any.at, message: 'The migrations follow each other in a circle', help: 'Let one of them follow nothing: `down_revision = None`.' };
  return {
    fileName: last.fileName,
    at: last.at,
    message: `There are ${heads.size} last migrations, and the next can follow only one: ${[...heads.values()].map(({ fileName }) => fileName).join(', ')}`,
    help: 'Join them with `alembic merge heads`, or let one follow the other by its `down_revision`.',
  };
}

function unreadable(fileName: string, { name, at }: Assignment): Unclear {
  const message = `Which migration this is, and which it follows, cannot be read: \`${name}\` is no literal`;
  return { fileName, at, message, help: 'Write it as a string, or `None`, or a tuple of strings.' };
}

interface Assignment {
  readonly name: string;
  readonly at: Place;
  /** Null when it is anything but strings and None. */
  readonly value: readonly string[] | null;
}

const NAMES = ['revision', 'down_revision'];

/** What a module assigns to {@link NAMES} at the top level; of two assignments the last one. */
function assignments(text: string): Map<string, Assignment> {
  const found = new Map<string, Assignment>();
  for (const [name, ...rest] of statements(text)) {
    if (name === undefined || !NAMES.includes(name.text)) continue;
    const annotated = rest[0]?.text === ':';
    const equals = annotated ? topLevel(rest, '=') : rest[0]?.text === '=' ? 0 : -1;
    if (equals !== -1) found.set(name.text, { name: name.text, at: placeOf(text, name.offset), value: strings(rest.slice(equals + 1)) });
  }
  return found;
}

function topLevel(tokens: readonly Token[], wanted: string): number {
  return tokens.findIndex(({ text, depth }) => text === wanted && depth === 0);
}

/** `"a"`, `None`, `("a", "b")`, `["a"]`, `"a" "b"` as the strings in it; null for anything else. */
function strings(tokens: readonly Token[]): string[] | null {
  const items: string[] = [];
  let item: string | null = null;
  for (const { kind, text } of tokens) {
    if (kind === 'string') {
      const part = literal(text);
      if (part === null) return null;
      item = (item ?? '') + part;
    } else if (text === ',') {
      if (item !== null) items.push(item);
      item = null;
    } else if (text !== 'None' && !'()[]'.includes(text)) return null;
  }
  return item === null ? items : [...items, item];
}

const LITERAL = /^([a-z]*)("""|'''|"|')([\s\S]*)\2$/i;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** The value of a string literal; null when only running the file tells, or it is no text. */
function literal(token: string): string | null {
  const [, prefix = '', , body = ''] = LITERAL.exec(token) ?? [];
  if (/[bft]/i.test(prefix)) return null;
  if (/r/i.test(prefix)) return body;
  if (/\\[0-7xuUN]/.test(body)) return null;
  return body.replace(/\\([\s\S])/g, (whole, character: string) => ESCAPES[character] ?? (/[\\'"]/.test(character) ? character : whole));
}

interface Token {
  readonly kind: 'name' | 'string' | 'other';
  readonly text: string;
  readonly offset: number;
  /** Brackets around it. */
  readonly depth: number;
}

const TOKEN = /(?<blank>[ \t\f\ufeff]+|\\\r?\n|#[^\r\n]*)|(?<newline>\r\n?|\n)|(?<string>[A-Za-z]{0,2}(?:("""|''')(?:\\[\s\S]|(?!\4)[^\\])*\4|(["'])(?:\\[\s\S]|(?!\5)[^\\\r\n])*\5))|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<other>[=!<>:*/+-]=|[^\n])/guy;

/** The statements that begin a line without indentation, as tokens. */
function* statements(text: string): Generator<Token[]> {
  let statement: Token[] = [];
  let depth = 0;
  let indented = false;
  for (const match of text.matchAll(TOKEN)) {
    const { blank, newline, string, name, other } = match.groups ?? {};
    const token = string ?? name ?? other;
    if (depth === 0 && (newline !== undefined || other === ';')) {
      yield statement;
      statement = [];
      if (newline !== undefined) indented = /[ \t\f]/.test(text[match.index + match[0].length] ?? '');
    } else if (blank === undefined && newline === undefined && token !== undefined) {
      if (')]}'.includes(token)) depth = Math.max(0, depth - 1);
      if (!indented) statement.push({ kind: string !== undefined ? 'string' : name !== undefined ? 'name' : 'other', text: token, offset: match.index, depth });
      if ('([{'.includes(token)) depth += 1;
    }
  }
  yield statement;
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: before.length, column: [...(before.at(-1) ?? '')].length + 1 };
}
