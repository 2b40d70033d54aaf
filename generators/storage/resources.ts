/** View of resources.py: how each entity's table appears on the wire. */
import type { EntityModel, FieldModel, Service } from '../../src/kit.js';
import { isStored } from './build.js';
import type { StorageModel } from './model.js';
import { pyJson, pyString, pyTuple } from './python-literals.js';
import type { PythonTable } from './python-model.js';

export interface ResourcesView {
  readonly keys: readonly { readonly nameCode: string; readonly valueCode: string }[];
  readonly importNames: string;
  readonly resources: readonly {
    readonly constantName: string;
    readonly entityCode: string;
    readonly pathCode: string;
    readonly className: string;
    readonly fieldCodes: readonly string[];
    readonly manyCode: string;
    readonly inverseCode: string;
    readonly titleCode: string;
  }[];
}

/** The view for one service. */
export function resourcesView(service: Service, model: StorageModel, tables: readonly PythonTable[]): ResourcesView {
  const known = keys(model, tables);
  const resources = tables.map((table) => ({
    constantName: table.constant,
    entityCode: pyString(table.entity.name),
    pathCode: pyString(collectionPath(service, table.entity)),
    className: table.className,
    fieldCodes: table.entity.fields.filter(isStored).map(fieldCode),
    manyCode: listing(table.entity.fields.flatMap((f) => manyCode(table, f))),
    inverseCode: listing(table.entity.fields.flatMap((f) => inverseCode(f, tables))),
    titleCode: table.entity.title === null ? '' : pyString(table.entity.title),
  }));
  const arrays = resources.some((r) => r.manyCode !== '' || r.inverseCode !== '');
  const codecs = resources.some((r) => r.fieldCodes.length > 0);
  const names = [codecs ? 'Field' : '', arrays ? 'Ids' : '', 'Key', 'Resource', codecs ? 'codecs' : ''];
  return { keys: known, importNames: names.filter((n) => n !== '').join(', '), resources };
}

/** Where the document puts the collection; an entity without operations keeps its own path. */
function collectionPath(service: Service, entity: EntityModel): string {
  const bound = service.api.operations.find((o) => o.resource?.entity === entity.name);
  return bound?.resource?.collection ?? entity.path;
}

function listing(items: readonly string[]): string {
  return items.length === 0 ? '' : `(${items.join(', ')},)`;
}

function fieldCode(field: FieldModel): string {
  const column = field.column === field.wire ? '' : `, column=${pyString(field.column)}`;
  const optional = field.optional ? ', optional=True' : '';
  const preset = field.default === undefined ? '' : `, default=${pyJson(field.default)}`;
  return `Field(${pyString(field.wire)}, ${codecCode(field)}${column}${optional}${preset})`;
}

function codecCode(field: FieldModel): string {
  const type = field.type;
  if (type.kind === 'json') return isAnyJson(field) ? 'codecs.json(max_bytes=65536)' : 'codecs.json()';
  if (type.kind !== 'scalar') return 'codecs.uuid()';
  switch (type.type) {
    case 'integer': case 'number': case 'boolean': case 'date': case 'datetime': case 'uuid':
      return `codecs.${type.type}()`;
    case 'decimal': return `codecs.decimal(scale=${field.scale ?? 4})`;
    case 'email': return field.unique ? 'codecs.text(ignores_case=True)' : 'codecs.text()';
    default: return 'codecs.text()';
  }
}

/** The short type `json`: any value, of limited size. */
function isAnyJson(field: FieldModel): boolean {
  return JSON.stringify(field.schema).includes('"$ref":"#/components/schemas/JsonValue"');
}

function manyCode(owner: PythonTable, field: FieldModel): string[] {
  const link = owner.links.find((l) => l.field === field);
  const [own, other] = link?.table.columns ?? [];
  if (link === undefined || own === undefined || other === undefined) return [];
  return [idsCode(field.wire, link.className, own.name, other.name)];
}

function inverseCode(field: FieldModel, tables: readonly PythonTable[]): string[] {
  const type = field.type;
  if (type.kind !== 'inverse') return [];
  const other = tables.find((t) => t.entity.name === type.entity);
  const declared = other?.entity.fields.find((f) => f.name === type.field);
  if (other === undefined || declared === undefined) throw new Error(`no field behind the inverse ${field.name}`);
  if (isStored(declared)) return [idsCode(field.wire, other.className, declared.column, 'id')];
  const link = other.links.find((l) => l.field === declared);
  const [theirs, mine] = link?.table.columns ?? [];
  if (link === undefined || theirs === undefined || mine === undefined) throw new Error(`no link behind the inverse ${field.name}`);
  return [idsCode(field.wire, link.className, mine.name, theirs.name)];
}

function idsCode(wire: string, className: string, owner: string, target: string): string {
  return `Ids(${pyString(wire)}, tables.${className}, owner=${pyString(owner)}, target=${pyString(target)})`;
}

/** Every constraint that a request can violate, in the words of the wire. */
function keys(model: StorageModel, tables: readonly PythonTable[]): ResourcesView['keys'] {
  const wire = (entity: string, column: string): string =>
    tables.find((t) => t.entity.name === entity)?.entity.fields.find((f) => f.column === column)?.wire ?? column;
  const entry = (name: string, entity: string, fields: readonly string[]): ResourcesView['keys'][number] => ({
    nameCode: pyString(name),
    valueCode: `Key(${pyString(entity)}, ${pyTuple(fields)})`,
  });
  return model.tables.flatMap((table) => {
    const { entity, link } = table;
    if (link !== null) return table.foreignKeys.slice(1).map((k) => entry(k.name, link.entity, [link.field]));
    if (entity === null) return [];
    return [
      ...table.indexes.filter((i) => i.unique).map((i) => entry(i.name, entity, i.wire)),
      ...table.foreignKeys.map((k) => entry(k.name, entity, [wire(entity, k.column)])),
    ];
  });
}
