/** The storage model as Python will call it: classes, modules, attributes, constants. Both prints read it. */
import type { EntityModel, FieldModel } from '../../src/kit.js';
import { isMany, isStored, snake } from './build.js';
import { linkOf, type StorageModel, tableOf, type Table } from './model.js';
import { attributeScope, identifierScope } from './python-names.js';

export interface PythonLink {
  readonly field: FieldModel;
  readonly table: Table;
  readonly className: string;
}

export interface PythonRelationship {
  readonly attribute: string;
  readonly field: FieldModel;
}

export interface PythonTable {
  readonly entity: EntityModel;
  readonly table: Table;
  readonly className: string;
  readonly module: string;
  /** Name in resources.py. */
  readonly constant: string;
  /** Column name -> attribute. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Declared field name -> relationship attribute, for references, many and inverse. */
  readonly relationships: ReadonlyMap<string, string>;
  readonly links: readonly PythonLink[];
}

/** Every table class of a service, in declared order. */
export function pythonTables(model: StorageModel, entities: readonly EntityModel[]): PythonTable[] {
  const classes = identifierScope();
  const modules = identifierScope();
  const named = entities.map((entity) => ({ entity, className: classes.take(entity.name), module: modules.take(entity.names.snake) }));
  return named.map(({ entity, className, module }) => ({
    entity,
    className,
    module,
    constant: entity.names.constant,
    table: tableOf(model, entity.name),
    ...attributes(entity),
    links: entity.fields.filter(isMany).map((field) => ({
      field,
      table: linkOf(model, entity.name, field.name),
      className: classes.take(`${entity.name}${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}Link`),
    })),
  }));
}

function attributes(entity: EntityModel): Pick<PythonTable, 'attributes' | 'relationships'> {
  const scope = attributeScope();
  const columns = entity.fields.filter(isStored).map((field) => [field.column, scope.take(field.column)] as const);
  const relations = entity.fields
    .filter((field) => field.type.kind === 'reference' || !isStored(field))
    .map((field) => [field.name, scope.take(snake(field.name))] as const);
  const system = ['id', 'created_at', 'updated_at', 'version'].map((name) => [name, name] as const);
  return { attributes: new Map([...system, ...columns]), relationships: new Map(relations) };
}
