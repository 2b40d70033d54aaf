import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalPattern, scaled } from '../../src/spec/decimal.js';

const limits = fc
  .record({ precision: fc.integer({ min: 1, max: 22 }), scale: fc.integer({ min: 0, max: 8 }) })
  .filter(({ precision, scale }) => scale <= precision)
  .chain((digits) => fc.record({ digits: fc.constant(digits), minimum: fc.option(bound(digits.scale)), maximum: fc.option(bound(digits.scale)) }));

/** Bounds near zero, near powers of ten and anywhere, with up to two decimals more than the scale. */
function bound(scale: number): fc.Arbitrary<string> {
  const value = fc.oneof(fc.bigInt({ min: -30n, max: 30n }), fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 0, max: 12 }).chain((power) => fc.bigInt({ min: -2n, max: 2n }).map((near) => 10n ** BigInt(power) + near)));
  return fc.tuple(value, fc.boolean(), fc.integer({ min: 0, max: scale + 2 })).map(([number, negative, places]) => written(negative ? -number : number, places));
}

function written(value: bigint, places: number): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
  const sign = value < 0n ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** What the pattern is to decide, with BigInt arithmetic. */
function legal(text: string, precision: number, scale: number, minimum: string | null, maximum: string | null): boolean {
  const match = /^-?(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  if (match === null || (match[2]?.length ?? 0) > scale) return false;
  const whole = match[1] === '0' ? 0 : (match[1]?.length ?? 0);
  if (whole > precision - scale) return false;
  const places = 40;
  const value = scaled(text, places) ?? 0n;
  const low = minimum === null ? null : scaled(minimum, places);
  const high = maximum === null ? null : scaled(maximum, places);
  return (low === null || value >= low) && (high === null || value <= high);
}

describe('decimal patterns', () => {
  test('agree with BigInt arithmetic on every decimal', () => {
    fc.assert(
      fc.property(limits, fc.array(fc.oneof(bound(6), bound(2)), { minLength: 20, maxLength: 20 }), fc.constantFrom('', '0', '00', '000000'), ({ digits: { precision, scale }, minimum, maximum }, candidates, zeros) => {
        const pattern = decimalPattern({ precision, scale, minimum, maximum });
        const regex = pattern === null ? null : new RegExp(pattern, 'u');
        const edges = [minimum, maximum].filter((edge) => edge !== null).flatMap((edge) => neighbours(edge, scale));
        for (const candidate of [...candidates, ...edges, '-0', '0', '0.0', '-0.00', '', '-', '.5', '5.', '00', '+1', '1e1', ' 1', '1\n']) {
          for (const text of [candidate, candidate.includes('.') ? candidate + zeros : candidate]) {
            expect([text, regex?.test(text) ?? false]).toEqual([text, legal(text, precision, scale, minimum, maximum)]);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are the contract\'s own when nothing is limited', () => {
    expect(decimalPattern({ precision: 19, scale: 4, minimum: null, maximum: null })).toBe('^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?$');
    expect(decimalPattern({ precision: 5, scale: 5, minimum: null, maximum: null })).toBe('^-?0(\\.[0-9]{1,5})?$');
    expect(decimalPattern({ precision: 3, scale: 0, minimum: null, maximum: null })).toBe('^-?(0|[1-9][0-9]{0,2})$');
  });

  test('say when nothing is within the limits', () => {
    expect(decimalPattern({ precision: 4, scale: 2, minimum: '100', maximum: null })).toBeNull();
    expect(decimalPattern({ precision: 4, scale: 2, minimum: '1.001', maximum: '1.009' })).toBeNull();
  });

  test('stay short for what people write', () => {
    expect(decimalPattern({ precision: 10, scale: 2, minimum: '0', maximum: '99999.99' })).toBe('^(?:-(?:0(?:\\.0{1,2})?)|(?:0|[1-9][0-9]{0,4})(?:\\.[0-9]{1,2})?)$');
    expect(decimalPattern({ precision: 5, scale: 2, minimum: '0.01', maximum: '100' })).toBe(
      '^(?:0\\.(?:0[1-9]|[1-9][0-9]?)|(?:[1-9][0-9]?)(?:\\.[0-9]{1,2})?|100(?:\\.0{1,2})?)$',
    );
  });
});

/** A bound as written at the scale, and the values right below and above it. */
function neighbours(edge: string, scale: number): string[] {
  const at = scaled(edge, scale) ?? 0n;
  return [at - 1n, at, at + 1n].map((value) => written(value, scale));
}
