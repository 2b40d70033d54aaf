/**
 * Decimals are JSON strings, so their limits must be regular expressions. Comparing decimals is regular: this
 * file writes the pattern of all decimals with a given precision and scale between two bounds.
 * The patterns stay inside what ECMA 262 (`u`), Rust and Python read alike.
 */

export interface DecimalLimits {
  readonly precision: number;
  readonly scale: number;
  /** Bounds as written, `-12.50`; null when open. */
  readonly minimum: string | null;
  readonly maximum: string | null;
}

const WRITTEN = /^([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,4}))?$/;

/** The value of a written number times 10^scale, rounded towards the inside of the range; null when it is none. */
export function scaled(written: string, scale: number, round: 'up' | 'down' = 'down'): bigint | null {
  const match = WRITTEN.exec(written);
  if (match === null || (match[2] === '' && match[3] === '')) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = scale - fraction.length + Number(exponent);
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  const quotient = digits / divisor;
  if (quotient * divisor === digits) return quotient;
  if (round === 'up') return digits > 0n ? quotient + 1n : quotient;
  return digits < 0n ? quotient - 1n : quotient;
}

/** The least and the greatest value, times 10^scale; `from > to` when nothing fits. */
export function decimalRange(limits: DecimalLimits): { readonly from: bigint; readonly to: bigint } {
  const most = 10n ** BigInt(limits.precision) - 1n;
  const low = limits.minimum === null ? null : scaled(limits.minimum, limits.scale, 'up');
  const high = limits.maximum === null ? null : scaled(limits.maximum, limits.scale, 'down');
  return { from: low === null || low < -most ? -most : low, to: high === null || high > most ? most : high };
}

/**
 * The anchored pattern of every decimal within the limits, at most `scale` decimals, no leading zeros; `-0` counts
 * as zero. Null when nothing is within.
 */
export function decimalPattern(limits: DecimalLimits): string | null {
  const { from, to } = decimalRange(limits);
  if (from > to) return null;
  const most = 10n ** BigInt(limits.precision) - 1n;
  if (from === -most && to === most) return `^-?${open(limits.precision - limits.scale, limits.scale)}$`;
  const { scale } = limits;
  const below = from <= 0n ? unsigned(to < 0n ? -to : 0n, -from, scale) : null;
  const above = to >= 0n ? unsigned(from > 0n ? from : 0n, to, scale) : null;
  if (below !== null && below === above) return `^-?(?:${below})$`;
  const sides = [below === null ? null : `-(?:${below})`, above].filter((side) => side !== null);
  return `^(?:${sides.join('|')})$`;
}

/** Decimals limited by their number of digits alone. */
function open(integers: number, scale: number): string {
  const whole = integers === 0 ? '0' : `(0|[1-9]${repeat(0, integers - 1)})`;
  return scale === 0 ? whole : `${whole}(\\.[0-9]{1,${scale}})?`;
}

/** Non-negative decimals from `low` to `high`, both times 10^scale. */
function unsigned(low: bigint, high: bigint, scale: number): string {
  const unit = 10n ** BigInt(scale);
  const [lowWhole, highWhole] = [low / unit, high / unit];
  const lowRest = digits(low % unit, scale);
  const highRest = digits(high % unit, scale);
  if (lowWhole === highWhole) return `${lowWhole}${fraction(lowRest, highRest)}`;
  const parts: string[] = [];
  const openLow = /^0*$/.test(lowRest);
  const openHigh = /^9*$/.test(highRest);
  const [first, last] = [openLow ? lowWhole : lowWhole + 1n, openHigh ? highWhole : highWhole - 1n];
  if (!openLow) parts.push(`${lowWhole}${fraction(lowRest, '9'.repeat(scale))}`);
  if (first <= last) parts.push(`(?:${integers(first, last).join('|')})${fraction('0'.repeat(scale), '9'.repeat(scale))}`);
  if (!openHigh) parts.push(`${highWhole}${fraction('0'.repeat(scale), highRest)}`);
  return parts.join('|');
}

/** Integers without leading zeros from `low` to `high`: alternatives, whole numbers of digits in one. */
function integers(low: bigint, high: bigint): string[] {
  if (low === 0n) return high === 0n ? ['0'] : ['0', ...integers(1n, high)];
  const parts: string[] = [];
  const [shortest, longest] = [String(low).length, String(high).length];
  const firstWhole = isPower(low) ? shortest : shortest + 1;
  const lastWhole = isPower(high + 1n) ? longest : longest - 1;
  if (shortest === longest && (firstWhole > shortest || lastWhole < longest)) return fixed(String(low), String(high));
  if (firstWhole > shortest) parts.push(...fixed(String(low), '9'.repeat(shortest)));
  if (firstWhole <= lastWhole) parts.push(`[1-9]${repeat(firstWhole - 1, lastWhole - 1)}`);
  if (lastWhole < longest) parts.push(...fixed(`1${'0'.repeat(longest - 1)}`, String(high)));
  return parts;
}

function isPower(value: bigint): boolean {
  return /^10*$/.test(String(value));
}

/** Digit strings of one length between two bounds of that length. */
function fixed(low: string, high: string): string[] {
  if (low === '') return [''];
  const [a, b, rest] = [low.charAt(0), high.charAt(0), low.length - 1];
  if (/^0*$/.test(low.slice(1)) && /^9*$/.test(high.slice(1))) return [`${range(Number(a), Number(b))}${repeat(rest, rest)}`];
  if (a === b) return fixed(low.slice(1), high.slice(1)).map((part) => `${a}${part}`);
  const { from, to, openLow, openHigh } = inside(low, high);
  return [
    ...(openLow ? [] : fixed(low.slice(1), '9'.repeat(rest)).map((part) => `${a}${part}`)),
    ...(from <= to ? [`${range(from, to)}${repeat(rest, rest)}`] : []),
    ...(openHigh ? [] : fixed('0'.repeat(rest), high.slice(1)).map((part) => `${b}${part}`)),
  ];
}

/** `.` and digits whose value, with zeros to its right, lies between two bounds; optional when zero does. */
function fraction(low: string, high: string): string {
  if (low === '') return '';
  if (/^0*$/.test(high)) return `(?:\\.0${times(1, low.length)})?`;
  if (/^0*$/.test(low) && /^9*$/.test(high)) return `(?:\\.[0-9]${times(1, low.length)})?`;
  const body = `\\.${group(tail(low, high))}`;
  return /^0*$/.test(low) ? `(?:${body})?` : body;
}

/** One or more digits, at most as many as the bounds have. */
function tail(low: string, high: string): string[] {
  const [a, b, rest] = [low.charAt(0), high.charAt(0), low.length - 1];
  const whole = (from: number, to: number): string => `${range(from, to)}${repeat(0, rest)}`;
  if (/^0*$/.test(low.slice(1)) && /^9*$/.test(high.slice(1))) return [whole(Number(a), Number(b))];
  if (a === b) return [`${a}${more(low.slice(1), high.slice(1))}`];
  const { from, to, openLow, openHigh } = inside(low, high);
  return [
    ...(openLow ? [] : [`${a}${more(low.slice(1), '9'.repeat(rest))}`]),
    ...(from <= to ? [whole(from, to)] : []),
    ...(openHigh ? [] : [`${b}${more('0'.repeat(rest), high.slice(1))}`]),
  ];
}

/** The first digits that leave the rest free. */
function inside(low: string, high: string): { readonly from: number; readonly to: number; readonly openLow: boolean; readonly openHigh: boolean } {
  const openLow = /^0*$/.test(low.slice(1));
  const openHigh = /^9*$/.test(high.slice(1));
  return { from: Number(low.charAt(0)) + (openLow ? 0 : 1), to: Number(high.charAt(0)) - (openHigh ? 0 : 1), openLow, openHigh };
}

/** What may follow a digit: nothing as well, when zeros may. */
function more(low: string, high: string): string {
  if (low === '') return '';
  if (/^0*$/.test(high)) return `0${times(0, low.length)}`;
  if (/^0*$/.test(low) && /^9*$/.test(high)) return repeat(0, low.length);
  const body = group(tail(low, high));
  return /^0*$/.test(low) ? `(?:${body})?` : body;
}

function group(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(?:${parts.join('|')})`;
}

function range(from: number, to: number): string {
  return from === to ? String(from) : `[${from}-${to}]`;
}

function repeat(least: number, most: number): string {
  return most === 0 ? '' : `[0-9]${times(least, most)}`;
}

function times(least: number, most: number): string {
  if (least === most) return most === 1 ? '' : `{${most}}`;
  return least === 0 && most === 1 ? '?' : `{${least},${most}}`;
}

function digits(value: bigint, length: number): string {
  return length === 0 ? '' : String(value).padStart(length, '0');
}
