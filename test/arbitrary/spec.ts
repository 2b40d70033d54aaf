/**
 * Arbitrary legal specs over the whole language: services, entities, every type in every form, relations of every
 * kind, odd names, hostile text, access, keys. They shrink; the same seed gives the same spec.
 */
import fc from 'fast-check';
import { stringify } from 'yaml';
import type { Json, JsonObject } from '../../src/json.js';
import { fieldOf } from './fields.js';
import { entityNames, fieldNames, roleNames, serviceNames } from './names.js';
import { hostileText, longText } from './texts.js';

/** `small`: one or two services of a few entities, for ordinary runs. `medium`: about the size of a real project. */
export type Size = 'small' | 'medium';

const LIMITS = { small: { services: 2, entities: 3, fields: 5 }, medium: { services: 4, entities: 7, fields: 12 } } as const;

/** A legal spec as the text of `specwright.yaml`. */
export function specText(size: Size = 'small'): fc.Arbitrary<string> {
  return specValue(size).map(toText);
}

/** A spec's value as YAML, every text in double quotes. */
export function toText(value: JsonObject): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false, version: '1.2', defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}

/** A legal spec as a value. */
export function specValue(size: Size = 'small'): fc.Arbitrary<JsonObject> {
  const limits = LIMITS[size];
  return serviceNames(1, limits.services).chain((services) =>
    fc.tuple(...services.map((name) => entityNames(1, limits.entities).map((entities) => ({ name, entities })))).chain((outline) =>
      fc.tuple(header(size), fc.tuple(...outline.map((service) => serviceOf(service, outline, limits.fields)))).map(([head, bodies]) => ({
        specwright: 1,
        ...head,
        services: Object.fromEntries(outline.map((service, index) => [service.name, bodies[index] ?? {}])),
      })),
    ),
  );
}

interface Outline {
  readonly name: string;
  readonly entities: readonly string[];
}

function header(size: Size): fc.Arbitrary<JsonObject> {
  const description = size === 'small' ? hostileText() : fc.oneof({ weight: 5, arbitrary: hostileText() }, { weight: 1, arbitrary: longText });
  return fc.record(
    {
      name: fc.constantFrom('shop', 'x', 'class', 'a-b', 'the-longest-name-that-a-project-can-have'.slice(0, 39)),
      domain: hostileText(40),
      owner: hostileText(40),
      blueprint: fc.constant('api-gateway'),
      title: hostileText(60),
      description,
      version: fc.constantFrom('0.1.0', '1.2.3', '10.0.0-rc.1'),
      created: fc.constantFrom('2026-01-31', '1999-12-31'),
      'x-note': hostileText(30),
    },
    { requiredKeys: ['name', 'domain', 'owner', 'blueprint'] },
  ) as fc.Arbitrary<JsonObject>;
}

function serviceOf(service: Outline, outline: readonly Outline[], most: number): fc.Arbitrary<JsonObject> {
  const foreign = outline.filter((other) => other.name !== service.name).flatMap((other) => other.entities.map((entity) => `${other.name}/${entity}`));
  const entities = service.entities.map((_, index) => entityOf(service.entities.slice(0, index), service.entities, foreign, most));
  return fc.tuple(fc.tuple(...entities), access, fc.option(hostileText(60)), fc.option(hostileText())).map(([bodies, access, title, description]) => {
    const byName = Object.fromEntries(service.entities.map((entity, index) => [entity, bodies[index] ?? {}]));
    return { ...(title === null ? {} : { title }), ...(description === null ? {} : { description }), ...access, entities: withInverses(byName) };
  });
}

const access: fc.Arbitrary<JsonObject> = fc
  .option(fc.record({ read: roleNames, create: roleNames, update: roleNames, delete: roleNames, export: roleNames, erase: roleNames }, { requiredKeys: [] }), { freq: 4 })
  .map((found) => (found === null ? {} : { access: found as JsonObject }));

function entityOf(earlier: readonly string[], entities: readonly string[], foreign: readonly string[], most: number): fc.Arbitrary<JsonObject> {
  const field = fieldOf({ earlier, all: entities, foreign });
  return fieldNames(0, most).chain((names) =>
    fc.tuple(fc.tuple(...names.map(() => field)), access, fc.option(hostileText(40), { freq: 3 }), fc.option(hostileText(), { freq: 3 }), fc.infiniteStream(fc.nat(99))).map(([fields, access, title, description, dice]) => {
      const byName = Object.fromEntries(names.map((name, index) => [name, fields[index] ?? 'string']));
      return { ...(title === null ? {} : { title }), ...(description === null ? {} : { description }), ...access, ...keysOf(byName, dice), fields: byName };
    }),
  );
}

/** `label`, `unique` and `index` among the fields that can take part. */
function keysOf(fields: JsonObject, dice: Iterable<number>): JsonObject {
  const rolls = dice[Symbol.iterator]();
  const roll = (sides: number): number => Number(rolls.next().value ?? 0) % sides;
  const columns = Object.keys(fields).filter((name) => isColumn(fields[name] ?? null));
  const scalars = columns.filter((name) => isScalar(fields[name] ?? null));
  const pick = (from: readonly string[]): string => from[roll(from.length)] ?? '';
  return {
    ...(scalars.length > 0 && roll(4) === 0 ? { label: pick(scalars) } : {}),
    ...(columns.length > 1 && roll(3) === 0 ? { unique: [[...new Set([pick(columns), pick(columns)])]] } : {}),
    ...(columns.length > 0 && roll(3) === 0 ? { index: [[pick(columns)]] } : {}),
  };
}

function isColumn(field: Json): boolean {
  if (typeof field === 'string') return !field.startsWith('json');
  const { many, ref } = field as JsonObject;
  return many === undefined && (ref !== undefined || isScalar(field));
}

/** Whether a field is a plain value, as far as this file makes them. */
function isScalar(field: Json): boolean {
  if (typeof field === 'string') return /^[a-z]/.test(field) && !field.startsWith('json');
  const { type, enum: members, ref, many, anyOf, const: only } = field as JsonObject;
  if (ref !== undefined || many !== undefined || anyOf !== undefined) return false;
  if (Array.isArray(members)) return new Set(members.map((member) => typeof member)).size === 1;
  return only !== undefined || (typeof type === 'string' && !['json', 'array', 'object'].includes(type));
}

/** Shows the other side of the first relation that has room for it. */
function withInverses(entities: Record<string, JsonObject>): JsonObject {
  for (const [entity, body] of Object.entries(entities)) {
    for (const [name, field] of Object.entries((body['fields'] ?? {}) as JsonObject)) {
      const target = typeof field === 'string' ? field.replace(/\?$/, '') : String((field as JsonObject)['ref'] ?? (field as JsonObject)['many'] ?? '');
      const other = Object.hasOwn(entities, target) ? entities[target] : undefined;
      const taken = Object.keys((other?.['fields'] ?? {}) as JsonObject).map((each) => each.toLowerCase());
      if (other === undefined || taken.some((each) => ['othersides', 'othersidesid'].includes(each))) continue;
      entities[target] = { ...other, fields: { ...(other['fields'] as JsonObject), otherSides: { many: entity, inverse: name } } };
      return entities;
    }
  }
  return entities;
}
