/** Names of components and operations in a drafted document: never two alike, whatever the entities are called. */
import type { EntityModel } from '../../spec/model.js';

/** Component and operation names of one entity. */
export interface EntityNames {
  readonly read: string;
  readonly create: string;
  readonly patch: string;
  readonly page: string;
  readonly operations: { readonly list: string; readonly create: string; readonly get: string; readonly update: string; readonly delete: string };
}

export interface DraftNames {
  readonly entities: ReadonlyMap<string, EntityNames>;
  readonly problem: string;
  readonly jsonValue: string;
}

/** Hands out names, appending `_` until one is free; names that differ only in case count as the same. */
function reserve(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    let name = wanted;
    while (taken.has(name.toLowerCase())) name += '_';
    taken.add(name.toLowerCase());
    return name;
  };
}

/** Names every component and operation of a drafted document. Entities keep their own names; derived names give way. */
export function draftNames(entities: readonly EntityModel[]): DraftNames {
  const component = reserve();
  const operation = reserve();
  const reads = entities.map((entity) => component(entity.name));
  const named = entities.map((entity, index): [string, EntityNames] => [
    entity.name,
    {
      read: reads[index] ?? entity.name,
      create: component(`${entity.name}Create`),
      patch: component(`${entity.name}Patch`),
      page: component(`${entity.name}Page`),
      operations: {
        list: operation(`list${entity.plural.pascal}`),
        create: operation(`create${entity.name}`),
        get: operation(`get${entity.name}`),
        update: operation(`update${entity.name}`),
        delete: operation(`delete${entity.name}`),
      },
    },
  ]);
  return { entities: new Map(named), problem: component('Problem'), jsonValue: component('JsonValue') };
}

/** `#/components/schemas/<name>` as a reference object. */
export function schemaRef(name: string): { readonly $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
