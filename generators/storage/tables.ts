/** Views of the SQLModel classes: one module per entity. */
import type { FieldModel } from '../../src/kit.js';
import { isStored } from './build.js';
import type { Column, ForeignKey, Index, Table } from './model.js';
import { columnTypeCode, indexKeysCode } from './alembic-code.js';
import { pyString } from './python-literals.js';
import type { PythonLink, PythonTable } from './python-model.js';

const ANNOTATIONS = {
  text: 'str', bigint: 'int', double: 'float', numeric: 'decimal.Decimal', boolean: 'bool',
  date: 'dt.date', timestamptz: 'dt.datetime', uuid: 'uuid.UUID', jsonb: 'typing.Any',
} as const;

export interface TableView {
  readonly summary: string;
  readonly importLines: readonly string[];
  readonly typeImports: readonly { readonly module: string; readonly className: string }[];
  /** Link tables first: the entity's class names them. */
  readonly classes: readonly ClassView[];
}

interface ClassView {
  readonly className: string;
  readonly baseCode: string;
  readonly docstring: string;
  readonly tableName: string;
  readonly argumentCodes: readonly string[];
  readonly attributes: readonly { readonly attributeName: string; readonly annotationCode: string; readonly valueCode: string }[];
}

/** The view of one entity's module. */
export function tableView(self: PythonTable, all: readonly PythonTable[]): TableView {
  const classes = [...self.links.map(linkClass), entityClass(self, all)];
  const code = classes.flatMap((c) => [...c.argumentCodes, ...c.attributes.flatMap((a) => [a.annotationCode, a.valueCode])]).join(' ');
  const targets = self.entity.fields.flatMap((f) => (f.type.kind === 'reference' || !isStored(f) ? [relationTarget(f, all)] : []));
  const foreign = [...new Set(targets)].filter((t) => t !== self).toSorted((a, b) => compareNatural(a.module, b.module));
  return {
    summary: `The ${self.table.name} table.`,
    importLines: imports(code, foreign.length > 0),
    typeImports: foreign.map(({ module, className }) => ({ module, className })),
    classes,
  };
}

function imports(code: string, typeChecking: boolean): string[] {
  const wanted: [string, boolean][] = [
    ['import datetime as dt', code.includes('dt.')],
    ['import decimal', code.includes('decimal.')],
    ['import typing', typeChecking || code.includes('typing.')],
    ['import uuid', code.includes('uuid.')],
    ['', true],
    ['import sqlalchemy as sa', true],
    ['import sqlmodel', code.includes('sqlmodel.')],
    ['from sqlalchemy import orm', code.includes('orm.relationship')],
    ['from sqlalchemy.dialects import postgresql', code.includes('postgresql.')],
  ];
  return wanted.filter(([, used]) => used).map(([line]) => line);
}

function entityClass(self: PythonTable, all: readonly PythonTable[]): ClassView {
  const stored = self.table.columns.filter((c) => c.field !== null);
  return {
    className: self.className,
    baseCode: '_base.EntityTable',
    docstring: `A row of ${self.table.name}.`,
    tableName: self.table.name,
    argumentCodes: tableArguments(self.table),
    attributes: [
      ...stored.map((column) => columnAttribute(self, column)),
      ...self.entity.fields.filter((f) => self.relationships.has(f.name)).map((field) => relationAttribute(self, field, all)),
    ],
  };
}

function linkClass(link: PythonLink): ClassView {
  return {
    className: link.className,
    baseCode: '_base.LinkTable',
    docstring: `A row of ${link.table.name}.`,
    tableName: link.table.name,
    argumentCodes: tableArguments(link.table),
    attributes: link.table.columns.map((c) => ({
      attributeName: c.name,
      annotationCode: 'uuid.UUID',
      valueCode: `sqlmodel.Field(sa_column=sa.Column(${pyString(c.name)}, sa.Uuid, ${foreignKeyCode(link.table, c)}primary_key=True))`,
    })),
  };
}

function tableArguments(table: Table): string[] {
  const key = table.primaryKey;
  return [
    `sa.PrimaryKeyConstraint(${key.columns.map(pyString).join(', ')}, name=${pyString(key.name)})`,
    ...table.checks.map((c) => `sa.CheckConstraint(sa.column(${pyString(c.column)}).in_([${c.values.map(pyString).join(', ')}]), name=${pyString(c.name)})`),
    ...table.indexes.map(indexCode),
    ...(table.comment === null ? [] : [`{"comment": ${pyString(table.comment)}}`]),
  ];
}

function indexCode(index: Index): string {
  const unique = index.unique ? ', unique=True' : '';
  const method = index.method === 'hash' ? ', postgresql_using="hash"' : '';
  return `sa.Index(${pyString(index.name)}, ${indexKeysCode(index)}${unique}${method})`;
}

function columnAttribute(self: PythonTable, column: Column): ClassView['attributes'][number] {
  const annotation = ANNOTATIONS[column.type.kind];
  const comment = column.comment === null ? '' : `, comment=${pyString(column.comment)}`;
  const sa = `sa.Column(${pyString(column.name)}, ${columnTypeCode(column.type)}, ${foreignKeyCode(self.table, column)}nullable=${column.nullable ? 'True' : 'False'}${comment})`;
  const optional = column.nullable && annotation !== 'typing.Any';
  return {
    attributeName: self.attributes.get(column.name) ?? column.name,
    annotationCode: optional ? `${annotation} | None` : annotation,
    valueCode: `sqlmodel.Field(${column.nullable ? 'default=None, ' : ''}sa_column=${sa})`,
  };
}

function foreignKeyCode(table: Table, column: Column): string {
  const key: ForeignKey | undefined = table.foreignKeys.find((k) => k.column === column.name);
  if (key === undefined) return '';
  const rule = key.onDelete === 'NO ACTION' ? '' : `, ondelete=${pyString(key.onDelete)}`;
  const late = key.cyclic ? ', use_alter=True' : '';
  return `sa.ForeignKey(${pyString(`${key.target}.id`)}, name=${pyString(key.name)}${rule}${late}), `;
}

function relationTarget(field: FieldModel, all: readonly PythonTable[]): PythonTable {
  const type = field.type;
  const name = type.kind === 'reference' || type.kind === 'many' || type.kind === 'inverse' ? type.entity : '';
  const target = all.find((t) => t.entity.name === name);
  if (target === undefined) throw new Error(`no table class for ${name}`);
  return target;
}

/** Never loaded behind the reader's back (`lazy="raise"`): load explicitly with `selectinload`. */
function relationAttribute(self: PythonTable, field: FieldModel, all: readonly PythonTable[]): ClassView['attributes'][number] {
  const target = relationTarget(field, all);
  const options = [pyString(target.className), ...relationOptions(self, field, target), 'lazy="raise"'];
  const one = field.optional ? `"${target.className} | None"` : `"${target.className}"`;
  return {
    attributeName: self.relationships.get(field.name) ?? field.name,
    annotationCode: field.type.kind === 'reference' ? one : `list["${target.className}"]`,
    valueCode: `sqlmodel.Relationship(sa_relationship=orm.relationship(${options.join(', ')}))`,
  };
}

function relationOptions(self: PythonTable, field: FieldModel, target: PythonTable): string[] {
  switch (field.type.kind) {
    case 'reference': {
      const remote = target === self ? [`remote_side=${pyString(`${self.className}.id`)}`] : [];
      return [`foreign_keys=${pyString(`${self.className}.${self.attributes.get(field.column) ?? ''}`)}`, ...remote, ...backPopulates(pairedInverse(self, field, target), target)];
    }
    case 'many':
      return [...joins(self, field, false), ...backPopulates(pairedInverse(self, field, target), target)];
    default:
      return inverseOptions(self, field, target);
  }
}

function inverseOptions(self: PythonTable, field: FieldModel, target: PythonTable): string[] {
  const declared = target.entity.fields.find((f) => field.type.kind === 'inverse' && f.name === field.type.field);
  if (declared === undefined) throw new Error(`no field behind the inverse ${self.entity.name}.${field.name}`);
  const paired = pairedInverse(target, declared, self) === field;
  const back = paired ? [`back_populates=${pyString(target.relationships.get(declared.name) ?? '')}`] : ['viewonly=True'];
  if (declared.type.kind === 'many') return [...joins(target, declared, true), ...back];
  const deletes = paired ? ['passive_deletes="all"'] : [];
  return [`foreign_keys=${pyString(`${target.className}.${target.attributes.get(declared.column) ?? ''}`)}`, ...back, ...deletes];
}

/** Both joins are written out where owner and target are one table; elsewhere the foreign keys say it. */
function joins(owner: PythonTable, declared: FieldModel, reverse: boolean): string[] {
  const link = owner.links.find((l) => l.field === declared);
  const [own, other] = link?.table.columns ?? [];
  if (link === undefined || own === undefined || other === undefined) throw new Error(`no link for ${declared.name}`);
  const secondary = `secondary=${pyString(link.table.name)}`;
  if (declared.type.kind !== 'many' || declared.type.entity !== owner.entity.name) return [secondary];
  const [here, there] = reverse ? [other, own] : [own, other];
  const join = (column: Column): string => pyString(`${owner.className}.id == ${link.className}.${column.name}`);
  return [secondary, `primaryjoin=${join(here)}`, `secondaryjoin=${join(there)}`];
}

/** The inverse that mirrors a field: the first declared one; any other is a view. */
function pairedInverse(owner: PythonTable, field: FieldModel, target: PythonTable): FieldModel | undefined {
  return target.entity.fields.find((f) => f.type.kind === 'inverse' && f.type.entity === owner.entity.name && f.type.field === field.name);
}

function backPopulates(inverse: FieldModel | undefined, target: PythonTable): string[] {
  return inverse === undefined ? [] : [`back_populates=${pyString(target.relationships.get(inverse.name) ?? '')}`];
}

/** As import sorters compare module names: numbers by value. */
export function compareNatural(a: string, b: string): number {
  const split = (s: string): (string | number)[] => (s.match(/\d+|\D+/g) ?? []).map((p) => (/^\d/.test(p) ? Number(p) : p));
  const [left, right] = [split(a), split(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const [l, r] = [left[i], right[i]];
    if (l === r || l === undefined || r === undefined) continue;
    if (typeof l === typeof r) return l < r ? -1 : 1;
    return typeof l === 'number' ? -1 : 1;
  }
  return left.length - right.length;
}
