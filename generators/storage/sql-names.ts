/** Names of database objects: explicit, deterministic, short enough for PostgreSQL, unique in one database. */
import { createHash } from 'node:crypto';

/** PostgreSQL takes 63; three are left for `~1`, the mark of what was moved out of the way. */
const LIMIT = 60;

/** The name itself, or its beginning and a digest of the whole. Names are ASCII, so characters are bytes. */
export function shortened(name: string): string {
  if (name.length <= LIMIT) return name;
  return `${name.slice(0, LIMIT - 9)}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

/**
 * Tables, indexes and constraints share one namespace. Tables come first, so that what users see in SQL is never
 * changed for the sake of a constraint.
 */
export class Relations {
  private readonly taken = new Set<string>();

  /** A free name as near to `wanted` as can be. */
  take(wanted: string): string {
    let name = shortened(wanted);
    for (let n = 2; this.taken.has(name); n += 1) name = shortened(`${wanted}_${n}`);
    this.taken.add(name);
    return name;
  }
}
