/** Durations: ISO 8601 in the spec, seconds in between, `5m` in Prometheus, words in documents. */

const ISO = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const HOUR = 3600;
const DAY = 24 * HOUR;
/** A year has 365 days here and a month 30. */
const SECONDS = [365 * DAY, 30 * DAY, 7 * DAY, DAY, HOUR, 60, 1];
const UNITS: readonly (readonly [number, string, string])[] = [[DAY, 'd', 'day'], [HOUR, 'h', 'hour'], [60, 'm', 'minute'], [1, 's', 'second']];

/** Seconds of an ISO 8601 duration that the spec has checked. */
export function secondsOf(iso: string): number {
  const [, ...parts] = ISO.exec(iso) ?? [];
  return SECONDS.reduce((sum, seconds, index) => sum + seconds * Number(parts[index] ?? 0), 0);
}

/** `1h30m`, as Prometheus writes it. */
export function prometheus(seconds: number): string {
  return seconds === 0 ? '0s' : parted(seconds).map(([count, short]) => `${count}${short}`).join('');
}

/** `1 hour 30 minutes` */
export function words(seconds: number): string {
  return seconds === 0 ? 'at once' : parted(seconds).map(([count, , long]) => `${count} ${long}${count === 1 ? '' : 's'}`).join(' ');
}

function parted(seconds: number): (readonly [number, string, string])[] {
  let left = seconds;
  return UNITS.flatMap(([size, short, long]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [[count, short, long] as const];
  });
}
