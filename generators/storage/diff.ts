/**
 * Steps from the storage that was to the storage that is. Names are matched through `was`; what the spec no longer
 * has is kept, nullable and marked as retired, so that no data is lost and the version before still runs.
 */
import type { Column, StorageModel, Table } from './model.js';
import { inForeignKeyOrder } from './first.js';
import { columnSteps } from './diff-columns.js';
import { constraintSteps } from './diff-constraints.js';
import * as step from './operations.js';
import type { Step } from './operations.js';
import { renames } from './renames.js';

/** A table that stays, before and after. */
export interface Kept {
  readonly before: Table;
  readonly now: Table;
  /** Column now -> its name before. */
  readonly columns: ReadonlyMap<string, string>;
}

/** Something that only a person can decide. */
export interface Undecided {
  readonly entity: string;
  readonly field: string;
}

export interface Difference {
  readonly steps: readonly Step[];
  readonly undecided: readonly Undecided[];
}

/** Every step, in an order that keeps the database consistent after each one. */
export function storageDifference(before: StorageModel, now: StorageModel): Difference {
  const pairs = matchTables(before, now);
  const kept = pairs.filter(({ before: a }) => a !== undefined).map(({ before: a, now: b }) => keep(a as Table, b));
  const added = pairs.filter(({ before: a }) => a === undefined).map(({ now: b }) => b);
  const gone = before.tables.filter((t) => !kept.some((k) => k.before === t));
  const constraints = constraintSteps(kept);
  const columns = kept.map(columnSteps);
  const fresh = inForeignKeyOrder(added);
  const steps = [
    ...gone.flatMap(retireTable),
    ...constraints.drop,
    ...renames(kept.map((k) => [k.before.name, k.now.name]), step.renameTable),
    ...columns.flatMap((c) => c.renames),
    ...constraints.rename,
    ...fresh.flatMap((t) => [step.makeRoomForTable(t.name), step.createTable(t), ...t.indexes.map((i) => step.createIndex(t.name, i))]),
    ...columns.flatMap((c) => c.changes),
    ...constraints.create,
    ...fresh.flatMap((t) => t.foreignKeys.filter((k) => k.cyclic).map((k) => step.createForeignKey(t.name, k))),
    ...kept.filter((k) => k.before.comment !== k.now.comment).map((k) => step.commentTable(k.now.name, k.before.comment, k.now.comment)),
  ];
  return { steps, undecided: columns.flatMap((c) => c.undecided) };
}

function matchTables(before: StorageModel, now: StorageModel): { before: Table | undefined; now: Table }[] {
  const entities = matchByName(
    before.tables.filter((t) => t.entity !== null),
    now.tables.filter((t) => t.entity !== null),
    (t) => t.entity ?? '',
  );
  const renamed = new Map([...entities].map(([table, old]) => [table.entity ?? '', old.entity ?? '']));
  const joins = before.tables.filter((t) => t.entity === null);
  return now.tables.map((table) => ({
    before: table.entity === null ? joins.find((t) => isSameJoin(t, table, renamed)) : entities.get(table),
    now: table,
  }));
}

/**
 * What each item was before: first those that newly say so in `was`, then by name. A `was` that was there last time
 * has done its work.
 */
export function matchByName<T extends { readonly was: string | null }>(before: readonly T[], now: readonly T[], name: (item: T) => string): Map<T, T> {
  const old = new Map(before.map((item) => [name(item), item]));
  const claimed = new Set<T>();
  const found = new Map<T, T>();
  const claim = (item: T, match: T | undefined): void => {
    if (match === undefined || claimed.has(match) || found.has(item)) return;
    claimed.add(match);
    found.set(item, match);
  };
  for (const item of now) if (item.was !== null && old.get(name(item))?.was !== item.was) claim(item, old.get(item.was));
  for (const item of now) claim(item, old.get(name(item)));
  return found;
}

/** Links are the same when they join the same field of the same entity; other tables when they share their name. */
function isSameJoin(before: Table, now: Table, renamed: ReadonlyMap<string, string>): boolean {
  if (before.entity !== null) return false;
  if (now.link === null || before.link === null) return now.link === before.link && before.name === now.name;
  const owner = renamed.get(now.link.entity) ?? now.link.entity;
  if (before.link.entity !== owner) return false;
  return before.link.field === now.link.field || before.link.field === now.was;
}

function keep(before: Table, now: Table): Kept {
  if (now.link !== null) return { before, now, columns: new Map(now.columns.map((c, i) => [c.name, before.columns[i]?.name ?? c.name])) };
  const fields = (table: Table): Column[] => table.columns.filter((c) => c.field !== null);
  const matched = matchByName(fields(before), fields(now), (c) => c.field ?? '');
  const system = now.columns.filter((c) => c.field === null).map((c) => [c.name, c.name] as const);
  return { before, now, columns: new Map([...system, ...[...matched].map(([column, old]) => [column.name, old.name] as const)]) };
}

function retireTable(table: Table): Step[] {
  return [
    ...table.foreignKeys.map((k) => step.dropForeignKey(table.name, k)),
    ...table.columns.filter((c) => !c.nullable && c.field !== null).map((c) => step.setNullable(table.name, c.name, true)),
    step.commentTable(table.name, table.comment, step.RETIRED),
  ];
}
