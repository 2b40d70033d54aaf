/** JSON Schema 2020-12 inside a field: every keyword known, of the right shape, every pattern compiled. */
import { check, describe } from './check.js';
import { FIELD_KEYS } from './language-fields.js';
import type { Report } from './report.js';
import { list, oneOf } from './shape.js';
import type { Shape } from './shape.js';
import { quote, toJson } from './source.js';
import type { MapTree, Tree } from './source.js';

const ONE = ['items', 'contains', 'additionalProperties', 'propertyNames', 'unevaluatedItems', 'unevaluatedProperties', 'not', 'if', 'then', 'else'];
const MANY = ['prefixItems', 'allOf', 'anyOf', 'oneOf'];
const NAMED = ['properties', 'patternProperties', 'dependentSchemas'];

const OWN = ['optional', 'unique', 'index', 'pii', 'was', 'precision', 'scale', 'ref', 'many', 'onDelete', 'inverse'];
export const NESTED_TYPES = ['string', 'integer', 'number', 'boolean', 'array', 'object', 'null'] as const;
const numericBound: Shape = { kind: 'number', integer: false, min: null, max: null, why: null };

/** The shape of each keyword of a schema inside a field; `type` is {@link NESTED_TYPES} or a list of them. */
export const NESTED: Readonly<Record<string, Shape>> = {
  ...Object.fromEntries(Object.entries(FIELD_KEYS).filter(([key]) => !OWN.includes(key))),
  minimum: numericBound, maximum: numericBound, exclusiveMinimum: numericBound, exclusiveMaximum: numericBound,
};

/** Checks what keywords mean together and below: schemas inside schemas, patterns, enum members. `skip` are keys of the field itself. */
export function checkSchema(tree: MapTree, report: Report, skip: readonly string[] = []): void {
  for (const { key, value } of tree.entries.values()) {
    if (skip.includes(key) || key.startsWith('x-')) continue;
    if (ONE.includes(key)) subschema(value, report);
    else if (MANY.includes(key)) schemaList(key, value, report);
    else if (NAMED.includes(key)) schemaMap(key, value, report);
    else if (key === 'pattern') checkPattern(value, report);
    else if (key === 'enum') checkEnum(value, report, skip.length > 0);
    else if (key === 'const' && skip.length > 0 && value.kind === 'scalar' && value.value === null) refuseNull(value, report);
  }
}

function subschema(tree: Tree, report: Report): void {
  if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return;
  if (tree.kind !== 'map') {
    report.error('spec/schema', tree.start, `Expected a JSON Schema (a map, true or false), found ${describe(tree)}.`, null);
    return;
  }
  for (const { key, at, value } of tree.entries.values()) {
    if (key.startsWith('x-')) continue;
    const shape = Object.hasOwn(NESTED, key) ? NESTED[key] : undefined;
    if (key === '$ref') report.error('spec/refused', at.start, '`$ref` is not possible in a schema here.', 'Write the schema out, or bring an OpenAPI document.');
    else if (shape === undefined) unknownKeyword(key, at.start, report);
    else if (key === 'type') check(value.kind === 'list' ? list(oneOf(NESTED_TYPES), { min: 1 }) : oneOf(NESTED_TYPES), value, report);
    else if (key !== 'enum' && key !== 'const') check(shape, value, report);
  }
  checkSchema(tree, report);
}

function unknownKeyword(key: string, at: number, report: Report): void {
  const near = report.nearest(key, Object.keys(NESTED));
  report.error('spec/unknown-key', at, `${quote(key)} is no keyword of JSON Schema 2020-12.`, near === null ? null : `Did you mean \`${near}\`?`);
}

function schemaList(key: string, tree: Tree, report: Report): void {
  if (tree.kind === 'list' && tree.items.length > 0) for (const item of tree.items) subschema(item, report);
  else report.error('spec/schema', tree.start, `Expected a list of JSON Schemas under \`${key}\`, found ${tree.kind === 'list' ? 'an empty one' : describe(tree)}.`, null);
}

function schemaMap(key: string, tree: Tree, report: Report): void {
  if (tree.kind !== 'map') {
    report.error('spec/schema', tree.start, `Expected a map of JSON Schemas under \`${key}\`, found ${describe(tree)}.`, null);
    return;
  }
  for (const entry of tree.entries.values()) {
    if (key === 'patternProperties') {
      const problem = patternProblem(entry.key);
      if (problem !== null) report.error('spec/pattern', entry.at.start, problem, null);
    }
    subschema(entry.value, report);
  }
}

function checkPattern(tree: Tree, report: Report): void {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') return;
  const problem = patternProblem(tree.value);
  if (problem !== null) report.error('spec/pattern', tree.start, problem, 'Patterns are ECMA 262 in `u` mode, where every escape must mean something.');
}

/** Why a text is no regular expression of ECMA 262 in `u` mode, or null. */
export function patternProblem(pattern: string): string | null {
  try {
    new RegExp(pattern, 'u');
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^Invalid regular expression: .*: /s, '') : 'it does not compile';
    return `This is no regular expression: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}.`;
  }
}

function checkEnum(tree: Tree, report: Report, ofField: boolean): void {
  if (tree.kind !== 'list') {
    report.error('spec/type', tree.start, `Expected a list of values, found ${describe(tree)}.`, null);
    return;
  }
  if (tree.items.length === 0) report.error('spec/empty-list', tree.start, 'This enum allows nothing.', 'List at least one value.');
  const seen = new Set<string>();
  for (const item of tree.items) {
    if (ofField && item.kind === 'scalar' && item.value === null) refuseNull(item, report);
    const key = JSON.stringify(toJson(item));
    if (seen.has(key)) report.error('spec/repeated-item', item.start, `${describe(item)} is in this enum twice.`, 'Keep one.');
    seen.add(key);
  }
}

function refuseNull(tree: Tree, report: Report): void {
  report.error('spec/null', tree.start, '`null` is no value of a field.', 'Remove it and write `optional: true`.');
}
