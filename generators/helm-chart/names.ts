/** Names of objects, as the chart's own helper makes them. */
import { createHash } from 'node:crypto';

const MOST = 52;

/** `app.fullname` of templates/_helpers.tpl. */
export function objectName(release: string, workload: string): string {
  const full = `${release}-${workload}`;
  if (full.length <= MOST) return full;
  return `${full.slice(0, 43).replace(/-$/, '')}-${createHash('sha256').update(full).digest('hex').slice(0, 8)}`;
}
