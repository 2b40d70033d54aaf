/** Entities of a service -> its tables. Pure; every decision about storage is made here, once. */
import type { CollectionModel, EntityModel, FieldModel, Service } from '../../src/kit.js';
import { keyForms } from './keys.js';
import type { Check, Column, ColumnType, ForeignKey, Index, OnDelete, StorageModel, Table } from './model.js';
import { Relations, shortened } from './sql-names.js';

const ON_DELETE = { restrict: 'NO ACTION', cascade: 'CASCADE', 'set-null': 'SET NULL' } as const;

const SYSTEM: readonly Column[] = [
  system('id', { kind: 'uuid' }),
  system('created_at', { kind: 'timestamptz' }),
  system('updated_at', { kind: 'timestamptz' }),
  system('version', { kind: 'bigint' }),
];

function system(name: string, type: ColumnType): Column {
  return { name, field: null, was: null, type, nullable: false, comment: null };
}

/** Builds the storage model of a service from its validated entities. */
export function buildStorage({ name: service, entities, collections }: Pick<Service, 'name' | 'entities' | 'collections'>): StorageModel {
  const names = new Relations();
  for (const { table } of [...entities, ...collections]) names.take(table);
  const byName = new Map(entities.map((e) => [e.name, e]));
  const links = entities.flatMap((e) => e.fields.filter(isMany).map((field) => ({ entity: e, field, table: names.take(`${e.table}_${snake(field.name)}`) })));
  const cyclic = cycles(entities);
  const tables = entities.map((e) => entityTable(e, byName, cyclic, names));
  const joins = links.map((l) => linkTable(l.entity, l.field, l.table, byName, names));
  return { service, tables: [...tables, ...joins, ...collections.map((c) => collectionTable(c, names))] };
}

type ManyField = FieldModel & { readonly type: { readonly kind: 'many'; readonly entity: string } };

/** Whether a field is the declaring side of a many-to-many. */
export function isMany(field: FieldModel): field is ManyField {
  return field.type.kind === 'many';
}

/** Whether a field has a column of its own. */
export function isStored(field: FieldModel): boolean {
  return field.type.kind !== 'many' && field.type.kind !== 'inverse';
}

function entityTable(entity: EntityModel, byName: ReadonlyMap<string, EntityModel>, cyclic: ReadonlySet<string>, names: Relations): Table {
  const stored = entity.fields.filter(isStored);
  const primaryKey = { name: names.take(`pk_${entity.table}`), columns: ['id'] };
  const foreignKeys = stored.flatMap((field) => foreignKey(entity, field, byName, cyclic, names));
  return {
    name: entity.table,
    entity: entity.name,
    link: null,
    was: entity.was,
    comment: entity.description ?? entity.title,
    columns: [...SYSTEM, ...stored.map(column)],
    primaryKey,
    foreignKeys,
    indexes: indexes(entity, names),
    checks: stored.flatMap((field) => check(entity, field, names)),
  };
}

function column(field: FieldModel): Column {
  const backfill = field.default === undefined || field.default === null ? {} : { backfill: field.default };
  return {
    name: field.column,
    field: field.name,
    was: field.was,
    type: columnType(field),
    nullable: field.optional,
    comment: field.description ?? field.title,
    ...backfill,
  };
}

function columnType(field: FieldModel): ColumnType {
  const type = field.type;
  if (type.kind === 'json') return { kind: 'jsonb' };
  if (type.kind !== 'scalar') return { kind: 'uuid' };
  switch (type.type) {
    case 'integer': return { kind: 'bigint' };
    case 'number': return { kind: 'double' };
    case 'decimal': return { kind: 'numeric', precision: field.precision ?? 19, scale: field.scale ?? 4 };
    case 'boolean': return { kind: 'boolean' };
    case 'date': return { kind: 'date' };
    case 'datetime': return { kind: 'timestamptz' };
    case 'uuid': return { kind: 'uuid' };
    default: return { kind: 'text' };
  }
}

function foreignKey(entity: EntityModel, field: FieldModel, byName: ReadonlyMap<string, EntityModel>, cyclic: ReadonlySet<string>, names: Relations): ForeignKey[] {
  if (field.type.kind !== 'reference') return [];
  const onDelete: OnDelete = ON_DELETE[field.type.onDelete];
  const name = names.take(`fk_${entity.table}_${field.column}`);
  return [{ name, column: field.column, target: tableName(byName, field.type.entity), onDelete, cyclic: cyclic.has(`${entity.name}>${field.type.entity}`) }];
}

function tableName(byName: ReadonlyMap<string, EntityModel>, entity: string): string {
  const target = byName.get(entity);
  if (target === undefined) throw new Error(`a reference to an unknown entity got past validation: ${entity}`);
  return target.table;
}

/** Unique keys and indexes: declared ones, plus one on every reference, so that its filter and its deletes are fast. */
function indexes(entity: EntityModel, names: Relations): Index[] {
  const wanted: { unique: boolean; fields: FieldModel[] }[] = [];
  for (const field of entity.fields.filter(isStored)) {
    const reference = field.type.kind === 'reference' || field.type.kind === 'foreign';
    if (field.unique) wanted.push({ unique: true, fields: [field] });
    else if (field.index || reference) wanted.push({ unique: false, fields: [field] });
  }
  const field = (wire: string): FieldModel => {
    const found = entity.fields.find((f) => f.wire === wire);
    if (found === undefined) throw new Error(`a key over an unknown field got past validation: ${wire}`);
    return found;
  };
  for (const key of entity.unique) wanted.push({ unique: true, fields: key.map(field) });
  for (const key of entity.index) wanted.push({ unique: false, fields: key.map(field) });
  const seen = new Set<string>();
  return wanted.flatMap(({ unique, fields }) => {
    const columns = fields.map((f) => f.column).join(',');
    if (seen.has(`${unique}:${columns}`)) return [];
    seen.add(`${unique}:${columns}`);
    const name = names.take(`${unique ? 'uq' : 'ix'}_${entity.table}_${fields.map((f) => f.column).join('_')}`);
    return [{ name, unique, ...keyForms(fields, unique), wire: fields.map((f) => f.wire) }];
  });
}

function check(entity: EntityModel, field: FieldModel, names: Relations): Check[] {
  if (field.type.kind !== 'scalar' || field.type.type !== 'enum') return [];
  const values = field.schema['enum'];
  if (!Array.isArray(values)) return [];
  const texts = values.filter((v): v is string => typeof v === 'string');
  return [{ name: names.take(`ck_${entity.table}_${field.column}`), column: field.column, values: texts }];
}

function linkTable(entity: EntityModel, field: ManyField, name: string, byName: ReadonlyMap<string, EntityModel>, names: Relations): Table {
  const target = byName.get(field.type.entity);
  if (target === undefined) throw new Error(`a many to an unknown entity got past validation: ${field.type.entity}`);
  const owner = shortened(`${entity.names.snake}_id`);
  const other = target === entity ? shortened(`other_${entity.names.snake}_id`) : shortened(`${target.names.snake}_id`);
  return {
    name,
    entity: null,
    link: { entity: entity.name, field: field.name },
    was: field.was,
    comment: field.description ?? field.title,
    columns: [system(owner, { kind: 'uuid' }), system(other, { kind: 'uuid' })],
    primaryKey: { name: names.take(`pk_${name}`), columns: [owner, other] },
    foreignKeys: [
      { name: names.take(`fk_${name}_${owner}`), column: owner, target: entity.table, onDelete: 'CASCADE', cyclic: false },
      { name: names.take(`fk_${name}_${other}`), column: other, target: target.table, onDelete: 'CASCADE', cyclic: false },
    ],
    indexes: [{ name: names.take(`ix_${name}_${other}`), unique: false, keys: [{ column: other, form: 'plain' }], method: 'btree', wire: [field.wire] }],
    checks: [],
  };
}

/** Documents of one collection, as `servicekit.collections` keeps them: `id` and `parent` are digests of the keys. */
function collectionTable({ table }: CollectionModel, names: Relations): Table {
  const indexed = ['parent', 'created_at', 'id'];
  return {
    name: table,
    entity: null,
    link: null,
    was: null,
    comment: null,
    columns: [
      system('id', { kind: 'uuid' }),
      system('parent', { kind: 'uuid' }),
      system('document', { kind: 'jsonb' }),
      system('created_at', { kind: 'timestamptz' }),
      system('updated_at', { kind: 'timestamptz' }),
    ],
    primaryKey: { name: names.take(`pk_${table}`), columns: ['id'] },
    foreignKeys: [],
    indexes: [{ name: names.take(`ix_${table}_parent`), unique: false, keys: indexed.map((column) => ({ column, form: 'plain' })), method: 'btree', wire: [] }],
    checks: [],
  };
}

/** References that lie on a cycle of more than one table, as `From>To`. */
function cycles(entities: readonly EntityModel[]): Set<string> {
  const edges = new Map(entities.map((e) => [e.name, e.fields.flatMap((f) => (f.type.kind === 'reference' ? [f.type.entity] : []))]));
  const reaches = (from: string, goal: string): boolean => {
    const seen = new Set<string>();
    const stack = [from];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (at === goal) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      stack.push(...(edges.get(at) ?? []));
    }
    return false;
  };
  const result = new Set<string>();
  for (const [from, targets] of edges) {
    for (const to of targets) if (to !== from && reaches(to, from)) result.add(`${from}>${to}`);
  }
  return result;
}

function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

export { snake };
