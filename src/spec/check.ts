/** Holds a tree against a shape: reports everything that is wrong with it, and returns what is right. */
import type { Report } from './report.js';
import type { ConstantShape, EitherShape, Infer, ListShape, MapShape, NumberShape, RecordShape, Shape, TextShape } from './shape.js';
import { quote, toJson } from './source.js';
import type { Tree } from './source.js';

const CONTROL = /[^\P{Cc}\t\n\r]/u;

/** The value of a tree under a shape; undefined, and at least one problem, when it is not of that shape. */
export function check<S extends Shape>(shape: S, tree: Tree, report: Report): Infer<S> | undefined {
  return value(shape, tree, report) as Infer<S> | undefined;
}

function value(shape: Shape, tree: Tree, report: Report): unknown {
  switch (shape.kind) {
    case 'text': return textValue(shape, tree, report);
    case 'number': return numberValue(shape, tree, report);
    case 'boolean': return tree.kind === 'scalar' && typeof tree.value === 'boolean' ? tree.value : mismatch(tree, '`true` or `false`', report);
    case 'constant': return constantValue(shape, tree, report);
    case 'list': return listValue(shape, tree, report);
    case 'map': return mapValue(shape, tree, report);
    case 'record': return recordValue(shape, tree, report);
    case 'either': return eitherValue(shape, tree, report);
    case 'any': return toJson(tree);
  }
}

function mismatch(tree: Tree, expected: string, report: Report, help: string | null = null): undefined {
  report.error('spec/type', tree.start, `Expected ${expected}, found ${describe(tree)}.`, help);
  return undefined;
}

/** What a tree is, for a message. */
export function describe(tree: Tree): string {
  if (tree.kind === 'map') return 'a map';
  if (tree.kind === 'list') return 'a list';
  if (tree.value === null) return 'nothing';
  if (typeof tree.value === 'string') return quote(tree.value);
  return `the ${typeof tree.value === 'number' ? 'number' : 'truth value'} ${tree.source.slice(0, 60)}`;
}

function textValue(shape: TextShape, tree: Tree, report: Report): string | undefined {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') {
    const quotable = tree.kind === 'scalar' && tree.value !== null;
    return mismatch(tree, shape.expected, report, quotable ? `Write it in quotes: ${JSON.stringify(tree.source)}.` : null);
  }
  const problem = textProblem(shape, tree.value);
  if (problem === null) return tree.value;
  report.error('spec/text', tree.start, problem, shape.pattern === null || shape.calendar === true ? null : nameHelp(shape, tree.value));
  return undefined;
}

/** What keeps a text from being of a shape, or null. */
export function textProblem(shape: TextShape, written: string): string | null {
  const length = written.length > shape.max ? Array.from(written).length : written.length;
  if (shape.pattern !== null && !(length <= shape.max && anchored(shape.pattern).test(written))) return `${quote(written)} is not ${shape.expected}.`;
  if (shape.calendar === true && !isDay(written)) return `${quote(written)} is no day of the calendar.`;
  if (length < shape.min) return `Expected ${shape.expected}, found an empty text.`;
  if (length > shape.max) return `This text has ${length} code points; ${shape.max} are allowed.`;
  const control = shape.raw === true ? null : CONTROL.exec(written);
  if (control === null || control === undefined) return null;
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return `This text holds the control character U+${code}; only tabs and line ends are allowed.`;
}

function isDay(written: string): boolean {
  const time = Date.parse(`${written}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
}

const compiled = new Map<string, RegExp>();
function anchored(pattern: string): RegExp {
  const known = compiled.get(pattern) ?? new RegExp(`^(?:${pattern})$`, 'u');
  compiled.set(pattern, known);
  return known;
}

function numberValue(shape: NumberShape, tree: Tree, report: Report): number | undefined {
  const what = shape.integer ? 'a whole number' : 'a number';
  if (tree.kind !== 'scalar' || typeof tree.value !== 'number' || (shape.integer && !Number.isInteger(tree.value))) return mismatch(tree, what, report);
  const low = shape.min !== null && tree.value < shape.min;
  const high = shape.max !== null && tree.value > shape.max;
  if (!low && !high) return tree.value;
  const limit = low ? `at least ${shape.min}` : `at most ${shape.max}`;
  report.error('spec/limit', tree.start, `Expected ${what} of ${limit}, found ${tree.source}.`, shape.why);
  return undefined;
}

function constantValue(shape: ConstantShape, tree: Tree, report: Report): unknown {
  const found = tree.kind === 'scalar' && shape.values.includes(tree.value);
  if (found) return tree.value;
  const names = shape.values.map((each) => `\`${each}\``);
  const near = tree.kind === 'scalar' ? report.nearest(String(tree.value), shape.values.filter((each) => typeof each === 'string')) : null;
  const listed = names.length === 1 ? names[0] : `one of ${names.join(', ')}`;
  const hint = tree.kind === 'scalar' ? shape.hint?.(String(tree.value)) : undefined;
  return mismatch(tree, listed ?? '', report, hint ?? (near === null ? null : `Did you mean \`${near}\`?`));
}

function listValue(shape: ListShape, tree: Tree, report: Report): unknown[] | undefined {
  if (tree.kind !== 'list') return mismatch(tree, 'a list', report, tree.kind === 'scalar' && tree.value !== null ? `Write it as a list: [${tree.source}].` : null);
  if (tree.items.length < shape.min) report.error('spec/empty-list', tree.start, `Expected at least ${shape.min === 1 ? 'one item' : `${shape.min} items`} in this list.`, null);
  const values: unknown[] = [];
  const seen = new Set<string>();
  for (const item of tree.items) {
    const key = JSON.stringify(toJson(item));
    if (shape.distinct && seen.has(key)) report.error('spec/repeated-item', item.start, `${describe(item)} is in this list twice.`, 'Keep one.');
    seen.add(key);
    const each = value(shape.item, item, report);
    if (each !== undefined) values.push(each);
  }
  return values;
}

function mapValue(shape: MapShape, tree: Tree, report: Report): Map<string, unknown> | undefined {
  if (tree.kind !== 'map') return mismatch(tree, `a map keyed by ${shape.key.expected}`, report);
  if (tree.entries.size < shape.min) report.error('spec/empty-map', tree.start, `Expected at least one entry, keyed by ${shape.key.expected}.`, null);
  const values = new Map<string, unknown>();
  const folded = new Map<string, string>();
  for (const { key, at, value: child } of tree.entries.values()) {
    const problem = textProblem(shape.key, key);
    if (problem !== null) report.error('spec/name', at.start, problem, nameHelp(shape.key, key));
    const twin = folded.get(key.toLowerCase());
    if (twin !== undefined) report.error('spec/same-name', at.start, `${quote(key)} and ${quote(twin)} are the same name when case is ignored.`, 'Rename one of them.');
    folded.set(key.toLowerCase(), key);
    const each = value(shape.value, child, report);
    if (each !== undefined && problem === null && twin === undefined) values.set(key, each);
  }
  return values;
}

/** A legal name close to an illegal one, when there is one. */
function nameHelp(shape: TextShape, key: string): string | null {
  const plain = key.normalize('NFKD').replace(/\p{M}/gu, '');
  const parts = plain.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const pascal = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  const camel = pascal.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (capitals) => capitals.toLowerCase());
  const kebab = parts.join('-').toLowerCase();
  const legal = [pascal, camel, kebab].find((each) => textProblem(shape, each) === null);
  return legal === undefined ? null : `For example ${legal}.`;
}

function recordValue(shape: RecordShape, tree: Tree, report: Report): Record<string, unknown> | undefined {
  if (tree.kind !== 'map') return mismatch(tree, `${shape.name}, written as a map`, report);
  const values: Record<string, unknown> = {};
  for (const { key, at, value: child } of tree.entries.values()) {
    if (key.startsWith('x-')) continue;
    const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (field === undefined) {
      unknownKey(shape, key, at.start, report);
      continue;
    }
    const each = value(field, child, report);
    if (each !== undefined) values[key] = each;
  }
  for (const key of shape.required) {
    if (!tree.entries.has(key)) report.error('spec/missing-key', tree.start, `The key \`${key}\` is missing from ${shape.name}.`, missingHelp(key, shape.fields[key]));
  }
  return values;
}

function missingHelp(key: string, shape: Shape | undefined): string | null {
  const example = shape?.examples?.[0];
  return example === undefined ? null : `For example \`${key}: ${JSON.stringify(example).replace(/^"([a-z][a-z0-9-]*)"$/, '$1')}\`.`;
}

function unknownKey(shape: RecordShape, key: string, at: number, report: Report): void {
  const refusal = Object.hasOwn(shape.refused, key) ? shape.refused[key] : undefined;
  if (refusal !== undefined) {
    report.error('spec/refused', at, `\`${key}\` is not possible in ${shape.name}.`, refusal);
    return;
  }
  const known = Object.keys(shape.fields);
  const near = report.nearest(key, known);
  const help = near === null ? `It may hold ${known.map((each) => `\`${each}\``).join(', ')}.` : `Did you mean \`${near}\`?`;
  report.error('spec/unknown-key', at, `${quote(key)} is no key of ${shape.name}.`, help);
}

function eitherValue(shape: EitherShape, tree: Tree, report: Report): unknown {
  const choices = (each: Shape): boolean => each.kind === 'constant' && each.values.length > 1 && tree.kind === 'scalar' && tree.value !== null;
  const option = shape.options.find((each) => fits(each, tree)) ?? shape.options.find(choices);
  return option === undefined ? mismatch(tree, shape.expected, report) : value(option, tree, report);
}

/** Whether a tree is of the kind that an option of an either-shape expects. */
function fits(shape: Shape, tree: Tree): boolean {
  switch (shape.kind) {
    case 'any': return true;
    case 'either': return shape.options.some((each) => fits(each, tree));
    case 'list': return tree.kind === 'list';
    case 'map':
    case 'record': return tree.kind === 'map';
    case 'constant': return tree.kind === 'scalar' && shape.values.includes(tree.value);
    case 'text': return tree.kind === 'scalar' && typeof tree.value === 'string';
    default: return tree.kind === 'scalar' && typeof tree.value === shape.kind;
  }
}
