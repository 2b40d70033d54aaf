/** Services: their entities, access and dependencies, and the collisions inside each. */
import { DEFAULT_ACCESS, mergeAccess } from './access.js';
import { checkFormerNames, readEntity } from './entities.js';
import { extensionsOf } from './fields.js';
import type { WrittenService } from './language.js';
import type { EntityModel, ServiceModel } from './model.js';
import { namesOf } from './names.js';
import { checkRelations } from './relations.js';
import type { Report } from './report.js';
import { quote, walk } from './source.js';
import type { Tree } from './source.js';

/** Reads every service; `root` is the whole spec, `known` what `depends_on` may name besides services. */
export function readServices(services: ReadonlyMap<string, WrittenService>, root: Tree, known: ReadonlySet<string>, report: Report): ServiceModel[] {
  const entities = new Map([...services].map(([name, { openapi, entities: own }]) => [name, own === undefined && openapi !== undefined ? null : new Set(own?.keys() ?? [])]));
  const models = [...services].map(([name, written]) => readService(name, written, walk(root, ['services', name]).tree, entities, known, report));
  checkSharedDocuments(models, root, report);
  return models;
}

function readService(
  name: string,
  written: WrittenService,
  tree: Tree,
  services: ReadonlyMap<string, ReadonlySet<string> | null>,
  known: ReadonlySet<string>,
  report: Report,
): ServiceModel {
  const hasKey = (key: string): boolean => tree.kind === 'map' && tree.entries.has(key);
  if (!hasKey('entities') && !hasKey('openapi')) {
    report.error('spec/empty-service', tree.start, `The service ${quote(name)} has neither \`entities\` nor \`openapi\`.`, 'Say what it stores, or name its OpenAPI document.');
  } else if (written.entities?.size === 0 && !hasKey('openapi') && walk(tree, ['entities']).tree.kind === 'map' && emptyMap(walk(tree, ['entities']).tree)) {
    report.error('spec/empty-service', walk(tree, ['entities']).tree.start, `The service ${quote(name)} has no entities.`, 'Name at least one, such as `Product: { fields: { name: string } }`.');
  }
  const access = mergeAccess(DEFAULT_ACCESS, written.access);
  const own = new Set(written.entities?.keys() ?? []);
  const entities = [...(written.entities ?? [])].map(([entity, each]) =>
    readEntity(entity, each, walk(tree, ['entities', entity]).tree, { service: name, entity, entities: own, services, report }, access),
  );
  const at = (entity: string, key?: string): number => position(tree, ['entities', entity, ...(key === undefined ? [] : [key])]);
  checkCollisions(entities, at, report);
  checkFormerNames(own, entities.map((entity) => ({ name: entity.name, was: entity.was, at: at(entity.name, 'was') })), 'entity', report);
  checkRelations(entities, (entity, field, key) => position(tree, ['entities', entity, 'fields', field, ...(key === undefined ? [] : [key])]), report);
  return {
    name,
    names: namesOf(name),
    title: written.title ?? null,
    description: written.description ?? null,
    openapi: written.openapi ?? null,
    entities,
    accessDeclared: written.access !== undefined,
    access,
    dependsOn: dependencies(name, written, entities, tree, services, known, report),
    extensions: extensionsOf(tree),
  };
}

function emptyMap(tree: Tree): boolean {
  return tree.kind === 'map' && tree.entries.size === 0;
}

/** Where a key is written, or the deepest parent that exists. */
export function position(tree: Tree, path: readonly string[]): number {
  const found = walk(tree, path);
  return found.steps === path.length && found.entry !== null ? (path.length > 0 && found.tree.kind === 'scalar' ? found.tree.start : found.entry.at.start) : found.tree.start;
}

function checkCollisions(entities: readonly EntityModel[], at: (entity: string, key?: string) => number, report: Report): void {
  const paths = new Map<string, string>();
  for (const entity of entities) {
    const twin = paths.get(entity.path) ?? paths.get(entity.table);
    if (twin !== undefined) {
      report.error('spec/same-plural', at(entity.name), `${entity.name} and ${twin} would both be served at ${entity.path} and stored in ${entity.table}.`, `Give one a \`plural\` of its own, such as \`plural: other-${entity.plural.kebab}\`.`);
    }
    if (entity.table === 'alembic_version') report.error('spec/reserved-name', at(entity.name), 'The table `alembic_version` belongs to the migrations.', 'Choose another `plural`.');
    paths.set(entity.path, twin ?? entity.name).set(entity.table, twin ?? entity.name);
  }
}

function checkSharedDocuments(models: readonly ServiceModel[], root: Tree, report: Report): void {
  const owners = new Map<string, string>();
  for (const { name, openapi } of models) {
    if (openapi === null) continue;
    const twin = owners.get(openapi);
    if (twin !== undefined) report.error('spec/shared-document', position(root, ['services', name, 'openapi']), `${twin} and ${name} name the same document.`, 'One document describes one service.');
    owners.set(openapi, name);
  }
}

function dependencies(
  name: string,
  written: WrittenService,
  entities: readonly EntityModel[],
  tree: Tree,
  services: ReadonlyMap<string, unknown>,
  known: ReadonlySet<string>,
  report: Report,
): string[] {
  const found = new Set(entities.flatMap((entity) => entity.fields.flatMap((field) => (field.type.kind === 'foreign' ? [field.type.service] : []))));
  const list = walk(tree, ['depends_on']).tree;
  const items = new Map(list.kind === 'list' ? list.items.map((each) => [each.kind === 'scalar' ? each.value : null, each]) : []);
  for (const target of written.depends_on ?? []) {
    const item = items.get(target);
    if (services.has(target) && target !== name) found.add(target);
    else if (target === name) report.error('spec/depends-on', item?.start ?? tree.start, `${name} cannot depend on itself.`, 'Remove it.');
    else if (!known.has(target)) {
      const near = report.nearest(target, services.keys(), known);
      report.error('spec/depends-on', item?.start ?? tree.start, `There is no service, external system or event ${quote(target)}.`, near === null ? null : `Did you mean \`${near}\`?`);
    }
  }
  return [...found].sort();
}
