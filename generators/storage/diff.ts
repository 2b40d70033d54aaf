/** Steps from the storage that was to the storage that is. */
import type { StorageModel } from './model.js';
import { createAll } from './first.js';
import type { Step } from './operations.js';

/** Every step, in an order that keeps foreign keys satisfied. */
export function storageSteps(before: StorageModel, now: StorageModel): Step[] {
  const old = new Set(before.tables.map((t) => t.name));
  return createAll(now.tables.filter((t) => !old.has(t.name)));
}
