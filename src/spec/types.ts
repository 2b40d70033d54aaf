/** The short types of the spec language as JSON Schema 2020-12: what these schemas accept is what a service accepts. */
import type { JsonObject } from '../json.js';
import { decimalPattern } from './decimal.js';
import type { ScalarType } from './model.js';

/** The short types people write; `enum` is a long form and `json` no scalar. */
export const SHORT_TYPES = [
  'string', 'text', 'integer', 'number', 'decimal', 'boolean', 'date', 'datetime', 'uuid', 'email', 'url', 'json',
] as const;
export type ShortType = (typeof SHORT_TYPES)[number];

/**
 * Every text but those with U+0000 or a lone surrogate. Rust's engines refuse an escaped surrogate, so the class leaves
 * out the neighbours too and takes these two back. It names what is left out: a tool that makes up data (Hypothesis)
 * walks through whatever a class names, and a million characters took it eight seconds a schema.
 */
export const TEXT_PATTERN = '^(?:[^\\u0000\\uD7FF-\\uE000]|[\\uD7FF\\uE000])*$';

const HEX = '[0-9a-fA-F]';
export const UUID_SCHEMA: JsonObject = {
  type: 'string', format: 'uuid', pattern: `^${HEX}{8}-${HEX}{4}-${HEX}{4}-${HEX}{4}-${HEX}{12}$`,
};

const YEAR = '(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})';
const MONTH_DAY = '(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])';
const TIME = 'T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,6})?';
const OFFSET = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';

/** Every day but the first and the last that a `date` knows. */
const MIDDLE_DAY =
  '(?:(?:000[2-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-' + MONTH_DAY +
  '|0001-(?:01-(?:0[2-9]|[12][0-9]|3[01])|(?:0[2-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))' +
  '|9999-(?:(?:0[1-9]|1[01])-(?:0[1-9]|[12][0-9]|3[01])|12-(?:0[1-9]|[12][0-9]|30)))';

/** On the first and the last day an offset could leave the years 0001–9999 in UTC, so only the harmless ones stay. */
const DATETIME_PATTERN =
  `^(?:${MIDDLE_DAY}${TIME}(?:Z|[+-]${OFFSET})` +
  `|0001-01-01${TIME}(?:Z|-${OFFSET}|\\+00:00)|9999-12-31${TIME}(?:Z|\\+${OFFSET}|-00:00))$`;

const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** JSON Schema of `json`: anything but null, held to what PostgreSQL and JavaScript can hold. */
export const JSON_VALUE: JsonObject = { $ref: '#/components/schemas/JsonValue' };

const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

/** The schema of each scalar short type without further keywords; `decimal` has its own function. */
const SCALARS: Readonly<Record<Exclude<ScalarType, 'decimal' | 'enum'>, JsonObject>> = {
  string: { type: 'string', maxLength: 255, pattern: TEXT_PATTERN },
  text: { type: 'string', maxLength: 100_000, pattern: TEXT_PATTERN },
  integer: { type: 'integer', minimum: -MAX_INTEGER, maximum: MAX_INTEGER },
  number: { type: 'number', minimum: -Number.MAX_VALUE, maximum: Number.MAX_VALUE },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date', pattern: `^${YEAR}-${MONTH_DAY}$` },
  datetime: { type: 'string', format: 'date-time', pattern: DATETIME_PATTERN },
  uuid: UUID_SCHEMA,
  email: { type: 'string', format: 'email', maxLength: 254, pattern: `^${ATOM}(?:\\.${ATOM})*@${LABEL}(?:\\.${LABEL})*$` },
  url: { type: 'string', format: 'uri', maxLength: 2048, pattern: '^[Hh][Tt][Tt][Pp][Ss]?://[!"$-.0-9;->A-~][!-~]*$' },
};

/** Schema of one non-null value of a scalar short type. */
export function scalarSchema(type: Exclude<ScalarType, 'decimal' | 'enum'>): JsonObject {
  return SCALARS[type];
}

/** Schema of a decimal; null when no number is within the limits. */
export function decimalSchema(limits: Parameters<typeof decimalPattern>[0]): JsonObject | null {
  const pattern = decimalPattern(limits);
  return pattern === null ? null : { type: 'string', pattern };
}

/** Schema of `json`. */
export function jsonSchema(): JsonObject {
  return { allOf: [JSON_VALUE], not: { type: 'null' } };
}

/** Schema of a list of ids. */
export function idsSchema(): JsonObject {
  return { type: 'array', items: UUID_SCHEMA, uniqueItems: true };
}
