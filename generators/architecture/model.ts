/**
 * The C4 model of the repository, from the Project and from what other generators send. Everything that shows the
 * architecture is printed from it: the Structurizr source, the pictures, the tables and the threat model.
 */
import type { JsonObject, Project, Service, Slots, SlotTypes } from '../../src/kit.js';

export type ElementKind = 'person' | 'system' | 'external' | 'issuer' | 'web' | 'service' | 'database';

export interface Element {
  /** Unique in the model, an identifier in every notation: `service-catalog`. */
  readonly id: string;
  readonly kind: ElementKind;
  /** Unique among its siblings. */
  readonly name: string;
  readonly technology: string;
  readonly about: string;
}

export interface Component extends Element {
  readonly path: string;
}

export interface Container extends Element {
  readonly folder: string;
  readonly port: string | null;
  readonly components: readonly Component[];
  /** Between components, and from them to what is outside. */
  readonly inner: readonly Relation[];
}

export interface Relation {
  readonly from: Element;
  readonly to: Element;
  /** What happens: `Reads and writes rows`. */
  readonly does: string;
  readonly technology: string;
}

export interface Model {
  readonly system: Element;
  readonly people: readonly Element[];
  readonly externals: readonly Element[];
  readonly containers: readonly Container[];
  /** Between people, external systems and containers: the data flows. */
  readonly flows: readonly Relation[];
}

interface Party { readonly description?: string; readonly kind?: string; readonly protocol?: string; readonly via?: string }

/** Reads everything once; the order is that of the spec. */
export function architectureOf(project: Project, slots: Slots): Model {
  const names = new Names();
  const system: Element = { id: 'system', kind: 'system', name: names.take(project.title, project.name), technology: '', about: oneLine(project.description) };
  const issuer: Element = { id: 'issuer', kind: 'issuer', name: names.take('OpenID Connect issuer'), technology: 'OpenID Connect', about: issuerWords(project) };
  const systems = entries(project, 'external_systems').map(([key, party]): Element => (
    { id: `external-${key}`, kind: 'external', name: names.take(key), technology: party.protocol?.trim() ?? '', about: oneLine(party.description ?? party.kind ?? 'A system of others.') }
  ));
  const people = peopleOf(project, slots, names);
  const containers = containersOf(project, slots, issuer);
  const secured = project.services.some(takesTokens) || slots.process.length > 0;
  const externals = [...(secured ? [issuer] : []), ...systems];
  return { system, people, externals, containers, flows: flowsOf(project, people, systems, issuer, system, containers) };
}

/** Whether the service checks tokens of the issuer. */
export function takesTokens({ api }: Service): boolean {
  const components = api.json['components'] as JsonObject | undefined;
  const schemes = Object.values((components?.['securitySchemes'] ?? {}) as JsonObject) as JsonObject[];
  return schemes.some(({ type, scheme }) => type === 'oauth2' || type === 'openIdConnect' || (type === 'http' && String(scheme).toLowerCase() === 'bearer'));
}

/** Whether the service keeps anything. */
export function stores({ entities, collections }: Service): boolean {
  return entities.length > 0 || collections.length > 0;
}

function issuerWords(project: Project): string {
  const identity = (project.sections['security'] as { identity?: { issuer?: string } } | undefined)?.identity;
  return identity?.issuer === undefined ? 'Signs people in and issues access tokens; on a developer\'s machine a local one stands in.' : `Signs people in and issues access tokens: ${identity.issuer}`;
}

function entries(project: Project, section: string): readonly (readonly [string, Party])[] {
  return Object.entries((project.sections[section] ?? {}) as unknown as Record<string, Party>);
}

/** The actors of the spec, and those whom an open door implies: people at the web app, clients at public services. */
function peopleOf(project: Project, slots: Slots, names: Names): readonly Element[] {
  const declared = entries(project, 'actors').map(([key, { description, kind }]): Element => (
    { id: `actor-${key}`, kind: 'person', name: names.take(key), technology: kind?.trim() ?? '', about: description?.trim() || (kind === undefined ? 'Uses the system.' : `Uses the system (${kind}).`) }
  ));
  const roles = project.roles.join(', ');
  const web = slots.process.length > 0;
  const people = declared.filter((one) => !isMachine(one));
  const open = openServices(project).length > 0;
  const implied = (id: string, name: string, about: string): Element => ({ id, kind: 'person', name: names.take(name), technology: '', about });
  return [
    ...declared,
    ...(web && people.length === 0 ? [implied('user', 'User', `Works in the web app with one of the roles ${roles}.`)] : []),
    ...(open && people.length === declared.length && (web || declared.length === 0) ? [implied('client', 'API client', `Calls ${openServices(project).join(', ')} with one of the roles ${roles}.`)] : []),
  ];
}

function isMachine({ id, technology }: Element): boolean {
  return id === 'client' || /machine|system|service|device|bot|client|program|job/i.test(technology);
}

/** Services that the internet reaches. */
function openServices({ deployment }: Project): readonly string[] {
  return deployment.workloads.filter((workload) => workload.kind === 'service' && workload.public).map(({ name }) => name);
}

function containersOf(project: Project, slots: Slots, issuer: Element): readonly Container[] {
  const names = new Names();
  const services = project.services.map((service): Element => (
    { id: `service-${service.name}`, kind: 'service', name: names.take(service.name), technology: 'Python, FastAPI', about: oneLine(service.description ?? service.title) }
  ));
  const processes = slots.process.map((process): Element => (
    { id: `process-${process.name}`, kind: 'web', name: names.take(process.name), technology: 'TypeScript, Next.js', about: 'What people work with, and the only door from a browser to the services.' }
  ));
  const database = (id: string, name: string, what: string): Element => ({ id, kind: 'database', name: names.take(name), technology: 'PostgreSQL', about: what });
  const ofServices = project.services.map((service) => (stores(service) ? database(`database-${service.name}`, service.database, `What ${service.name} stores.`) : null));
  const ofProcesses = slots.process.map((process) => (process.database === null ? null : database(`database-of-${process.name}`, process.database, `Sessions and counters of ${process.name}.`)));
  const build = (element: Element, own: Element | null, folder: string, port: string | null): Container => {
    const asks = element.kind === 'web' || project.services.some((service) => `service-${service.name}` === element.id && takesTokens(service));
    const parts = partsOf(slots.component, element, { '@database': own === null ? [] : [own], '@issuer': asks ? [issuer] : [], '@services': services });
    return { ...element, folder, port, ...parts };
  };
  return [
    ...slots.process.map((process, index) => build(processes[index] as Element, ofProcesses[index] ?? null, process.folder, process.port)),
    ...project.services.map((service, index) => build(services[index] as Element, ofServices[index] ?? null, service.folder, String(service.port))),
    ...[...ofProcesses, ...ofServices].filter((one) => one !== null).map((one): Container => ({ ...one, folder: '', port: null, components: [], inner: [] })),
  ];
}

/** A service with more groups of operations than a picture can show has them as one component. */
const MOST_COMPONENTS = 24;

/** Components of one container, and what they use. */
function partsOf(sent: readonly SlotTypes['component'][], container: Element, outside: Readonly<Record<string, readonly Element[]>>): Pick<Container, 'components' | 'inner'> {
  const key = container.id.replace(/^(service|process)-/, '');
  const own = condensed(sent.filter((one) => one.container === key));
  const names = new Names();
  const components = own.map(({ id, name, technology, path, does }): Component => (
    { id: `${container.id}--${id}`, kind: container.kind, name: names.take(name), technology, about: does, path }
  ));
  const find = (wish: string): readonly Element[] => outside[wish] ?? components.filter(({ id }) => id === `${container.id}--${wish}`);
  const inner = own.flatMap(({ uses }, index) => uses.flatMap((wish) => find(wish).map((to): Relation => (
    { from: components[index] as Element, to, does: wish.startsWith('@') ? INNER[wish] ?? 'Uses' : 'Uses', technology: '' }
  ))));
  return { components, inner };
}

const INNER: Readonly<Record<string, string>> = { '@database': 'Reads and writes rows', '@issuer': 'Asks for keys or tokens', '@services': 'Hands requests on' };

function condensed(own: readonly SlotTypes['component'][]): readonly SlotTypes['component'][] {
  const groups = own.filter(({ id }) => id.startsWith('group-'));
  const [first] = groups;
  if (first === undefined || own.length <= MOST_COMPONENTS) return own;
  const all = { ...first, id: 'groups', name: `${groups.length} groups of operations`, does: 'Routes and handlers of every group.', path: first.path.replace(/\/[^/]*$/, ''), uses: [...new Set(groups.flatMap(({ uses }) => uses))] };
  const renamed = (uses: readonly string[]): readonly string[] => [...new Set(uses.map((id) => (id.startsWith('group-') ? 'groups' : id)))];
  return [...own.filter((one) => !groups.includes(one)).map((one) => ({ ...one, uses: renamed(one.uses) })), all];
}

function flowsOf(project: Project, people: readonly Element[], systems: readonly Element[], issuer: Element, system: Element, containers: readonly Container[]): readonly Relation[] {
  const by = (id: string): Container | undefined => containers.find((container) => container.id === id);
  const webs = containers.filter(({ kind }) => kind === 'web');
  const services = containers.filter(({ kind }) => kind === 'service');
  const relation = (from: Element, to: Element | undefined, does: string, technology: string): readonly Relation[] => (to === undefined ? [] : [{ from, to, does, technology }]);
  const used = new Set(project.services.flatMap(({ name }) => declared(project, name)));
  return [
    ...people.flatMap((person) => doors(project, person, webs, services).flatMap((door) => (
      relation(person, door, door.kind === 'web' ? 'Works with pages and forms' : 'Calls operations', door.kind === 'web' ? 'HTTPS' : 'HTTPS, JSON')
    ))),
    ...webs.flatMap((web) => [
      ...services.flatMap((service) => relation(web, service, 'Hands on what people ask for', 'HTTP, JSON')),
      ...relation(web, by(`database-of-${web.id.slice('process-'.length)}`), 'Keeps sessions and counts requests', 'PostgreSQL protocol'),
      ...relation(web, issuer, 'Signs people in, exchanges codes for tokens', 'HTTPS, OpenID Connect'),
    ]),
    ...project.services.flatMap((service) => {
      const own = by(`service-${service.name}`) as Container;
      return [
        ...relation(own, by(`database-${service.name}`), 'Reads and writes rows', 'PostgreSQL protocol'),
        ...(takesTokens(service) ? relation(own, issuer, 'Reads public keys', 'HTTPS, JWKS') : []),
        ...service.dependsOn.flatMap((name) => relation(own, by(`service-${name}`), ...dependency(service, name))),
        ...declared(project, service.name).flatMap((name) => systems.filter(({ id }) => id === `external-${name}`).flatMap((to) => relation(own, to, 'Depends on', to.technology === '' ? 'not stated' : to.technology))),
      ];
    }),
    ...systems.filter(({ id }) => !used.has(id.slice('external-'.length))).flatMap((to) => relation(system, to, 'Exchanges data with', to.technology === '' ? 'not stated' : to.technology)),
  ];
}

/** Everything that a service's `depends_on` names: services, systems of others, events. */
function declared({ sections }: Project, service: string): readonly string[] {
  const facts = (sections['services'] ?? {}) as unknown as Readonly<Record<string, { readonly depends_on?: readonly string[] } | undefined>>;
  return [...new Set(facts[service]?.depends_on ?? [])].toSorted();
}

/** How a relation works that only keeps ids. */
export const NO_CALL = 'no call of its own';

/** Ids that are kept unchecked need no call; what else a dependency is for, the team's own code decides. */
function dependency(service: Service, on: string): readonly [string, string] {
  const kept = service.entities.flatMap(({ fields }) => fields.flatMap(({ type }) => (type.kind === 'foreign' && type.service === on ? [type.entity] : [])));
  return kept.length === 0 ? ['Depends on', 'HTTP, JSON'] : [`Keeps ids of ${[...new Set(kept)].join(', ')}`, NO_CALL];
}

/** A machine has no use for pages: it calls the services that the internet reaches, or all where none is said to be. */
function doors(project: Project, person: Element, webs: readonly Container[], services: readonly Container[]): readonly Container[] {
  if (webs.length > 0 && !isMachine(person)) return webs;
  const open = openServices(project);
  return open.length === 0 ? services : services.filter(({ id }) => open.includes(id.slice('service-'.length)));
}

/** Never empty: tables have no empty cells. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim() || '—';
}

/** Gives each name once, whatever its case; the second gets a number. */
class Names {
  private readonly taken = new Set<string>();

  take(wish: string, otherwise = 'unnamed'): string {
    const name = oneLine(wish) === '—' ? otherwise : oneLine(wish);
    let free = name;
    for (let count = 2; this.taken.has(free.toLowerCase()); count += 1) free = `${name} (${count})`;
    this.taken.add(free.toLowerCase());
    return free;
  }
}
