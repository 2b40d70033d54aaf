/** Which resource a property refers to: as the spec declares it, or, in a given document, by the property's name. */
import type { EntityModel, JsonObject } from '../../../src/kit.js';
import { isIdList } from './fields.js';
import { plain, singular } from './names.js';
import { typesOf } from './schema.js';

/** A resource that can be referred to. */
export interface Referable {
  readonly service: string;
  readonly name: string;
  readonly entity: EntityModel | null;
  readonly nested: boolean;
  /** Whether there is a list to choose from. */
  readonly listed: boolean;
  /** What a field keeps of it. */
  readonly target: JsonObject;
}

export interface Place {
  readonly service: string;
  readonly entity: EntityModel | null;
  /** The property that is the resource's own key refers to nothing. */
  readonly key: string;
}

export function targetOf(all: readonly Referable[], place: Place, name: string, root: JsonObject, schema: JsonObject): JsonObject | null {
  const declared = place.entity?.fields.find(({ wire }) => wire === name);
  if (declared !== undefined) {
    const { type } = declared;
    if (type.kind === 'scalar' || type.kind === 'json') return null;
    const service = type.kind === 'foreign' ? type.service : place.service;
    return all.find((one) => one.service === service && one.entity?.name === type.entity)?.target ?? null;
  }
  if (name === place.key || place.entity !== null) return null;
  return byName(all.filter((one) => one.service === place.service && one.listed && !one.nested), name, root, schema);
}

/** `stationId`, `station_id` and `stationIds` refer to `stations`; `station` too where it holds a UUID. */
function byName(all: readonly Referable[], name: string, root: JsonObject, schema: JsonObject): JsonObject | null {
  const many = typesOf(schema).includes('array');
  const stem = /^(.+?)[_-]?(?:[iI]d|ID)(s?)$/u.exec(name);
  if (stem !== null && (stem[2] === 's') !== many) return null;
  if (stem === null && !(many ? isIdList(root, schema) : schema['format'] === 'uuid')) return null;
  if (stem !== null && !many && !['string', 'integer'].some((type) => typesOf(schema).includes(type))) return null;
  const wanted = plain(stem?.[1] ?? name);
  const found = all.filter((one) => {
    const last = one.name.split('-').at(-1) ?? one.name;
    return [one.name, singular(one.name), last, singular(last)].some((word) => plain(word) === wanted);
  });
  return found.length === 1 ? (found[0]?.target ?? null) : null;
}
