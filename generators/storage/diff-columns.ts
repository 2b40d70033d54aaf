/** Steps for the columns of one table that stays. */
import { castCode } from './casts.js';
import type { Kept, Undecided } from './diff.js';
import type { Column } from './model.js';
import * as step from './operations.js';
import type { Step } from './operations.js';
import { backfillCode } from './python-literals.js';
import { renames } from './renames.js';

interface ColumnDifference {
  readonly renames: readonly Step[];
  readonly changes: readonly Step[];
  readonly undecided: readonly Undecided[];
}

/** Renames come first and on their own; everything else follows under the new names. */
export function columnSteps(kept: Kept): ColumnDifference {
  const { before, now, columns } = kept;
  const old = new Map(before.columns.map((c) => [c.name, c]));
  const gone = before.columns.filter((c) => ![...columns.values()].includes(c.name));
  const added = now.columns.filter((c) => !columns.has(c.name));
  const undecided = added.filter(needsDecision).map((c) => ({ entity: now.entity ?? '', field: c.field ?? c.name }));
  const changed = now.columns.flatMap((column) => {
    const was = old.get(columns.get(column.name) ?? '');
    return was === undefined ? [] : changeColumn(now.name, was, column);
  });
  return {
    renames: [
      ...gone.flatMap((column) => retire(now.name, column)),
      ...freed(kept),
      ...renames([...columns].map(([to, from]) => [from, to]), (from, to) => step.renameColumn(now.name, from, to)),
    ],
    changes: [...changed, ...added.flatMap((column) => add(now.name, column))],
    undecided,
  };
}

/** Rows that exist would have no value for it. */
function needsDecision(column: Column): boolean {
  return !column.nullable && column.backfill === undefined;
}

/** Names that retired columns, of this revision or an earlier one, may still hold. */
function freed({ before, now, columns }: Kept): Step[] {
  const held = new Set(before.columns.map((c) => c.name));
  const gone = new Set(before.columns.map((c) => c.name).filter((name) => ![...columns.values()].includes(name)));
  const wanted = now.columns.map((c) => c.name).filter((name) => columns.get(name) !== name);
  return step.makeRoomForColumns(now.name, wanted.filter((name) => gone.has(name) || !held.has(name)));
}

function add(table: string, column: Column): Step[] {
  if (column.nullable || column.backfill === undefined) return [step.addColumn(table, column)];
  return [
    step.addColumn(table, { ...column, nullable: true }),
    step.backfill(table, column, backfillCode(column)),
    step.require(table, column.name),
  ];
}

function retire(table: string, column: Column): Step[] {
  const required = column.nullable ? [] : [step.setNullable(table, column.name, true)];
  return [...required, step.commentColumn(table, column.name, column.comment, step.RETIRED)];
}

function changeColumn(table: string, was: Column, now: Column): Step[] {
  const steps: Step[] = [];
  if (JSON.stringify(was.type) !== JSON.stringify(now.type)) {
    steps.push(step.changeType(table, now.name, was.type, now.type, castCode(now.name, was.type, now.type), castCode(now.name, now.type, was.type)));
  }
  if (was.nullable !== now.nullable) {
    if (!now.nullable && now.backfill !== undefined) steps.push(step.backfill(table, now, backfillCode(now)));
    steps.push(step.setNullable(table, now.name, now.nullable));
  }
  if (was.comment !== now.comment) steps.push(step.commentColumn(table, now.name, was.comment, now.comment));
  return steps;
}
