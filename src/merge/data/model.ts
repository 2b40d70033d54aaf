/** A structured file as nodes that know where they stand in the text, whatever its format. */

/** A map, a list or a scalar, and the text it takes. */
export interface Node {
  readonly kind: 'map' | 'list' | 'scalar';
  readonly start: number;
  readonly end: number;
  /** Between brackets and commas, or on lines of its own. */
  readonly layout: 'flow' | 'block';
  /** In the order of the text; empty for a scalar. */
  readonly entries: readonly Entry[];
  /** A scalar as its type and text, so that `1` and `1.0` differ and `a` and `"a"` do not. */
  readonly scalar: string;
}

/** One key with its value, or one element of a list. */
export interface Entry {
  /** `''` in a list. */
  readonly key: string;
  readonly node: Node;
  /** Key and value, the dash of a list, the header of a table; not the comma. */
  readonly start: number;
  readonly end: number;
}

/** What a node says, whatever it looks like. */
export type Value = string | readonly Value[] | ReadonlyMap<string, Value>;

/** One format. */
export interface Format {
  /** Null when the text is not of this format, or uses something of it that cannot be merged by structure. */
  parse(text: string): Node | null;
  comments(text: string): string[];
  /** Whether a tool could read it at all; without it, {@link parse} tells. */
  reads?(text: string): boolean;
  /** A key as people write it. */
  label?(key: string): string;
  /** How a comment begins that takes the rest of a line. */
  readonly comment: '//' | '#';
}

/** A scalar text of several lines is merged like a file. */
export const STRING = 'string:';

/** The value of a node. */
export function valueOf(node: Node): Value {
  if (node.kind === 'scalar') return node.scalar;
  if (node.kind === 'list') return node.entries.map((entry) => valueOf(entry.node));
  return new Map(node.entries.map((entry) => [entry.key, valueOf(entry.node)]));
}

/** Equal values; the order of keys says nothing. */
export function equal(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined || typeof a === 'string' || typeof b === 'string') return a === b;
  if (isList(a) || isList(b)) return isList(a) && isList(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  return a.size === b.size && [...a].every(([key, value]) => b.has(key) && equal(value, b.get(key)));
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value | undefined): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** One text for each value: equal ones have the same. */
export function canonical(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  return `{${[...value].map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).sort().join(',')}}`;
}

const IDENTITIES = ['name', 'id', 'key'];

/** `httpx>=1`, `uvicorn[standard]`, `DEBUG=1`, `--log=a`: what is named comes first. */
const NAMED = /^string:(-{0,2}[\p{L}\p{N}][\p{L}\p{N}._-]*)(?:\s*\[[^\]]*\])?\s*(?:===?|[~<>!]=|=|<|>|@\s|;|$)/u;

/** The name of a scalar that is a requirement or a variable; itself otherwise. */
function scalarName(item: string): string {
  const name = NAMED.exec(item)?.[1];
  if (name === undefined) return item;
  return `${STRING}${/^string:[^=]*\[|[~<>!=]=|[<>@;]/.test(item) ? name.toLowerCase().replace(/[._-]+/g, '-') : name}`;
}

/** An argument: an option and its value are two elements, and their order says which belong together. */
function isOption(item: Value): boolean {
  return typeof item === 'string' && /^string:--?[\p{L}\p{N}]/u.test(item) && !item.includes('=');
}

/** By what the elements of lists are told apart: a key that all have and no two share, themselves when they are scalars; null: by place. */
export function identityOf(lists: readonly (readonly Value[])[]): ((item: Value) => string) | null {
  if (lists.some((list) => list.some(isOption))) return null;
  const candidates: ((item: Value) => string | null)[] = [
    (item) => (typeof item === 'string' ? scalarName(item) : null),
    (item) => (typeof item === 'string' ? item : null),
    ...IDENTITIES.map((key) => (item: Value): string | null => {
      const id = isMap(item) ? item.get(key) : undefined;
      return typeof id === 'string' ? id : null;
    }),
  ];
  for (const candidate of candidates) {
    const unique = lists.every((list) => {
      const ids = list.map(candidate);
      return !ids.includes(null) && new Set(ids).size === ids.length;
    });
    if (unique) return (item) => candidate(item) ?? '';
  }
  return null;
}
