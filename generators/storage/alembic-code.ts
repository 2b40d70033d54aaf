/** SQLAlchemy expressions that models and migrations share. */
import type { ColumnType, Index, KeyForm } from './model.js';
import { pyString } from './python-literals.js';

const TYPES = {
  text: 'sa.Text(collation="C")',
  bigint: 'sa.BigInteger()',
  double: 'sa.Double()',
  boolean: 'sa.Boolean()',
  date: 'sa.Date()',
  timestamptz: 'sa.DateTime(timezone=True)',
  uuid: 'sa.Uuid()',
  jsonb: 'postgresql.JSONB(none_as_null=True)',
} as const;

/** The SQLAlchemy type of a column. Text is compared by code point, so that sorting is the same everywhere. */
export function columnTypeCode(type: ColumnType): string {
  return type.kind === 'numeric' ? `sa.Numeric(${type.precision}, ${type.scale})` : TYPES[type.kind];
}

const FORMS: Readonly<Record<KeyForm, (column: string) => string>> = {
  plain: (column) => column,
  lower: (column) => `sa.func.lower(sa.column(${column}))`,
  digest: (column) => `sa.func.md5(sa.column(${column}))`,
  'lower-digest': (column) => `sa.func.md5(sa.func.lower(sa.column(${column})))`,
};

/** The columns or expressions of an index, as arguments. */
export function indexKeysCode(index: Index): string {
  return index.keys.map((key) => FORMS[key.form](pyString(key.column))).join(', ');
}
