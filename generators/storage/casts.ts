/** How stored values become values of another type. What cannot stops the migration; nothing is changed then. */
import type { ColumnType } from './model.js';

const SQL_TYPES = {
  text: 'text', bigint: 'bigint', double: 'double precision', boolean: 'boolean', date: 'date',
  timestamptz: 'timestamp with time zone', uuid: 'uuid', jsonb: 'jsonb',
} as const;

function sqlType(type: ColumnType): string {
  return type.kind === 'numeric' ? `numeric(${type.precision}, ${type.scale})` : SQL_TYPES[type.kind];
}

/** The SQL expression of `column`, cast from one type to the other. */
export function castCode(column: string, from: ColumnType, to: ColumnType): string {
  const name = `"${column}"`;
  if (to.kind === 'jsonb') return `to_jsonb(${name})`;
  if (from.kind === 'jsonb') return `(${name} #>> '{}')::${sqlType(to)}`;
  if (from.kind === 'date' && to.kind === 'timestamptz') return `${name}::timestamp AT TIME ZONE 'UTC'`;
  if (from.kind === 'timestamptz' && to.kind === 'date') return `(${name} AT TIME ZONE 'UTC')::date`;
  const numbers = new Set(['bigint', 'double', 'numeric']);
  if (numbers.has(from.kind) && numbers.has(to.kind)) return `${name}::${sqlType(to)}`;
  return `${name}::text::${sqlType(to)}`;
}
