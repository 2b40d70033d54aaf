/** Steps for the keys, indexes, checks and foreign keys of tables that stay. */
import type { Kept } from './diff.js';
import type { Check, ForeignKey, Index, Table } from './model.js';
import * as step from './operations.js';
import type { Step } from './operations.js';

interface ConstraintDifference {
  /** Under the old names, before anything is renamed. */
  readonly drop: readonly Step[];
  readonly rename: readonly Step[];
  readonly create: readonly Step[];
}

/** What has only another name is renamed; what has another shape is dropped and created. */
export function constraintSteps(kept: readonly Kept[]): ConstraintDifference {
  const tables = new Map(kept.map((k) => [k.before.name, k.now.name]));
  const all = kept.map((k) => tableConstraints(k, tables));
  return {
    drop: all.flatMap((c) => c.drop),
    rename: all.flatMap((c) => c.rename),
    create: [...all.flatMap((c) => c.create), ...all.flatMap((c) => c.createLast)],
  };
}

interface Matched<T> {
  readonly drop: readonly T[];
  readonly rename: readonly (readonly [string, string])[];
  readonly create: readonly T[];
}

function match<T extends { readonly name: string }>(before: readonly T[], now: readonly T[], shape: (item: T, old: boolean) => string): Matched<T> {
  const waiting = [...before];
  const rename: [string, string][] = [];
  const create: T[] = [];
  for (const item of now) {
    const wanted = shape(item, false);
    const same = waiting.filter((b) => shape(b, true) === wanted);
    const found = same.find((b) => b.name === item.name) ?? same[0];
    if (found === undefined) {
      create.push(item);
      continue;
    }
    waiting.splice(waiting.indexOf(found), 1);
    if (found.name !== item.name) rename.push([found.name, item.name]);
  }
  return { drop: waiting, rename, create };
}

function tableConstraints(kept: Kept, tables: ReadonlyMap<string, string>): ConstraintDifference & { readonly createLast: readonly Step[] } {
  const { before, now } = kept;
  const shapes = shapesOf(kept, tables);
  const keys = match<ForeignKey>(before.foreignKeys, now.foreignKeys, shapes.foreignKey);
  const indexes = match<Index>(before.indexes, now.indexes, shapes.index);
  const checks = match<Check>(before.checks, now.checks, shapes.check);
  const primary: (readonly [string, string])[] = before.primaryKey.name === now.primaryKey.name ? [] : [[before.primaryKey.name, now.primaryKey.name]];
  return {
    drop: [
      ...keys.drop.map((k) => step.dropForeignKey(before.name, k)),
      ...indexes.drop.map((i) => step.dropIndex(before.name, i)),
      ...checks.drop.map((c) => step.dropCheck(before.name, c)),
    ],
    rename: [
      ...[...primary, ...keys.rename, ...checks.rename].map(([from, to]) => step.renameConstraint(now.name, from, to)),
      ...indexes.rename.map(([from, to]) => step.renameIndex(from, to)),
    ],
    create: [...checks.create.map((c) => step.createCheck(now.name, c)), ...indexes.create.map((i) => step.createIndex(now.name, i))],
    createLast: keys.create.map((k) => step.createForeignKey(now.name, k)),
  };
}

/** Shapes without names, in terms of the tables and columns as they are now. */
function shapesOf(kept: Kept, tables: ReadonlyMap<string, string>): {
  foreignKey(key: ForeignKey, old: boolean): string;
  index(index: Index, old: boolean): string;
  check(check: Check, old: boolean): string;
} {
  const names = new Map([...kept.columns].map(([now, before]) => [before, now]));
  const types = (table: Table): ReadonlyMap<string, string> => new Map(table.columns.map((c) => [c.name, c.type.kind]));
  const [oldTypes, newTypes] = [types(kept.before), types(kept.now)];
  const column = (name: string, old: boolean): string => (old ? (names.get(name) ?? `retired ${name}`) : name);
  const typed = (name: string, old: boolean): string => `${column(name, old)} ${(old ? oldTypes : newTypes).get(name) ?? ''}`;
  return {
    foreignKey: (key, old) => JSON.stringify([column(key.column, old), old ? (tables.get(key.target) ?? '') : key.target, key.onDelete]),
    index: (index, old) => JSON.stringify([index.unique, index.method, index.keys.map((k) => [typed(k.column, old), k.form])]),
    check: (check, old) => JSON.stringify([column(check.column, old), check.values]),
  };
}
