/** What `make seed` creates, in an order in which every row's references exist already. */
import type { EntityModel, Json, Service } from '../../src/kit.js';

interface Step {
  readonly path: string;
  /** Wire name of a reference -> path of the collection that it points into. */
  readonly references: Readonly<Record<string, string>>;
}

/** Create operations of top-level collections: entities in the order of their references, then everything else. */
export function seedPlan(service: Service): Json {
  const creates = service.api.operations.filter(({ resource }) => resource?.kind === 'create' && resource.parents.length === 0);
  const steps: Step[] = [];
  const pathOf = (entity: string): string | undefined => creates.find(({ resource }) => resource?.entity === entity)?.path;
  for (const name of inOrder(service)) {
    const path = pathOf(name);
    if (path !== undefined) steps.push({ path, references: references(service, name, pathOf) });
  }
  for (const { path } of creates) if (!steps.some((step) => step.path === path)) steps.push({ path, references: {} });
  return steps.map(({ path, references: wires }) => ({ path, references: wires }));
}

function references(service: Service, name: string, pathOf: (entity: string) => string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { type, wire } of service.entities.find((entity) => entity.name === name)?.fields ?? []) {
    if (type.kind !== 'reference' && type.kind !== 'many') continue;
    const path = pathOf(type.entity);
    if (path !== undefined) found[wire] = path;
  }
  return found;
}

/** Entities, targets of required references first, then those with fewer references; every cycle has an optional one. */
function inOrder(service: Service): readonly string[] {
  const done = new Set<string>();
  const visit = (entity: EntityModel): void => {
    if (done.has(entity.name)) return;
    for (const target of targets(entity, true)) {
      const found = service.entities.find(({ name }) => name === target && name !== entity.name);
      if (found !== undefined) visit(found);
    }
    done.add(entity.name);
  };
  const byNeed = [...service.entities].sort((a, b) => targets(a, false).length - targets(b, false).length);
  for (const entity of byNeed) visit(entity);
  return [...done];
}

function targets(entity: EntityModel, requiredOnly: boolean): readonly string[] {
  return entity.fields.flatMap(({ type, optional }) => {
    if (type.kind === 'reference') return requiredOnly && optional ? [] : [type.entity];
    return type.kind === 'many' && !requiredOnly ? [type.entity] : [];
  });
}
