/** What relations mean together: inverse sides, and cycles that could never be written. */
import type { EntityModel, FieldModel } from './model.js';
import type { Report } from './report.js';
import { quote } from './source.js';

/** Position of a field or of one of its keys. */
export type Locate = (entity: string, field: string, key?: string) => number;

/** Checks the relations between the entities of one service. */
export function checkRelations(entities: readonly EntityModel[], locate: Locate, report: Report): void {
  const byName = new Map(entities.map((entity) => [entity.name, entity]));
  for (const entity of entities) {
    for (const field of entity.fields) {
      if (field.type.kind === 'inverse') checkInverse(entity, field, field.type, byName, locate, report);
    }
  }
  for (const cycle of requiredCycles(entities)) {
    const [first] = cycle;
    if (first === undefined) continue;
    const steps = cycle.map((each) => `${each.entity}.${each.field}`);
    const way = [...(steps.length > 8 ? [...steps.slice(0, 7), '…'] : steps), first.entity].join(' → ');
    report.error('spec/required-cycle', locate(first.entity, first.field), `No record could ever be the first: every reference of this cycle is required (${way}).`, `Make one of them optional, such as \`${first.field}: ${first.target}?\`.`);
  }
}

type Inverse = Extract<FieldModel['type'], { kind: 'inverse' }>;

function checkInverse(entity: EntityModel, field: FieldModel, type: Inverse, byName: ReadonlyMap<string, EntityModel>, locate: Locate, report: Report): void {
  const target = byName.get(type.entity);
  const other = target?.fields.find((each) => each.name === type.field);
  const at = locate(entity.name, field.name, 'inverse');
  if (target === undefined) return;
  if (other === undefined) {
    const near = report.nearest(type.field, target.fields.map((each) => each.name));
    report.error('spec/inverse', at, `${target.name} has no field ${quote(type.field)}.`, near === null ? null : `Did you mean \`${near}\`?`);
    return;
  }
  const points = (other.type.kind === 'reference' || other.type.kind === 'many') && other.type.entity === entity.name;
  if (points) return;
  const fitting = target.fields.find((each) => (each.type.kind === 'reference' || each.type.kind === 'many') && each.type.entity === entity.name);
  report.error('spec/inverse', at, `\`${target.name}.${other.name}\` does not refer to ${entity.name}.`, fitting === undefined ? `Add a reference to ${entity.name} in ${target.name}, or remove \`inverse\`.` : `\`${fitting.name}\` does.`);
}

interface Edge {
  readonly entity: string;
  readonly field: string;
  readonly target: string;
}

/** One cycle for each knot of entities that required references tie together. */
function requiredCycles(entities: readonly EntityModel[]): Edge[][] {
  const edges = new Map<string, Edge[]>(
    entities.map((entity) => [
      entity.name,
      entity.fields.flatMap((field) => (field.type.kind === 'reference' && !field.optional ? [{ entity: entity.name, field: field.name, target: field.type.entity }] : [])),
    ]),
  );
  const done = new Set<string>();
  const cycles: Edge[][] = [];
  for (const entity of entities) {
    const cycle = done.has(entity.name) ? null : findCycle(entity.name, edges, done);
    if (cycle !== null) cycles.push(cycle);
  }
  return cycles;
}

/** Depth first without recursion; `done` collects every entity seen. */
function findCycle(start: string, edges: ReadonlyMap<string, readonly Edge[]>, done: Set<string>): Edge[] | null {
  const path: { readonly node: string; next: number }[] = [{ node: start, next: 0 }];
  const trail: Edge[] = [];
  const active = new Set([start]);
  let found: Edge[] | null = null;
  while (path.length > 0) {
    const top = path[path.length - 1];
    if (top === undefined) break;
    const edge = edges.get(top.node)?.[top.next];
    top.next += 1;
    if (edge === undefined) {
      active.delete(top.node);
      done.add(top.node);
      path.pop();
      trail.pop();
    } else if (active.has(edge.target)) {
      found ??= [...trail.slice(path.findIndex((each) => each.node === edge.target)), edge];
    } else if (!done.has(edge.target)) {
      active.add(edge.target);
      trail.push(edge);
      path.push({ node: edge.target, next: 0 });
    }
  }
  return found;
}
