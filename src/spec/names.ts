/** Names: how words are split, every case a target language wants, plurals, and the nearest valid name. */
import { createHash } from 'node:crypto';
import pluralize from 'pluralize';
import type { Names } from './model.js';

/** The grammars of the spec language, as ECMA 262 sources (unanchored). */
export const GRAMMAR = {
  /** The project, services, environments. */
  kebab: '[a-z]([a-z0-9-]{0,37}[a-z0-9])?',
  entity: '[A-Z][A-Za-z0-9]{0,49}',
  /** Fields and roles. */
  field: '[a-z][A-Za-z0-9_]{0,49}',
  plural: '[a-z][a-z0-9]*(-[a-z0-9]+)*',
} as const;

/**
 * Splits a name into lower-case words: before a capital that follows a small letter or a digit, and before the
 * last capital of a run that a small letter follows. `HTTPServer2Log` → `http server2 log`.
 */
export function words(name: string): string[] {
  return name
    .split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

/** Every case of a name. */
export function namesOf(original: string, parts: readonly string[] = words(original)): Names {
  const capitals = parts.map(capital);
  const spaced = parts.join(' ');
  return {
    original,
    kebab: parts.join('-'),
    snake: parts.join('_'),
    pascal: capitals.join(''),
    camel: [parts[0] ?? '', ...capitals.slice(1)].join(''),
    // A lone O or I looks like a digit; linters of several languages refuse it.
    constant: parts.join('_').toUpperCase().replace(/^[OI]$/, '$&_'),
    sentence: capital(spaced),
  };
}

/** The plural of an entity's name: the last word through npm `pluralize`, or what the spec says. */
export function pluralOf(entity: string, declared: string | null): Names {
  if (declared !== null) return namesOf(declared);
  const parts = words(entity);
  const last = parts.length - 1;
  const plural = parts.map((word, index) => (index === last ? pluralize(word) : word));
  return namesOf(plural.join('-'), plural);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** PostgreSQL cuts identifiers at 63 bytes; a longer one keeps its start and ends in a digest of the whole. */
export function identifier(name: string, limit = 63): string {
  if (name.length <= limit) return name;
  return `${name.slice(0, limit - 9)}_${digest(name)}`;
}

/** Eight hexadecimal digits that stay the same for the same text. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** Columns a table has already: ours, and those PostgreSQL keeps in every table. */
const TAKEN_COLUMNS = ['id', 'created_at', 'updated_at', 'version', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid'];

/**
 * A distinct column for each wire name of a table, in the given order. A name that is its own snake case gets it;
 * one that would clash ends in a digest of its wire name, so the order of declaration changes nothing.
 */
export function columnsOf(wires: readonly string[]): string[] {
  const taken = new Set(TAKEN_COLUMNS);
  const counts = new Map<string, number>();
  const plain = wires.map((wire) => words(wire).join('_'));
  for (const column of plain) counts.set(column, (counts.get(column) ?? 0) + 1);
  return wires.map((wire, index) => {
    const column = plain[index] ?? wire;
    const own = counts.get(column) === 1 || wire === column;
    const free = own && !taken.has(column);
    return identifier(free ? column : `${column}_${digest(wire)}`);
  });
}

/** The candidate nearest to what was written, when it is near enough to be a slip. */
export function nearest(written: string, candidates: Iterable<string>): string | null {
  const wanted = flat(written).slice(0, 80);
  let best: string | null = null;
  let least = Math.min(wanted.length, Math.max(1, Math.floor(wanted.length / 3)) + 1);
  for (const candidate of candidates) {
    const distance = levenshtein(wanted, flat(candidate), least);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function flat(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '');
}

/** Edit distance (a swap of neighbours counts once), or `limit` when it is at least that. */
export function levenshtein(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let older: number[] = [];
  let before = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j - 1] ?? 0) + 1, (before[j] ?? 0) + 1, (before[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (older[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [older, before] = [before, row];
  }
  return Math.min(before[b.length] ?? limit, limit);
}
