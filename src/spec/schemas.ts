/** The long form of a field that holds a value: which keywords its type understands, and the schema they make. */
import type { Json, JsonObject } from '../json.js';
import { decimalRange, scaled } from './decimal.js';
import type { Typed } from './fields.js';
import { FIELD_KEYS } from './language-fields.js';
import type { WrittenLongField } from './language.js';
import type { FieldType, ScalarType } from './model.js';
import { checkSchema } from './metaschema.js';
import type { Report } from './report.js';
import { toJson, walk } from './source.js';
import type { MapTree } from './source.js';
import { decimalSchema, JSON_VALUE, scalarSchema } from './types.js';
import { valueProblem } from './values.js';

const EXTRAS = ['type', 'title', 'description', 'optional', 'unique', 'index', 'pii', 'default', 'was', 'precision', 'scale', 'ref', 'many', 'onDelete', 'inverse', '$comment'];
const ANYWHERE = ['type', 'title', 'description', 'optional', 'unique', 'index', 'pii', 'default', 'was', 'deprecated', 'examples', '$comment'];
const LOGIC = ['enum', 'const', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];
const TEXT = ['minLength', 'maxLength', 'pattern', 'format', ...LOGIC];
const NUMERIC = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', ...LOGIC];

/** Keywords by type. `datetime`, `uuid` and `decimal` come back in a canonical form that texts cannot be held to. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  string: TEXT, text: TEXT, email: TEXT, url: TEXT, date: TEXT,
  integer: NUMERIC, number: NUMERIC,
  decimal: ['precision', 'scale', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  boolean: ['enum', 'const'],
  datetime: [], uuid: [],
};

/** Reads a long form without relation; null when nothing can be made of it. */
export function longSchema(name: string, written: WrittenLongField, tree: MapTree, report: Report): Typed | null {
  const optional = written.optional ?? false;
  const failed = report.problems.length;
  const type = effectiveType(written, tree, report);
  checkSchema(tree, report, EXTRAS);
  if (type === null) return null;
  const known = typeof type === 'string' ? KEYWORDS[type] : undefined;
  if (known !== undefined && typeof type === 'string') refuseIdle(type, known, tree, report);
  if (written.unique === true && known === undefined) report.error('spec/unique', walk(tree, ['unique']).tree.start, `Values of \`${name}\` are stored as JSON, which cannot be unique.`, 'Make a field of its own unique.');
  if (report.problems.length > failed && report.problems.slice(failed).some((each) => each.severity === 'error')) return null;
  const given = keywords(tree);
  if (type === 'decimal') return decimal(written, tree, optional, report);
  if (type !== 'decimal') refuseEmptyRanges(type, tree, report);
  if (known === undefined) return { type: { kind: 'json', array: type === 'array' }, schema: stored(typeof written.type === 'object' ? [...written.type] : type, given), optional };
  return scalar(type as Exclude<ScalarType, 'decimal' | 'enum'>, given, tree, optional, report);
}

/** The short or JSON Schema type of a field; `mixed` when values of several types are meant. */
function effectiveType(written: WrittenLongField, tree: MapTree, report: Report): string | null {
  if (tree.entries.has('type')) {
    if (written.type === undefined) return null;
    if (typeof written.type === 'string') return written.type;
    return written.type.length === 1 ? (written.type[0] ?? null) : 'mixed';
  }
  const values = tree.entries.has('const') ? [written.const] : Array.isArray(written.enum) ? written.enum : null;
  if (values !== null) {
    const kinds = new Set(values.map((each) => (Number.isInteger(each) ? 'integer' : typeof each)));
    if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return 'number';
    const [kind] = kinds;
    return kinds.size === 1 && kind !== undefined && kind in KEYWORDS ? kind : 'mixed';
  }
  const shaping = [...tree.entries.keys()].some((key) => !EXTRAS.includes(key) && !ANYWHERE.includes(key) && !key.startsWith('x-'));
  if (shaping) return 'mixed';
  report.error('spec/missing-type', tree.start, 'This field does not say what it holds.', 'Give it a `type`, an `enum`, a `ref` or a `many`.');
  return null;
}

function refuseIdle(type: string, known: readonly string[], tree: MapTree, report: Report): void {
  for (const { key, at } of tree.entries.values()) {
    if (known.includes(key) || ANYWHERE.includes(key) || key.startsWith('x-')) continue;
    if (key === 'onDelete' || key === 'inverse' || !Object.hasOwn(FIELD_KEYS, key)) continue;
    const help = key === 'required' ? 'A field is required unless it says `optional: true`.' : known.length === 0 ? `\`${type}\` takes no further keywords.` : `\`${type}\` takes ${known.filter((each) => !LOGIC.includes(each) || each === 'enum').map((each) => `\`${each}\``).join(', ')}.`;
    report.error('spec/idle-keyword', at.start, `\`${key}\` says nothing about a \`${type}\`.`, help);
  }
}

/** Pairs of limits that leave nothing between them; the second is what the short type says when the spec does not. */
function refuseEmptyRanges(type: string, tree: MapTree, report: Report): void {
  const base: JsonObject = type in KEYWORDS && type !== 'decimal' ? scalarSchema(type as 'string') : {};
  const limit = (key: string): number | null => {
    const { tree: found, steps } = walk(tree, [key]);
    const written = steps === 1 && found.kind === 'scalar' ? found.value : base[key];
    return typeof written === 'number' ? written : null;
  };
  for (const [low, high, strict] of RANGES) {
    const [from, to] = [limit(low), limit(high)];
    if (from === null || to === null || from < to || (from === to && !strict)) continue;
    const entry = tree.entries.get(low) ?? tree.entries.get(high);
    if (entry !== undefined) report.error('spec/limit', entry.value.start, `No value has a \`${low}\` of ${from} and a \`${high}\` of ${to}.`, tree.entries.has(high) ? null : `Give a larger \`${high}\` as well.`);
  }
}

const RANGES = [
  ['minLength', 'maxLength', false], ['minItems', 'maxItems', false], ['minProperties', 'maxProperties', false],
  ['minimum', 'maximum', false], ['exclusiveMinimum', 'maximum', true], ['minimum', 'exclusiveMaximum', true], ['exclusiveMinimum', 'exclusiveMaximum', true],
] as const;

/** Enum members and examples that the rest of the schema excludes are slips, and examples end up in documents. */
export function checkMembers(tree: MapTree, schema: JsonObject, report: Report): void {
  const { enum: _members, const: _only, ...rest } = schema;
  for (const [key, rules] of [['enum', rest], ['examples', schema]] as const) {
    const list = tree.entries.get(key)?.value;
    for (const item of list?.kind === 'list' ? list.items : []) {
      const problem = valueProblem(toJson(item), rules);
      if (problem !== null) report.error(key === 'enum' ? 'spec/enum' : 'spec/example', item.start, `This ${key === 'enum' ? 'value' : 'example'} does not fit the field: ${problem}.`, null);
    }
  }
}

/** The JSON Schema keywords of a long form, as written. */
function keywords(tree: MapTree): Record<string, Json> {
  const schema: Record<string, Json> = {};
  for (const { key, value } of tree.entries.values()) {
    if (!EXTRAS.includes(key) && !key.startsWith('x-')) schema[key] = toJson(value);
  }
  return schema;
}

/** Any JSON that the keywords allow. `null` is never a value, so where no keyword excludes it, this does. */
function stored(type: string | readonly string[], given: Record<string, Json>): JsonObject {
  const { allOf = [], not, ...rest } = given;
  const open = type === 'json' || type === 'mixed';
  const exclusions: Json[] = not === undefined ? [] : [{ not }];
  const all = [JSON_VALUE, ...(allOf as readonly Json[]), ...exclusions];
  if (!open) return { type, ...rest, allOf: all };
  const closed = 'enum' in given || 'const' in given;
  return { ...rest, allOf: all, ...(closed ? {} : { not: { type: 'null' } }) };
}

function scalar(type: Exclude<ScalarType, 'decimal' | 'enum'>, given: Record<string, Json>, tree: MapTree, optional: boolean, report: Report): Typed {
  const base = scalarSchema(type);
  const members = given['enum'] ?? ('const' in given ? [given['const'] ?? null] : undefined);
  if (type === 'string' && Array.isArray(members)) {
    return { type: { kind: 'scalar', type: 'enum' }, schema: { type: 'string', ...given }, optional };
  }
  if (type === 'integer' || type === 'number') {
    narrowed(type, base, tree, report);
    return { type: { kind: 'scalar', type }, schema: { ...base, ...given }, optional };
  }
  const schema: Record<string, Json> = { ...base, ...given };
  for (const key of ['pattern', 'format'] as const) {
    if (base[key] === undefined || given[key] === undefined) continue;
    schema[key] = base[key];
    schema['allOf'] = [...((schema['allOf'] as readonly Json[] | undefined) ?? []), { [key]: given[key] }];
  }
  const wide = type === 'string' && Number(schema['maxLength']) > 255;
  return { type: { kind: 'scalar', type: wide ? 'text' : type }, schema, optional };
}

/** `integer` and `number` live in 64 bits: their limits can only be narrowed. */
function narrowed(type: string, base: JsonObject, tree: MapTree, report: Report): void {
  for (const [key, limit, sign] of [['minimum', base['minimum'], -1], ['maximum', base['maximum'], 1]] as const) {
    const entry = tree.entries.get(key);
    if (entry === undefined || entry.value.kind !== 'scalar') continue;
    if (typeof entry.value.value !== 'number') {
      report.error('spec/limit', entry.value.start, `Expected a number, found ${JSON.stringify(entry.value.value)}.`, 'Only bounds of a decimal are written in quotes.');
    } else if (typeof limit === 'number' && entry.value.value * sign > limit * sign) {
      report.error('spec/limit', entry.value.start, `${entry.value.source} is outside of what an \`${type}\` holds (${limit}).`, `\`${key}\` can only narrow it.`);
    }
  }
}

function decimal(written: WrittenLongField, tree: MapTree, optional: boolean, report: Report): Typed | null {
  const precision = written.precision ?? 19;
  const scale = written.scale ?? 4;
  const at = (key: string): number => walk(tree, [key]).tree.start;
  if (scale > precision) {
    report.error('spec/decimal', at(written.scale === undefined ? 'precision' : 'scale'), `A decimal of ${precision} digits in all cannot have ${scale} after the point.`, 'Give a larger `precision` or a smaller `scale`.');
    return null;
  }
  const bound = (key: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'): string | null => {
    const entry = tree.entries.get(key);
    if (entry === undefined || entry.value.kind !== 'scalar') return null;
    const source = typeof entry.value.value === 'string' ? entry.value.value : entry.value.source;
    if (scaled(source, scale) !== null) return source;
    report.error('spec/decimal', entry.value.start, `${entry.value.source} is no decimal.`, 'Write digits, such as 12.50.');
    return null;
  };
  const minimum = inner(bound('minimum'), bound('exclusiveMinimum'), scale, 1n);
  const maximum = inner(bound('maximum'), bound('exclusiveMaximum'), scale, -1n);
  const limits = { precision, scale, minimum, maximum };
  const schema = decimalSchema(limits);
  if (schema === null) {
    const { from, to } = decimalRange(limits);
    const key = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'].find((each) => tree.entries.has(each)) ?? 'precision';
    report.error('spec/decimal', at(key), 'No decimal is within these limits.', from > to ? `With ${precision} digits, ${scale} of them after the point, the least would be greater than the greatest.` : null);
    return null;
  }
  const annotations = Object.fromEntries(Object.entries(keywords(tree)).filter(([key]) => ['deprecated', 'examples'].includes(key)));
  return { type: { kind: 'scalar', type: 'decimal' } satisfies FieldType, schema: { ...schema, ...annotations }, optional, precision, scale };
}

/** The tighter of an inclusive and an exclusive bound, as a written decimal. */
function inner(inclusive: string | null, exclusive: string | null, scale: number, step: 1n | -1n): string | null {
  if (exclusive === null) return inclusive;
  const near = scaled(exclusive, scale, step === 1n ? 'down' : 'up') ?? 0n;
  const first = near + step;
  const other = inclusive === null ? null : scaled(inclusive, scale, step === 1n ? 'up' : 'down');
  const best = other !== null && (step === 1n ? other > first : other < first) ? other : first;
  return unscaled(best, scale);
}

function unscaled(value: bigint, scale: number): string {
  const sign = value < 0n ? '-' : '';
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
