/** Values for a JSON Schema, most of them legal: its own limits, one over, one under, and everything that is like them. */
import fc from 'fast-check';

type Schema = Record<string, unknown>;
const TEXTS = [
  '', ' ', 'a', 'Example', '0', '-0', '-1', '1.50', '0.00', '-0.00', '00', '1.', '.5', '1e3', '99999.99', '100000', '100', '999999', '1000000', 'null', 'true', '𝕏', '👩‍👩‍👧‍👦', 'é', 'e\u0301', '\u0000', 'a\u0000b',
  '\ud800', '\udfff', '\ufeff', '\u2028', 'a\nb', '\t', 'ABC-1234', 'ABC-1234\n', 'abc-1234', 'ABCD-123', 'book', 'film', 'BOOK', 'red', 'mm', 'a@b.test', 'A.b+c@x-y.test', 'a@b', '@b.test', 'a@-b.test', 'a b@c.test',
  `${'a'.repeat(65)}@b.test`, `a@${'b'.repeat(63)}.test`, `a@${'b'.repeat(64)}.test`, 'http://a', 'https://example.com/a?b=c#d', 'HTTP://A.B', 'ftp://a', 'http://', 'http://a b', 'http://ä', 'javascript:alert(1)',
  '2026-01-31', '2026-02-29', '2024-02-29', '1900-02-29', '2000-02-29', '0000-01-01', '0001-01-01', '9999-12-31', '10000-01-01', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '2026-01-31 ', '2026-01-31T00:00:00Z',
  '2026-01-02T03:04:05Z', '2026-01-02T03:04:05.000000Z', '2026-01-02T03:04:05.1234567Z', '2026-01-02t03:04:05z', '2026-01-02T03:04:05', '2026-01-02T03:04:05+05:30', '2026-01-02T03:04:05-24:00', '2026-02-30T00:00:00Z', '2016-12-31T23:59:60Z',
  '2026-01-02T24:00:00Z', '0001-01-01T00:00:00+01:00', '0001-01-01T00:00:00-01:00', '9999-12-31T23:59:59-00:01', '9999-12-31T23:59:59+01:00', '2026-01-02 03:04:05Z',
  '01890a5d-ac96-774b-bcce-b302099a8057', '01890A5D-AC96-774B-BCCE-B302099A8057', '01890a5dac96774bbcceb302099a8057', '{01890a5d-ac96-774b-bcce-b302099a8057}', 'g1890a5d-ac96-774b-bcce-b302099a8057',
];
const NUMBERS = [0, -0, 1, -1, 1.5, 2, 3, 4, 1.0, 0.1, 999.99, 1000, 1e6, 1e6 + 1, 2 ** 53 - 1, 2 ** 53, -(2 ** 53 - 1), -(2 ** 53), 1e300, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }));
const number = fc.oneof(fc.constantFrom(...NUMBERS), fc.integer({ min: -10, max: 2000 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
export const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, text, number, fc.boolean(), fc.constant(null), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(text, tie('value'), { maxKeys: 3 })),
})).value;

/** Values of a schema; `resolve` follows its references. */
export function valuesOf(schema: unknown, resolve: (reference: string) => unknown, depth = 0): fc.Arbitrary<unknown> {
  if (typeof schema !== 'object' || schema === null || depth > 4) return anything;
  const one = schema as Schema;
  if (typeof one['$ref'] === 'string') return valuesOf(resolve(one['$ref']), resolve, depth + 1);
  const below = (inner: unknown): fc.Arbitrary<unknown> => valuesOf(inner, resolve, depth + 1);
  const likely: fc.Arbitrary<unknown>[] = [];
  if (Array.isArray(one['enum'])) likely.push(fc.constantFrom(...(one['enum'] as unknown[])));
  for (const keyword of ['anyOf', 'oneOf', 'allOf']) if (Array.isArray(one[keyword])) likely.push(...(one[keyword] as unknown[]).map(below));
  const types = [one['type']].flat();
  if (types.includes('object')) likely.push(objects(one, below));
  if (types.includes('array')) likely.push(arrays(one, below));
  if (types.includes('string') && !Array.isArray(one['enum'])) likely.push(...strings(one));
  if (types.includes('integer') || types.includes('number')) likely.push(numbers(one), number);
  if (types.includes('boolean')) likely.push(fc.boolean());
  if (types.includes('null')) likely.push(fc.constant(null));
  if (likely.length === 0) return anything;
  return fc.oneof({ weight: 40, arbitrary: fc.oneof(...likely) }, { weight: 1, arbitrary: anything });
}

function strings(schema: Schema): fc.Arbitrary<unknown>[] {
  const length = [schema['minLength'], schema['maxLength']].filter((one): one is number => typeof one === 'number' && one < 3000);
  const around = length.flatMap((one) => [one - 1, one, one + 1]).filter((one) => one >= 0);
  const long = around.length === 0 ? [] : [fc.constantFrom(...around.flatMap((one) => ['a'.repeat(one), '𝕏'.repeat(one)]))];
  const patterns = [schema['pattern'], ...((schema['allOf'] as Schema[] | undefined) ?? []).map((part) => part['pattern'])];
  const matching = patterns.filter((one): one is string => typeof one === 'string' && !one.includes('\\uD7FF'));
  return [text, ...long, ...matching.map((pattern) => fc.stringMatching(new RegExp(pattern.replaceAll('(?:-(?:', '(?:-?(?:'), 'u')))];
}

function numbers(schema: Schema): fc.Arbitrary<unknown> {
  const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map((key) => schema[key]).filter((one): one is number => typeof one === 'number');
  const near = bounds.flatMap((one) => [one, one - 1, one + 1, one + 0.5]).filter(Number.isFinite);
  return near.length === 0 ? number : fc.constantFrom(...near);
}

function arrays(schema: Schema, below: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const most = typeof schema['maxItems'] === 'number' ? schema['maxItems'] + 1 : 3;
  const list = fc.array(below(schema['items']), { maxLength: most });
  return fc.oneof(list, list.map((items) => [...items, ...items.slice(0, 1)]));
}

/** Mostly what is required and some of the rest; now and then one is missing, or one is there that nobody knows. */
function objects(schema: Schema, below: (inner: unknown) => fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Record<string, unknown>;
  const required = (schema['required'] ?? []) as string[];
  const shape = fc.record(Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, below(inner)])), { requiredKeys: required });
  const names = ['id', 'version', 'createdAt', 'extra', 'toString', 'constructor', ...Object.keys(properties)];
  return fc.oneof(
    { weight: 10, arbitrary: shape },
    { weight: 1, arbitrary: fc.tuple(shape, fc.constantFrom(...names), anything).map(([value, name, other]) => ({ ...value, [name]: other })) },
    { weight: 1, arbitrary: fc.tuple(shape, fc.constantFrom(...names)).map(([value, name]) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== name))) },
  );
}
