/** Views of ARCHITECTURE.md and of the Structurizr source. */
import type { Project } from '../../src/kit.js';
import { NO_CALL, type Component, type Container, type Element, type Model, type Relation } from './model.js';
import { picture, type Picture } from './pictures.js';

const TAGS: Readonly<Record<Element['kind'], string>> = {
  person: 'Person', system: 'System', external: 'External', issuer: 'External', web: 'Web app', service: 'Service', database: 'Database',
};

interface Part {
  readonly name: string;
  readonly about: string;
  readonly path: string;
  readonly link: string;
}

/** ARCHITECTURE.md: a picture and a table for each level. */
export function architectureView(project: Project, model: Model): object {
  const { system, people, externals, containers, flows } = model;
  const own = containers.filter(({ kind }) => kind !== 'database');
  return {
    title: system.name,
    owner: project.owner,
    context: picture([...people, ...externals], [system], contextFlows(model), null),
    parties: [...people, ...externals].map(({ name, technology, about }) => ({ name, about, kind: technology === '' ? '—' : technology })),
    landscape: picture([...people, ...externals.filter((one) => flows.some(({ from, to }) => to === one && from !== system))], containers, flows.filter(({ from }) => from !== system), system.name),
    containers: own.map((container) => ({ name: container.name, technology: container.technology, about: container.about, folder: container.folder, port: container.port ?? '—', database: databaseOf(container, model) })),
    dependencies: flows.filter(({ from, to }) => from.kind === 'service' && (to.kind === 'service' || to.kind === 'external')).map(line),
    hasDependencies: flows.some(({ from, to }) => from.kind === 'service' && (to.kind === 'service' || to.kind === 'external')),
    insides: own.filter(({ components }) => components.length > 0).map((container) => ({ name: container.name, parts: container.components.map(part), picture: inside(container, model) })),
    services: project.services.map(({ name, folder }) => ({ name, folder })),
  };
}

function line({ from, to, does, technology }: Relation): object {
  return { from: from.name, to: to.name, does, technology };
}

function part({ name, about, path }: Component): Part {
  return { name, about, path, link: path.replaceAll('(', '%28').replaceAll(')', '%29') };
}

function databaseOf(container: Container, { flows }: Model): string {
  return flows.find(({ from, to }) => from.id === container.id && to.kind === 'database')?.to.name ?? '—';
}

/** Flows of the system as a whole: one for each pair. */
function contextFlows({ system, flows, people }: Model): readonly Relation[] {
  const whole = (one: Element): Element => (one.kind === 'person' || one.kind === 'external' || one.kind === 'issuer' ? one : system);
  const pairs = new Map<string, Relation>();
  for (const flow of flows) {
    const [from, to] = [whole(flow.from), whole(flow.to)];
    const key = `${from.id} ${to.id}`;
    if (from !== to && !pairs.has(key)) pairs.set(key, { ...flow, from, to });
  }
  const inwards = [...pairs.values()].filter(({ from }) => people.includes(from));
  return [...inwards, ...[...pairs.values()].filter((one) => !inwards.includes(one))];
}

/** One container from inside, with the neighbours that its components meet. */
function inside(container: Container, model: Model): Picture {
  const arriving = arrivals(container, model.flows);
  const neighbours = [...new Set([...arriving.map(({ from }) => from), ...container.inner.map(({ to }) => to).filter((to) => !container.components.includes(to as Component))])];
  return picture(neighbours, container.components, [...arriving, ...container.inner.map((one) => ({ ...one, does: one.does === 'Uses' ? '' : one.does }))], container.name);
}

/** specs/architecture/workspace.dsl. What a person wrote is never the last word of a line: the language would read a brace into it. */
export function workspaceView(model: Model): object {
  const { system, people, externals, containers, flows } = model;
  const element = ({ id, name, about, technology, kind }: Element): object => ({ id, name, about, technology, tag: TAGS[kind] });
  const plain = ({ id, name, about, kind }: Element): object => ({ id, name, about, tag: TAGS[kind] });
  const relation = ({ from, to, does, technology }: Relation): object => ({ from: from.id, to: to.id, does, technology });
  const withParts = containers.filter(({ components }) => components.length > 0);
  return {
    name: system.name,
    about: system.about,
    people: people.map(plain),
    externals: externals.map(plain),
    system: plain(system),
    containers: containers.map((container) => ({ ...element(container), components: container.components.map((one) => ({ ...element(one), tag: 'Part' })) })),
    relations: [...flows, ...containers.flatMap((container) => arrivals(container, flows)), ...containers.flatMap(({ inner }) => inner)].map(relation),
    insides: withParts.map(({ id }) => ({ id })),
  };
}

/** What comes to a container goes to its first component. */
function arrivals(container: Container, flows: readonly Relation[]): readonly Relation[] {
  const [entry] = container.components;
  return entry === undefined ? [] : flows.filter(({ to, technology }) => to.id === container.id && technology !== NO_CALL).map((flow) => ({ ...flow, to: entry }));
}
