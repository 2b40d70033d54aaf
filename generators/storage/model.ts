/**
 * What a service keeps in PostgreSQL, as a value that can be compared and serialised. The SQLModel classes and the
 * migrations are two prints of it, so they agree by construction.
 */
import type { Json } from '../../src/kit.js';

export type ColumnType =
  | { readonly kind: 'text' | 'bigint' | 'double' | 'boolean' | 'date' | 'timestamptz' | 'uuid' | 'jsonb' }
  | { readonly kind: 'numeric'; readonly precision: number; readonly scale: number };

export interface Column {
  readonly name: string;
  /** Declared name of the field it stores; null for system and link columns. */
  readonly field: string | null;
  readonly was: string | null;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly comment: string | null;
  /** JSON value that fills the rows which exist when the column becomes required. */
  readonly backfill?: Json;
}

/** Restrict is SQL's `NO ACTION`: checked when the statement ends, so that the order of cascades does not matter. */
export type OnDelete = 'NO ACTION' | 'CASCADE' | 'SET NULL';

export interface ForeignKey {
  readonly name: string;
  readonly column: string;
  readonly target: string;
  readonly onDelete: OnDelete;
  /** Part of a cycle between tables: created after all of them. */
  readonly cyclic: boolean;
}

/** How a column takes part in an index: as it is, without regard to case, or by digest where values can be too long. */
export type KeyForm = 'plain' | 'lower' | 'digest' | 'lower-digest';

export interface Index {
  readonly name: string;
  readonly unique: boolean;
  readonly keys: readonly { readonly column: string; readonly form: KeyForm }[];
  /** Hash indexes take values of any length. */
  readonly method: 'btree' | 'hash';
  /** Wire names, for the problem that a violation becomes. */
  readonly wire: readonly string[];
}

/** The column holds one of these texts (or null). */
export interface Check {
  readonly name: string;
  readonly column: string;
  readonly values: readonly string[];
}

export interface Table {
  readonly name: string;
  /** Entity it stores, or null for a many-to-many link. */
  readonly entity: string | null;
  /** For a link: the declaring entity and field. */
  readonly link: { readonly entity: string; readonly field: string } | null;
  readonly was: string | null;
  readonly comment: string | null;
  readonly columns: readonly Column[];
  readonly primaryKey: { readonly name: string; readonly columns: readonly string[] };
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  readonly checks: readonly Check[];
}

/** Tables of one service in declared order, links after the tables they join. */
export interface StorageModel {
  readonly service: string;
  readonly tables: readonly Table[];
}

/** The table of an entity; entities and their tables are built together, so it is there. */
export function tableOf(model: StorageModel, entity: string): Table {
  const table = model.tables.find((t) => t.entity === entity);
  if (table === undefined) throw new Error(`no table for entity ${entity}`);
  return table;
}

/** The link table of a many-to-many field. */
export function linkOf(model: StorageModel, entity: string, field: string): Table {
  const table = model.tables.find((t) => t.link?.entity === entity && t.link.field === field);
  if (table === undefined) throw new Error(`no link table for ${entity}.${field}`);
  return table;
}
