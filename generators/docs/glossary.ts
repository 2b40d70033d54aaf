/** docs/glossary.md: the words of this system, each with its meaning and where it comes from. */
import type { EntityModel, Project, Verb } from '../../src/kit.js';

interface Term {
  readonly term: string;
  readonly meaning: string;
  readonly kind: string;
}

/** Alphabetical, whatever the alphabet; the same on every machine. */
export function glossaryView(project: Project): object {
  const terms = [...ofSpec(project), ...services(project), ...entities(project), ...roles(project), ...parties(project), ...EVERYWHERE];
  const shown = terms.map((one) => (one.meaning.trim() === '' || one.term.trim() === '' ? { ...one, meaning: one.meaning.trim() || '—', term: one.term.trim() || '—' } : one));
  return { title: project.title, terms: shown.toSorted((a, b) => compare(a.term.toLowerCase(), b.term.toLowerCase()) || compare(a.kind, b.kind)) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ofSpec(project: Project): readonly Term[] {
  const governance = (project.sections['governance'] ?? {}) as { readonly glossary?: Readonly<Record<string, string>> };
  return Object.entries(governance.glossary ?? {}).map(([term, meaning]) => ({ term, meaning, kind: 'term' }));
}

function services({ services: all }: Project): readonly Term[] {
  return all.map(({ name, title, description }) => ({ term: name, meaning: description ?? title, kind: 'service' }));
}

function entities({ services: all }: Project): readonly Term[] {
  return all.flatMap((service) => service.entities.map((entity) => ({
    term: entity.name,
    meaning: entity.description ?? `Kept by ${service.name}: ${fieldsOf(entity)}`,
    kind: `entity of ${service.name}`,
  })));
}

function fieldsOf({ fields }: EntityModel): string {
  const names = fields.map(({ name }) => name);
  return names.length === 0 ? 'no fields of its own' : `${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}`;
}

const VERBS: readonly Verb[] = ['read', 'create', 'update', 'delete'];

/** What a role may, over all entities: `read, create Product; read Category`. */
function roles(project: Project): readonly Term[] {
  return project.roles.map((role) => {
    const byVerbs = new Map<string, string[]>();
    for (const { entities: all, api } of project.services) {
      if (api.given) continue;
      for (const { name, access } of all) {
        const verbs = VERBS.filter((verb) => access[verb].includes(role)).join(', ');
        if (verbs !== '') byVerbs.set(verbs, [...(byVerbs.get(verbs) ?? []), name]);
      }
    }
    const may = [...byVerbs].map(([verbs, names]) => `${verbs} ${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`);
    return { term: role, meaning: may.length === 0 ? 'Opens what the documents ask for under this name.' : `May ${may.join('; ')}.`, kind: 'role' };
  });
}

interface Party { readonly description?: string; readonly kind?: string; readonly owner?: string; readonly protocol?: string }

function parties({ sections, domain }: Project): readonly Term[] {
  const of = (section: string, kind: string, words: (party: Party) => string): readonly Term[] => (
    Object.entries((sections[section] ?? {}) as unknown as Readonly<Record<string, Party>>).map(([term, party]) => ({ term, meaning: party.description ?? words(party), kind }))
  );
  const domains = of('domains', 'domain', ({ owner }) => (owner === undefined ? 'A business domain.' : `A business domain of ${owner}.`));
  return [
    ...domains,
    ...(domains.some(({ term }) => term === domain) ? [] : [{ term: domain, meaning: 'The business domain of this system.', kind: 'domain' }]),
    ...of('actors', 'actor', ({ kind }) => (kind === undefined ? 'Uses the system.' : `Uses the system (${kind}).`)),
    ...of('external_systems', 'system of others', ({ kind, protocol }) => [kind, protocol].filter((word) => word !== undefined).join(', ') || 'Named in specwright.yaml.'),
    ...of('events', 'event', () => 'Something that happened; declared in specwright.yaml.'),
  ];
}

/** Words that the documents of every such repository use. */
const EVERYWHERE: readonly Term[] = [
  { term: 'ADR', meaning: 'Architectural decision record: one decision with its context, consequences and alternatives, under docs/adr.', kind: 'abbreviation' },
  { term: 'C4', meaning: 'Context, containers, components, code: the four levels of ARCHITECTURE.md.', kind: 'abbreviation' },
  { term: 'contract', meaning: 'The OpenAPI document that a service serves and holds every request and answer to.', kind: 'term' },
  { term: 'ETag', meaning: 'The version of a row in double quotes. Sent back in If-Match, it says which version a change was made from.', kind: 'term' },
  { term: 'handler', meaning: 'The function that does what an operation is for; the team\'s own code in handlers.py.', kind: 'term' },
  { term: 'issuer', meaning: 'The OpenID Connect provider that signs people in and issues access tokens.', kind: 'term' },
  { term: 'overlay', meaning: 'A document that adds operations, examples or words to a drafted OpenAPI document.', kind: 'term' },
  { term: 'problem details', meaning: 'An error as application/problem+json (RFC 9457, which replaced RFC 7807).', kind: 'term' },
  { term: 'SLO', meaning: 'Service level objective: the availability and the latencies in docs/capacity.md.', kind: 'abbreviation' },
  { term: 'STRIDE', meaning: 'Spoofing, tampering, repudiation, information disclosure, denial of service, elevation of privilege: what the threat model goes through.', kind: 'abbreviation' },
];
