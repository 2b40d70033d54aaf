/** Fields: short and long forms become {@link FieldModel}s; what a field says about itself alone is checked here. */
import type { JsonObject } from '../json.js';
import type { WrittenLongField } from './language.js';
import type { FieldModel, FieldType, ScalarType } from './model.js';
import type { Report } from './report.js';
import { checkMembers, longSchema } from './schemas.js';
import { quote, toJson, toJsonObject, walk } from './source.js';
import type { MapTree, Tree } from './source.js';
import { decimalSchema, idsSchema, jsonSchema, scalarSchema, SHORT_TYPES, UUID_SCHEMA } from './types.js';
import type { ShortType } from './types.js';
import { valueProblem } from './values.js';

/** What a field may refer to. */
export interface Surroundings {
  readonly service: string;
  readonly entity: string;
  /** Entities of this service. */
  readonly entities: ReadonlySet<string>;
  /** Entities per service; null for a service whose document alone knows. */
  readonly services: ReadonlyMap<string, ReadonlySet<string> | null>;
  readonly report: Report;
}

/** A field without what only its neighbours decide: the column. */
export type Draft = Omit<FieldModel, 'column'>;

/** Reads a field; null, and at least one problem, when it cannot be made sense of. */
export function readField(name: string, written: string | WrittenLongField, tree: Tree, around: Surroundings): Draft | null {
  const long: WrittenLongField = typeof written === 'string' ? {} : written;
  const shape = typeof written === 'string' ? shortType(written, tree, around) : longType(name, written, tree as MapTree, around);
  if (shape === null) return null;
  const { type, schema, optional } = shape;
  const relation = type.kind === 'reference' || type.kind === 'foreign';
  const fallback = walk(tree, ['default']);
  const hasDefault = tree.kind === 'map' && tree.entries.has('default');
  if (hasDefault) checkDefault(toJson(fallback.tree), fallback.tree.start, schema, optional, type, around);
  return {
    name,
    wire: relation ? `${name}Id` : name,
    type,
    schema,
    title: long.title ?? null,
    description: long.description ?? null,
    optional,
    unique: long.unique ?? false,
    index: long.index ?? false,
    ...(hasDefault ? { default: toJson(fallback.tree) } : {}),
    ...(shape.precision === undefined ? {} : { precision: shape.precision, scale: shape.scale ?? 0 }),
    pii: personal(long.pii),
    was: long.was ?? null,
    extensions: extensionsOf(tree),
  };
}

/** `x-…` keys of a map. */
export function extensionsOf(tree: Tree): JsonObject {
  return tree.kind === 'map' ? toJsonObject(tree, (key) => key.startsWith('x-')) : {};
}

export interface Typed {
  readonly type: FieldType;
  readonly schema: JsonObject;
  readonly optional: boolean;
  readonly precision?: number;
  readonly scale?: number;
}

/** `string`, `decimal?`, `Category`, `Category?`. */
function shortType(written: string, tree: Tree, around: Surroundings): Typed | null {
  const optional = written.endsWith('?');
  const name = optional ? written.slice(0, -1) : written;
  if (isShort(name)) return { ...shortSchema(name), optional };
  if (around.entities.has(name)) return { type: { kind: 'reference', entity: name, onDelete: 'restrict' }, schema: UUID_SCHEMA, optional };
  unknownType(name, optional, tree.start, around);
  return null;
}

export function isShort(name: string): name is ShortType {
  return (SHORT_TYPES as readonly string[]).includes(name);
}

function shortSchema(type: ShortType): Omit<Typed, 'optional'> {
  if (type === 'json') return { type: { kind: 'json', array: false }, schema: jsonSchema() };
  const scalar: FieldType = { kind: 'scalar', type };
  if (type !== 'decimal') return { type: scalar, schema: scalarSchema(type) };
  return { type: scalar, schema: decimalSchema({ precision: 19, scale: 4, minimum: null, maximum: null }) ?? {}, precision: 19, scale: 4 };
}

function unknownType(name: string, optional: boolean, at: number, { entities, services, report }: Surroundings): void {
  const elsewhere = serviceWith(name, services);
  const near = report.nearest(name, SHORT_TYPES, entities);
  const help =
    name.includes('/') ? `A reference to another service is written in the long form: { ref: ${name}${optional ? ', optional: true' : ''} }.`
    : elsewhere !== null ? `${name} is an entity of ${elsewhere}; write { ref: ${elsewhere}/${name} }.`
    : near !== null ? `Did you mean \`${near}${optional ? '?' : ''}\`?`
    : `Types are ${SHORT_TYPES.map((each) => `\`${each}\``).join(', ')}, or the name of an entity of this service.`;
  report.error('spec/unknown-type', at, name === '' ? 'This type is empty.' : `${quote(name)} is neither a type nor an entity of this service.`, help);
}

/** The first service that has an entity of this name. */
function serviceWith(entity: string, services: Surroundings['services']): string | null {
  for (const [service, known] of services) if (known?.has(entity) === true) return service;
  return null;
}

/** A few names for a message. */
function listed(names: Iterable<string>): string {
  const all = [...names];
  return all.length > 12 ? `${all.slice(0, 12).join(', ')}, …` : all.join(', ');
}

/** The keys that each relation understands besides title, description and `x-…`. */
const RELATION_KEYS = {
  ref: ['ref', 'onDelete', 'optional', 'unique', 'index', 'was', 'deprecated'],
  many: ['many', 'was', 'deprecated'],
  inverse: ['many', 'inverse', 'deprecated'],
} as const;

function longType(name: string, written: WrittenLongField, tree: MapTree, around: Surroundings): Typed | null {
  if (!tree.entries.has('ref') && !tree.entries.has('many')) {
    for (const key of ['onDelete', 'inverse'] as const) {
      const entry = tree.entries.get(key);
      if (entry !== undefined) around.report.error('spec/relation-key', entry.at.start, `\`${key}\` says something only beside \`${key === 'inverse' ? 'many' : 'ref'}\`.`, 'Remove it, or make this field a relation.');
    }
    const typed = longSchema(name, written, tree, around.report);
    if (typed !== null) checkMembers(tree, typed.schema, around.report);
    return typed;
  }
  const kind = tree.entries.has('inverse') ? 'inverse' : tree.entries.has('many') ? 'many' : 'ref';
  const legal: readonly string[] = [...RELATION_KEYS[kind], 'title', 'description', '$comment'];
  for (const { key, at } of tree.entries.values()) {
    if (legal.includes(key) || key.startsWith('x-')) continue;
    around.report.error('spec/relation-key', at.start, `\`${key}\` says nothing on a relation of this kind.`, `Beside \`${kind === 'ref' ? 'ref' : 'many'}\` it may hold ${legal.map((each) => `\`${each}\``).join(', ')}.`);
  }
  const deprecated = written.deprecated === true ? { deprecated: true } : {};
  const typed = kind === 'ref' ? reference(written, tree, around) : manyTo(written, tree, kind, around);
  return typed === null ? null : { ...typed, schema: { ...typed.schema, ...deprecated } };
}

function reference(written: WrittenLongField, tree: MapTree, around: Surroundings): Typed | null {
  if (written.ref === undefined) return null;
  const optional = written.optional ?? false;
  const at = walk(tree, ['ref']).tree.start;
  const remote = written.ref.split('/');
  const [service, entity] = remote.length === 2 ? remote : [null, written.ref];
  if (service !== null && service !== undefined) return foreign(service, entity ?? '', optional, tree, at, around);
  if (!around.entities.has(written.ref)) {
    unknownEntity(written.ref, at, around);
    return null;
  }
  const onDelete = tree.entries.get('onDelete');
  const setNull = onDelete !== undefined && written.onDelete === null;
  if (setNull && !optional) {
    around.report.error('spec/on-delete', onDelete.value.start, '`onDelete: null` needs a reference that may be null.', 'Add `optional: true`.');
  }
  return { type: { kind: 'reference', entity: written.ref, onDelete: setNull ? 'set-null' : (written.onDelete ?? 'restrict') }, schema: UUID_SCHEMA, optional };
}

function foreign(service: string, entity: string, optional: boolean, tree: MapTree, at: number, around: Surroundings): Typed | null {
  const { services, report } = around;
  const known = services.get(service);
  if (service === around.service) {
    report.error('spec/reference', at, `${service} is this service itself.`, `Write { ref: ${entity} }.`);
    return null;
  }
  if (known === undefined) {
    const near = report.nearest(service, services.keys());
    report.error('spec/reference', at, `There is no service ${quote(service)}.`, near === null ? `Services are ${listed(services.keys())}.` : `Did you mean \`${near}/${entity}\`?`);
    return null;
  }
  if (known !== null && !known.has(entity)) {
    const near = report.nearest(entity, known);
    report.error('spec/reference', at, `The service ${service} has no entity ${quote(entity)}.`, near === null ? null : `Did you mean \`${service}/${near}\`?`);
    return null;
  }
  const onDelete = tree.entries.get('onDelete');
  if (onDelete !== undefined) report.error('spec/on-delete', onDelete.at.start, 'The id of another service\'s entity is stored unchecked, so `onDelete` can do nothing.', 'Remove it.');
  return { type: { kind: 'foreign', service, entity }, schema: UUID_SCHEMA, optional };
}

function manyTo(written: WrittenLongField, tree: MapTree, kind: 'many' | 'inverse', around: Surroundings): Typed | null {
  const entity = written.many;
  if (entity === undefined) {
    if (!tree.entries.has('many')) around.report.error('spec/relation-key', walk(tree, ['inverse']).tree.start, '`inverse` says something only beside `many`.', null);
    return null;
  }
  if (!around.entities.has(entity)) {
    unknownEntity(entity, walk(tree, ['many']).tree.start, around);
    return null;
  }
  if (kind === 'many') return { type: { kind: 'many', entity }, schema: idsSchema(), optional: false };
  if (written.inverse === undefined) return null;
  return { type: { kind: 'inverse', entity, field: written.inverse }, schema: idsSchema(), optional: false };
}

function unknownEntity(name: string, at: number, { entities, services, report }: Surroundings): void {
  const elsewhere = serviceWith(name, services);
  const near = report.nearest(name, entities);
  const help = elsewhere !== null ? `${name} is an entity of ${elsewhere}; \`{ ref: ${elsewhere}/${name} }\` stores its id.` : near === null ? null : `Did you mean \`${near}\`?`;
  report.error('spec/reference', at, `This service has no entity ${quote(name)}.`, help);
}

const NO_DEFAULT: readonly FieldType['kind'][] = ['reference', 'foreign', 'many', 'inverse'];

function checkDefault(value: ReturnType<typeof toJson>, at: number, schema: JsonObject, optional: boolean, type: FieldType, { report }: Surroundings): void {
  if (NO_DEFAULT.includes(type.kind)) return;
  if (value === null) {
    if (!optional) report.error('spec/default', at, 'The default is null, yet the field is not optional.', 'Add `optional: true`, or give another default.');
    return;
  }
  const problem = valueProblem(value, schema);
  if (problem === null) return;
  const decimal = type.kind === 'scalar' && (type.type satisfies ScalarType) === 'decimal' && typeof value === 'number';
  report.error('spec/default', at, `The default does not fit the field: ${problem}.`, decimal ? `Decimals are texts in JSON; write it in quotes: "${value}".` : null);
}

function personal(pii: WrittenLongField['pii']): FieldModel['pii'] {
  if (pii === undefined || pii === false) return null;
  if (pii === true) return { basis: 'contract', retention: 'P2Y' };
  return { basis: pii.basis ?? 'contract', retention: pii.retention ?? 'P2Y' };
}
