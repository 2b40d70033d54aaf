/**
 * `--set a.b=VALUE`: a value spliced into the spec's text, so that comments and layout stay as they were written.
 * The text that comes out is what `specwright.yaml` holds, and what is checked.
 */
import { problem } from '../problems.js';
import type { Json } from '../json.js';
import type { Problem } from '../problems.js';
import type { Inserted } from './report.js';
import { Report } from './report.js';
import { parseSource, toJson, walk } from './source.js';
import type { MapTree, Tree } from './source.js';
import { canonical } from './values.js';

export interface Insertion {
  readonly text: string;
  readonly inserted: readonly Inserted[];
  readonly problems: readonly Problem[];
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** Writes every argument into the text, in order; the last one to name a path wins. */
export function insertAll(text: string, file: string, set: readonly string[]): Insertion {
  let current: Insertion = { text, inserted: [], problems: [] };
  for (const argument of set) current = insert(current, file, argument);
  return current;
}

function insert(current: Insertion, file: string, argument: string): Insertion {
  const refuse = (code: string, column: number, message: string, help: string | null): Insertion => ({
    ...current,
    problems: [...current.problems, problem(code, message, { file: `--set ${argument}`, line: 1, column }, help)],
  });
  const equals = argument.indexOf('=');
  if (equals <= 0) return refuse('set/form', 1, 'Expected a path and a value: a.b=VALUE.', 'For example --set web=false.');
  const path = argument.slice(0, equals).split('.');
  const empty = path.indexOf('');
  if (empty !== -1) return refuse('set/form', path.slice(0, empty).join('.').length + (empty === 0 ? 1 : 2), 'This path has an empty step.', 'Steps are keys, separated by single dots.');
  const written = argument.slice(equals + 1);
  const value = readValue(written);
  if ('problem' in value) return refuse('set/value', Array.from(argument.slice(0, equals)).length + 1 + value.column, `The value is not valid: ${value.problem}`, null);
  const tree = parseSource(current.text, new Report(file, current.text));
  if (tree === null || tree.kind !== 'map') return refuse('set/path', 1, 'The spec is not a map, so nothing can be set in it.', null);
  const place = splice(current.text, tree, path);
  if (typeof place === 'string') return refuse('set/path', 1, place, null);
  const inline = plain(written, value.json) ? written.trim() : JSON.stringify(value.json);
  return apply(current, place, inline, argument, equals + 1 + written.indexOf(inline), file, path, value.json) ?? refuse('set/path', 1, 'The value cannot be written at this path without disturbing its surroundings.', 'Write it into the spec by hand.');
}

type Value = { readonly json: Json } | { readonly problem: string; readonly column: number };

/** VALUE is YAML of its own. Nothing at all is null, as in `key:`. */
function readValue(written: string): Value {
  if (written.trim() === '') return { json: null };
  const report = new Report('', written);
  const tree = parseSource(written, report);
  const [first] = report.sorted();
  if (first !== undefined) return { problem: first.message, column: first.column ?? 1 };
  return tree === null ? { json: null } : { json: toJson(tree) };
}

/** Whether the text can stand anywhere as it is: a word or a number, or text in quotes. */
function plain(written: string, value: Json): boolean {
  const text = written.trim();
  if (value === null || typeof value === 'object') return text === 'null';
  return /^(?:[A-Za-z0-9_./@+-]+\??|"(?:[^"\\\n])*"|'(?:[^'\n])*')$/.test(text) && !text.startsWith('-') || /^-?[0-9][0-9.eE+-]*$/.test(text);
}

/** Where the value goes; a sentence when it cannot go anywhere. */
function splice(text: string, root: MapTree, path: readonly string[]): Splice | string {
  const { tree, steps } = walk(root, path);
  if (steps === path.length) return replacement(text, tree);
  const missing = path.slice(steps);
  const where = path.slice(0, steps).join('.');
  if (tree.kind === 'map') return addition(text, tree, missing);
  if (tree.kind === 'scalar' && tree.value === null) {
    const gap = tree.start === tree.end ? ' ' : '';
    return { start: tree.start, end: tree.end, before: `${gap}${missing.map((key) => `{ ${keyText(key)}: `).join('')}`, after: ' }'.repeat(missing.length) };
  }
  return `${JSON.stringify(where)} is ${tree.kind === 'list' ? 'a list' : 'a plain value'}, which has no key ${JSON.stringify(missing[0])}.`;
}

function replacement(text: string, tree: Tree): Splice {
  const end = text.slice(tree.start, tree.end).trimEnd().length + tree.start;
  const needsGap = text[tree.start - 1] === ':';
  return { start: tree.start, end, before: needsGap ? ' ' : '', after: text[end] === undefined || /[\s,}\]]/.test(text[end]) ? '' : ' ' };
}

function addition(text: string, map: MapTree, missing: readonly string[]): Splice {
  const flow = text[map.start] === '{';
  const last = [...map.entries.values()].at(-1);
  if (flow || last === undefined) {
    const end = flow ? map.end - 1 : map.end;
    const before = text.slice(map.start + 1, end).trimEnd();
    const at = map.start + 1 + before.length;
    const comma = before === '' ? ' ' : before.endsWith(',') ? ' ' : ', ';
    return { start: at, end: at, before: `${comma}${missing.map((key, index) => `${index === 0 ? '' : '{ '}${keyText(key)}: `).join('')}`, after: `${' }'.repeat(missing.length - 1)}${text[at] === '}' ? ' ' : ''}` };
  }
  return afterLast(text, last.at.start, contentEnd(last.value), missing);
}

/** A new line behind the last entry of a block map, as far in as that entry; below it, two spaces a step. */
function afterLast(text: string, keyStart: number, valueEnd: number, missing: readonly string[]): Splice {
  const lineStart = text.lastIndexOf('\n', keyStart - 1) + 1;
  const lead = text.slice(lineStart, keyStart);
  const indent = lead.replace(/^\uFEFF/, '').replace(/[^\s]/g, ' ');
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const atLineEnd = text[valueEnd - 1] === '\n';
  const lineEnd = text.indexOf('\n', valueEnd);
  const end = atLineEnd ? valueEnd : lineEnd === -1 ? text.length : lineEnd + 1;
  const opening = end > 0 && text[end - 1] !== '\n' ? ending : '';
  const lines = missing.map((key, index) => `${indent}${'  '.repeat(index)}${keyText(key)}:`).join(ending);
  return { start: end, end, before: `${opening}${lines} `, after: ending };
}

/** The end of what is really written: of the last leaf, since a map's own range may include what follows it. */
function contentEnd(tree: Tree): number {
  if (tree.kind === 'map') {
    const last = [...tree.entries.values()].at(-1);
    return last === undefined ? tree.end : Math.max(contentEnd(last.value), last.at.end, tree.end);
  }
  return tree.end;
}

function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(key) && !/^(?:true|false|null)$/i.test(key) ? key : JSON.stringify(key);
}

/** The text with the value in place; null when reading it again does not give the old spec and that value alone. */
function apply(
  current: Insertion, place: Splice, inline: string, argument: string, offset: number, file: string, path: readonly string[], value: Json,
): Insertion | null {
  const added = `${place.before}${inline}${place.after}`;
  const text = `${current.text.slice(0, place.start)}${added}${current.text.slice(place.end)}`;
  const report = new Report(file, text);
  const tree = parseSource(text, report);
  if (tree === null || report.failed) return null;
  const found = walk(tree, path);
  if (found.steps < path.length || canonical(toJson(found.tree)) !== canonical(value)) return null;
  const grown = added.length - (place.end - place.start);
  const from = place.start + place.before.length;
  const moved = current.inserted.filter((each) => each.end <= place.start || each.start >= place.end).map((each) => (each.start >= place.end ? { ...each, start: each.start + grown, end: each.end + grown } : each));
  const verbatim = argument.slice(offset, offset + inline.length) === inline && offset > argument.indexOf('=');
  const inserted = [...moved, ...keysIn(place, argument, path), { start: from, end: from + Math.max(inline.length, 1), argument, offset: verbatim ? offset : null }];
  return { text, inserted, problems: current.problems };
}

/** Where the keys that had to be added stand, each with its step in the argument. */
function keysIn(place: Splice, argument: string, path: readonly string[]): Inserted[] {
  const keys: Inserted[] = [];
  let after = place.before.length;
  let offset = argument.indexOf('=') + 1;
  for (const key of path.toReversed()) {
    offset -= key.length + 1;
    const at = place.before.lastIndexOf(keyText(key), after - 1);
    if (after === 0 || at === -1) break;
    keys.unshift({ start: place.start + at, end: place.start + after, argument, offset });
    after = at;
  }
  return keys;
}
