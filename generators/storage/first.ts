/** Steps from one storage model to another. */
import type { ForeignKey, StorageModel, Table } from './model.js';
import { createForeignKey, createIndex, createTable, type Step } from './operations.js';

/** Everything, in an order that foreign keys allow: tables, then the keys that close cycles. */
export function createAll(tables: readonly Table[]): Step[] {
  const ordered = inForeignKeyOrder(tables);
  return [
    ...ordered.flatMap((t) => [createTable(t), ...t.indexes.map((i) => createIndex(t.name, i))]),
    ...ordered.flatMap((t) => t.foreignKeys.filter((k) => k.cyclic).map((k) => createForeignKey(t.name, k))),
  ];
}

/** A table comes after every table it refers to, but for the keys that lie on a cycle. */
export function inForeignKeyOrder(tables: readonly Table[]): Table[] {
  const waiting = new Map(tables.map((t) => [t.name, t]));
  const ordered: Table[] = [];
  const visit = (table: Table): void => {
    if (!waiting.delete(table.name)) return;
    for (const key of table.foreignKeys.filter(counts)) {
      const target = waiting.get(key.target);
      if (target !== undefined) visit(target);
    }
    ordered.push(table);
  };
  for (const table of tables) visit(table);
  return ordered;
}

function counts(key: ForeignKey): boolean {
  return !key.cyclic;
}

/** A model without tables: what there is before the first migration. */
export function emptyStorage(service: string): StorageModel {
  return { service, tables: [] };
}
