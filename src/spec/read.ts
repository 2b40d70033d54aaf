/** `specwright.yaml` as a value: read, checked as a whole, every problem reported at once. */
import { InputError } from '../problems.js';
import type { Position } from '../problems.js';
import { STANDARD_ROLES, VERBS } from './access.js';
import { check } from './check.js';
import { specShape } from './language.js';
import type { WrittenSpec } from './language.js';
import type { Origin, ServiceModel, Spec } from './model.js';
import { namesOf } from './names.js';
import { Report } from './report.js';
import { knownTargets, readSections, warnOfPersonalData } from './sections.js';
import { readServices } from './services.js';
import { insertAll } from './set.js';
import { parseSource, walk } from './source.js';
import type { MapTree, Tree } from './source.js';

/**
 * Reads a spec.
 *
 * @param text - the spec's text; `file` is the name it goes by in problems
 * @param options.set - `a.b=VALUE` arguments, written into the text before it is checked
 * @returns the validated spec; its `text` is what `specwright.yaml` is to hold
 * @throws InputError with every problem, sorted by position
 */
export function readSpec(text: string, file: string, options: { readonly set?: readonly string[] } = {}): Spec {
  const { text: complete, inserted, problems } = insertAll(text, file, options.set ?? []);
  const report = new Report(file, complete, inserted);
  report.problems.push(...problems);
  const tree = parseSource(complete, report);
  const written = tree === null ? undefined : check(specShape, tree, report);
  const services = tree === null || written?.services === undefined ? [] : readServices(written.services, tree, knownTargets(written), report);
  const sections = tree === null || written === undefined ? {} : readSections(written, tree, services, report);
  if (tree !== null) checkRoles(services, tree, report);
  if (tree !== null) warnOfPersonalData(services, tree, report);
  if (report.failed || tree === null || tree.kind !== 'map' || written === undefined) throw new InputError(report.sorted());
  return assemble(written, services, sections, { file, text: complete, tree, report });
}

interface Read {
  readonly file: string;
  readonly text: string;
  readonly tree: MapTree;
  readonly report: Report;
}

function assemble(written: WrittenSpec, services: readonly ServiceModel[], sections: Spec['sections'], { file, text, tree, report }: Read): Spec {
  const name = written.name ?? '';
  const names = namesOf(name);
  const [blueprint = '', version = null] = (written.blueprint ?? '').split('@');
  return {
    file,
    text,
    name,
    names,
    title: written.title ?? names.sentence,
    domain: written.domain ?? '',
    owner: written.owner ?? '',
    description: written.description ?? null,
    version: written.version ?? '0.1.0',
    created: written.created ?? null,
    blueprint: { name: blueprint, version },
    licence: written.licence ?? 'proprietary',
    repository: written.repository ?? null,
    services,
    roles: rolesOf(services),
    sections,
    at: (path) => positionOf(tree, path, report),
    origin: (path) => originOf(tree, path, report),
    problems: report.sorted(),
  };
}

function positionOf(tree: Tree, path: readonly (string | number)[], report: Report): Position {
  return report.position(offsetOf(tree, path));
}

/** The key of a map or list, the value itself when it is a scalar. */
function offsetOf(tree: Tree, path: readonly (string | number)[]): number {
  const { tree: found, entry } = walk(tree, path);
  return found.kind === 'scalar' || entry === null ? found.start : entry.at.start;
}

function originOf(tree: Tree, path: readonly (string | number)[], report: Report): Origin {
  const { steps } = walk(tree, path);
  if (steps < path.length) return { kind: 'default', by: 'specwright' };
  const offset = offsetOf(tree, path);
  const set = report.argumentAt(offset);
  return set === null ? { kind: 'spec', position: report.position(offset) } : { kind: 'set', argument: set.argument };
}

/** Every role any access names; viewer, editor and admin first. */
function rolesOf(services: readonly ServiceModel[]): string[] {
  const named = new Set(services.flatMap((service) => [service.access, ...service.entities.map((entity) => entity.access)]).flatMap((access) => VERBS.flatMap((verb) => access[verb])));
  const own = [...named].filter((role) => !(STANDARD_ROLES as readonly string[]).includes(role)).sort();
  return [...STANDARD_ROLES, ...own];
}

/** Roles are unique in the project, ignoring case: `Editor` beside `editor` is a slip that would lock people out. */
function checkRoles(services: readonly ServiceModel[], tree: Tree, report: Report): void {
  const folded = new Map<string, string>(STANDARD_ROLES.map((role) => [role, role]));
  for (const service of services) {
    const places = [['services', service.name, 'access'], ...service.entities.map((entity) => ['services', service.name, 'entities', entity.name, 'access'])];
    for (const place of places) {
      for (const verb of VERBS) {
        const { tree: list, steps } = walk(tree, [...place, verb]);
        if (steps < place.length + 1 || list.kind !== 'list') continue;
        for (const item of list.items) {
          if (item.kind !== 'scalar' || typeof item.value !== 'string') continue;
          const twin = folded.get(item.value.toLowerCase());
          if (twin !== undefined && twin !== item.value) report.error('spec/same-name', item.start, `The roles \`${item.value}\` and \`${twin}\` are the same name when case is ignored.`, `Write \`${twin}\`.`);
          folded.set(item.value.toLowerCase(), twin ?? item.value);
        }
      }
    }
  }
}
