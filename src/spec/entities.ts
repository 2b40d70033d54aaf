/** Entities: wire names, columns, keys, labels and relations; and the collisions between the entities of a service. */
import type { WrittenEntity, WrittenField } from './language.js';
import type { Access, EntityModel, FieldModel } from './model.js';
import { mergeAccess } from './access.js';
import { extensionsOf, readField } from './fields.js';
import type { Draft, Surroundings } from './fields.js';
import { columnsOf, identifier, namesOf, pluralOf } from './names.js';
import type { Report } from './report.js';
import { quote, toJson, walk } from './source.js';
import type { Tree } from './source.js';

const SYSTEM = new Map([['id', 'id'], ['createdat', 'createdAt'], ['updatedat', 'updatedAt'], ['version', 'version']]);

/** Reads one entity; what is wrong is reported and left out. */
export function readEntity(name: string, written: WrittenEntity, tree: Tree, around: Surroundings, inherited: Access): EntityModel {
  const { report } = around;
  const drafts = readFields(written.fields ?? new Map<string, WrittenField>(), tree, around);
  checkWires(drafts, (field) => walk(tree, ['fields', field]).entry?.at.start ?? tree.start, report);
  checkFormerNames(written.fields?.keys() ?? [], drafts.map((draft) => ({ name: draft.name, was: draft.was, at: walk(tree, ['fields', draft.name, 'was']).tree.start })), 'field', report);
  const plural = pluralOf(name, written.plural ?? null);
  return {
    name,
    names: namesOf(name),
    plural,
    path: `/api/v1/${plural.kebab}`,
    table: identifier(plural.snake),
    title: written.title ?? null,
    description: written.description ?? null,
    label: labelOf(written, drafts, tree, report),
    fields: withColumns(drafts),
    unique: keyLists('unique', written.unique, drafts, tree, report),
    index: keyLists('index', written.index, drafts, tree, report),
    access: mergeAccess(inherited, written.access),
    was: written.was ?? null,
    extensions: extensionsOf(tree),
  };
}

function readFields(fields: ReadonlyMap<string, WrittenField>, tree: Tree, around: Surroundings): Draft[] {
  const drafts: Draft[] = [];
  for (const [name, written] of fields) {
    const draft = readField(name, written, walk(tree, ['fields', name]).tree, around);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

function checkWires(drafts: readonly Draft[], at: (field: string) => number, report: Report): void {
  const wires = new Map<string, Draft>();
  for (const draft of drafts) {
    const folded = draft.wire.toLowerCase();
    const system = SYSTEM.get(folded) ?? SYSTEM.get(draft.name.toLowerCase());
    if (system !== undefined) report.error('spec/reserved-name', at(draft.name), `Every entity has \`${system}\` already.`, 'Choose another name for this field.');
    const twin = wires.get(folded);
    if (twin !== undefined) {
      const [reference, plain] = twin.wire === twin.name ? [draft, twin] : [twin, draft];
      report.error('spec/same-name', at(draft.name), `The reference \`${reference.name}\` is \`${reference.wire}\` on the wire, which the field \`${plain.name}\` takes as well.`, 'Rename one of them.');
    }
    wires.set(folded, twin ?? draft);
  }
}

function withColumns(drafts: readonly Draft[]): FieldModel[] {
  const stored = drafts.filter((draft) => draft.type.kind !== 'many' && draft.type.kind !== 'inverse');
  const columns = columnsOf(stored.map((draft) => draft.wire));
  const byName = new Map(stored.map((draft, index) => [draft.name, columns[index] ?? '']));
  return drafts.map((draft) => ({ ...draft, column: byName.get(draft.name) ?? '' }));
}

function labelOf(written: WrittenEntity, drafts: readonly Draft[], tree: Tree, report: Report): string {
  const first = drafts.find((draft) => draft.type.kind === 'scalar' && draft.type.type === 'string');
  if (written.label === undefined) return first?.wire ?? 'id';
  const at = walk(tree, ['label']).tree.start;
  const field = drafts.find((draft) => draft.name === written.label);
  if (field === undefined && written.fields?.has(written.label) !== true) {
    report.error('spec/unknown-field', at, `There is no field ${quote(written.label)} to be the label.`, nearestField(written.label, written.fields?.keys() ?? [], report));
  } else if (field !== undefined && field.type.kind !== 'scalar') {
    report.error('spec/label', at, `\`${written.label}\` holds nothing that people can read in one line.`, 'Name a field of a plain type, such as a string.');
  }
  return field?.wire ?? 'id';
}

function nearestField(name: string, candidates: Iterable<string>, report: Report): string | null {
  const all = [...candidates];
  const base = name.endsWith('Id') && all.includes(name.slice(0, -2)) ? name.slice(0, -2) : null;
  if (base !== null) return `Fields are named as declared: \`${base}\`.`;
  const near = report.nearest(name, all);
  return near === null ? null : `Did you mean \`${near}\`?`;
}

/** `unique` and `index` of an entity: declared names in, wire names out. */
function keyLists(key: 'unique' | 'index', lists: WrittenEntity['unique'], drafts: readonly Draft[], tree: Tree, report: Report): string[][] {
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const seen = new Set<string>();
  const trees = walk(tree, [key]).tree;
  const result: string[][] = [];
  for (const item of lists === undefined || trees.kind !== 'list' ? [] : trees.items) {
    const names = item.kind === 'list' ? item.items : [];
    const wires = names.map((each) => keyField(key, each, byName, tree, report));
    const sorted = [...wires].sort().join(' ');
    if (key === 'unique' && seen.has(sorted)) report.error('spec/repeated-item', item.start, 'These fields are unique together already.', 'Keep one of the two.');
    seen.add(sorted);
    result.push(wires.filter((wire) => wire !== null));
  }
  return result;
}

function keyField(key: 'unique' | 'index', item: Tree, drafts: ReadonlyMap<string, Draft>, tree: Tree, report: Report): string | null {
  const name = toJson(item);
  if (typeof name !== 'string') return null;
  const field = drafts.get(name);
  if (field !== undefined && ['scalar', 'reference', 'foreign'].includes(field.type.kind)) return field.wire;
  const fields = walk(tree, ['fields']).tree;
  const declared = fields.kind === 'map' ? fields.entries : new Map<string, unknown>();
  if (field !== undefined) report.error(`spec/${key}`, item.start, `\`${name}\` is no single column that ${key === 'unique' ? 'could be unique' : 'an index could use'}.`, 'Name plain fields and references.');
  else if (!declared.has(name)) report.error('spec/unknown-field', item.start, `There is no field ${quote(name)}.`, nearestField(name, declared.keys(), report));
  return null;
}

/** `was` must name something that is gone, and two things cannot have been one. */
export function checkFormerNames(
  current: Iterable<string>,
  renamed: readonly { readonly name: string; readonly was: string | null; readonly at: number }[],
  what: 'field' | 'entity',
  report: Report,
): void {
  const names = new Set(current);
  const moved = new Set(renamed.filter((each) => each.was !== null).map((each) => each.name));
  const before = new Map<string, string>();
  for (const { name, was, at } of renamed) {
    if (was === null) continue;
    const twin = before.get(was);
    if (was === name) report.error('spec/was', at, `\`${name}\` was not renamed.`, 'Remove `was`.');
    else if (names.has(was) && !moved.has(was)) report.error('spec/was', at, `The ${what} \`${was}\` is still there, so \`${name}\` cannot have been it.`, `Remove \`was\`, or remove the ${what} \`${was}\`.`);
    else if (twin !== undefined) report.error('spec/was', at, `\`${twin}\` and \`${name}\` cannot both have been \`${was}\`.`, 'Keep one `was`.');
    before.set(was, name);
  }
}
