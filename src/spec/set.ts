/** `--set a.b=VALUE`. */
import type { Problem } from '../problems.js';
import type { Inserted } from './report.js';

export interface Insertion {
  readonly text: string;
  readonly inserted: readonly Inserted[];
  readonly problems: readonly Problem[];
}

export function insertAll(text: string, _file: string, _set: readonly string[]): Insertion {
  return { text, inserted: [], problems: [] };
}
