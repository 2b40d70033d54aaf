/** Which declared entity stands behind a collection of a given document. */
import type { JsonObject } from '../../json.js';
import type { EntityModel } from '../../spec/model.js';
import type { ApiOperation } from '../model.js';
import { follow, isObject, segmentsOf, textAt, valueAt } from '../pointer.js';
import type { Collection } from './bind.js';
import { jsonBody } from './facts.js';
import { plain } from './key.js';
import { componentName, listShape } from './shape.js';

const SYSTEM = ['id', 'createdAt', 'updatedAt', 'version'];

/** Names that the document itself gives: `x-entity` on the operation, its path or a schema. */
function marks(root: JsonObject, operation: ApiOperation): readonly string[] {
  const segments = segmentsOf(operation.pointer) ?? [];
  const own = valueAt(root, segments);
  const path = follow(root, valueAt(root, segments.slice(0, -1)));
  const schemas = operation.responses.flatMap(({ bodies }) => bodies).map(({ schema }) => follow(root, schema ?? undefined));
  return [own, path, ...schemas].flatMap((value) => (isObject(value) ? (textAt(value, 'x-entity') ?? []) : []));
}

/** Names of the components that the operation answers. */
function components(root: JsonObject, operation: ApiOperation): readonly string[] {
  const body = jsonBody(operation.responses.find(({ status }) => /^20[01]$/u.test(status))?.bodies ?? []);
  const list = body === null ? null : listShape(root, body.schema);
  return [componentName(body?.schema ?? null), componentName(list?.items ?? null)].filter((name) => name !== null);
}

/** The entity of a collection: by `x-entity`, by the component it answers, or by the path's last word. */
export function entityOf(root: JsonObject, operations: readonly ApiOperation[], collection: string, entities: readonly EntityModel[]): EntityModel | null {
  if (entities.length === 0) return null;
  const named = (names: readonly string[]): EntityModel | undefined => entities.find(({ name }) => names.some((one) => plain(one) === plain(name)));
  const last = plain(collection.split('/').at(-1) ?? '');
  return (
    named(operations.flatMap((operation) => marks(root, operation))) ??
    named(operations.flatMap((operation) => components(root, operation))) ??
    entities.find(({ plural }) => plain(plural.original) === last || plain(plural.kebab) === last) ??
    null
  );
}

/** Why the entity cannot hold what the collection carries, or null when it can. */
export function misfit({ stored, sent, key, place }: Collection, entity: EntityModel): string | null {
  const wires = new Set([...SYSTEM, ...entity.fields.map(({ wire }) => wire)]);
  const written = new Set(entity.fields.filter(({ type }) => type.kind !== 'inverse').map(({ wire }) => wire));
  if (key !== 'id') return `its key is \`${key}\`, not \`id\``;
  if (stored.properties.get('id')?.['type'] !== 'string') return 'the document does not answer `id` as a string';
  if (place.parents.length > 0) return 'the collection is nested';
  const unknown = [...stored.properties.keys()].find((name) => !wires.has(name)) ?? [...(sent?.properties.keys() ?? [])].find((name) => !wires.has(name));
  if (unknown !== undefined) return `it has no field \`${unknown}\``;
  const missing = entity.fields.find(({ wire, optional, default: preset, type }) => written.has(wire) && !optional && preset === undefined && type.kind !== 'many' && sent !== null && !sent.required.has(wire));
  return missing === undefined ? null : `nothing has to send its field \`${missing.wire}\``;
}
