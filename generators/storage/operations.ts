/** Steps of a migration as values, each knowing how to go up and how to come back. */
import { columnTypeCode, indexKeysCode } from './alembic-code.js';
import type { Check, Column, ColumnType, ForeignKey, Index, Table } from './model.js';
import { pyString } from './python-literals.js';

/** One step: statements that do it and statements that undo it, in the order they run. */
export interface Step {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** A column as an argument of `create_table` or `add_column`. */
export function columnCode(column: Column, nullable = column.nullable): string {
  const comment = column.comment === null ? '' : `, comment=${pyString(column.comment)}`;
  return `sa.Column(${pyString(column.name)}, ${columnTypeCode(column.type)}, nullable=${nullable ? 'True' : 'False'}${comment})`;
}

/** A table with its columns, primary key and checks; indexes and foreign keys are steps of their own. */
export function createTable(table: Table): Step {
  const comment = table.comment === null ? '' : `comment=${pyString(table.comment)},`;
  const key = table.primaryKey;
  const parts = [
    ...table.columns.map((c) => columnCode(c)),
    `sa.PrimaryKeyConstraint(${key.columns.map(pyString).join(', ')}, name=${pyString(key.name)})`,
    ...table.checks.map((c) => `sa.CheckConstraint(${checkCode(c)}, name=${pyString(c.name)})`),
    ...table.foreignKeys.filter((k) => !k.cyclic).map(inlineForeignKey),
  ];
  return {
    up: [`op.create_table(${pyString(table.name)}, ${parts.join(', ')}, ${comment})`],
    down: [`op.drop_table(${pyString(table.name)})`],
  };
}

function checkCode(check: Check): string {
  return `sa.column(${pyString(check.column)}).in_([${check.values.map(pyString).join(', ')}])`;
}

function onDelete(key: ForeignKey): string {
  return key.onDelete === 'NO ACTION' ? '' : `, ondelete=${pyString(key.onDelete)}`;
}

function inlineForeignKey(key: ForeignKey): string {
  const target = `${key.target}.id`;
  return `sa.ForeignKeyConstraint([${pyString(key.column)}], [${pyString(target)}], name=${pyString(key.name)}${onDelete(key)})`;
}

function reversed(step: Step): Step {
  return { up: step.down, down: step.up };
}

export function createIndex(table: string, index: Index): Step {
  const method = index.method === 'hash' ? ', postgresql_using="hash"' : '';
  const unique = index.unique ? ', unique=True' : '';
  return {
    up: [`op.create_index(${pyString(index.name)}, ${pyString(table)}, [${indexKeysCode(index)}]${unique}${method})`],
    down: [`op.drop_index(${pyString(index.name)}, table_name=${pyString(table)})`],
  };
}

export function dropIndex(table: string, index: Index): Step {
  return reversed(createIndex(table, index));
}

export function createForeignKey(table: string, key: ForeignKey): Step {
  const names = [key.name, table, key.target].map(pyString).join(', ');
  return {
    up: [`op.create_foreign_key(${names}, [${pyString(key.column)}], ["id"]${onDelete(key)})`],
    down: [`op.drop_constraint(${pyString(key.name)}, ${pyString(table)}, type_="foreignkey")`],
  };
}

export function dropForeignKey(table: string, key: ForeignKey): Step {
  return reversed(createForeignKey(table, key));
}

export function createCheck(table: string, check: Check): Step {
  return {
    up: [`op.create_check_constraint(${pyString(check.name)}, ${pyString(table)}, ${checkCode(check)})`],
    down: [`op.drop_constraint(${pyString(check.name)}, ${pyString(table)}, type_="check")`],
  };
}

export function dropCheck(table: string, check: Check): Step {
  return reversed(createCheck(table, check));
}

export function renameTable(from: string, to: string): Step {
  return {
    up: [`op.rename_table(${pyString(from)}, ${pyString(to)})`],
    down: [`op.rename_table(${pyString(to)}, ${pyString(from)})`],
  };
}

export function renameColumn(table: string, from: string, to: string): Step {
  const rename = (a: string, b: string): string => `op.alter_column(${pyString(table)}, ${pyString(a)}, new_column_name=${pyString(b)})`;
  return { up: [rename(from, to)], down: [rename(to, from)] };
}

export function addColumn(table: string, column: Column): Step {
  return {
    up: [`op.add_column(${pyString(table)}, ${columnCode(column)})`],
    down: [`op.drop_column(${pyString(table)}, ${pyString(column.name)})`],
  };
}

export function setNullable(table: string, column: string, nullable: boolean): Step {
  const set = (value: boolean): string => `op.alter_column(${pyString(table)}, ${pyString(column)}, nullable=${value ? 'True' : 'False'})`;
  return { up: [set(nullable)], down: [set(!nullable)] };
}

export function changeType(table: string, column: string, from: ColumnType, to: ColumnType, using: string, back: string): Step {
  const change = (type: ColumnType, cast: string): string =>
    `op.alter_column(${pyString(table)}, ${pyString(column)}, type_=${columnTypeCode(type)}, postgresql_using=${pyString(cast)})`;
  return { up: [change(to, using)], down: [change(from, back)] };
}

export function commentColumn(table: string, column: string, from: string | null, to: string | null): Step {
  const set = (a: string | null, b: string | null): string =>
    `op.alter_column(${pyString(table)}, ${pyString(column)}, comment=${code(b)}, existing_comment=${code(a)})`;
  return { up: [set(from, to)], down: [set(to, from)] };
}

export function commentTable(table: string, from: string | null, to: string | null): Step {
  const set = (a: string | null, b: string | null): string =>
    b === null
      ? `op.drop_table_comment(${pyString(table)}, existing_comment=${code(a)})`
      : `op.create_table_comment(${pyString(table)}, ${pyString(b)}, existing_comment=${code(a)})`;
  return { up: [set(from, to)], down: [set(to, from)] };
}

/** A column that was added with room for a backfill becomes required; dropping it needs no way back. */
export function require(table: string, column: string): Step {
  return { up: setNullable(table, column, false).up, down: [] };
}

/** Sets a value in rows that have none; there is nothing to undo. */
export function backfill(table: string, column: Column, value: string): Step {
  const name = pyString(column.name);
  const target = `sa.table(${pyString(table)}, sa.column(${name}, ${columnTypeCode(column.type)}))`;
  return { up: [`op.execute(${target}.update().where(sa.column(${name}).is_(None)).values({${name}: ${value}}))`], down: [] };
}

export function renameConstraint(table: string, from: string, to: string): Step {
  const rename = (a: string, b: string): string => `op.execute(${pyString(`ALTER TABLE "${table}" RENAME CONSTRAINT "${a}" TO "${b}"`)})`;
  return { up: [rename(from, to)], down: [rename(to, from)] };
}

export function renameIndex(from: string, to: string): Step {
  const rename = (a: string, b: string): string => `op.execute(${pyString(`ALTER INDEX "${a}" RENAME TO "${b}"`)})`;
  return { up: [rename(from, to)], down: [rename(to, from)] };
}

/** Comment of what the spec no longer has; `alembic check` passes over it. */
export const RETIRED = 'Retired: the spec no longer has it.';

/** Moves retired columns out of the way of new ones that bear their names. */
export function makeRoomForColumns(table: string, columns: readonly string[]): Step[] {
  if (columns.length === 0) return [];
  const names = ['op', pyString(table), ...columns.map(pyString)].join(', ');
  return [{ up: [`retired.move_columns(${names})`], down: [`retired.return_columns(${names})`] }];
}

/** Moves a retired table out of the way of a new one that bears its name. */
export function makeRoomForTable(table: string): Step {
  return { up: [`retired.move_table(op, ${pyString(table)})`], down: [`retired.return_table(op, ${pyString(table)})`] };
}

function code(value: string | null): string {
  return value === null ? 'None' : pyString(value);
}
