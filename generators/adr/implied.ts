/** Decisions that the choices of the spec imply: each tells what this project chose, with its names. */
import type { EntityModel, Project, SlotTypes } from '../../src/kit.js';

type Decision = SlotTypes['decision'];

/** In the order of their numbers in a new repository; a new one goes before those that the team wrote into the spec. */
export function implied(project: Project): readonly Decision[] {
  const all = [databases(project), roles(project), references(project), deletion(project), project.sections['web'] === false ? noWebApp(project) : null, given(project), PROBLEMS, personal(project)];
  return [...all.filter((one) => one !== null), ...stated(project)];
}

/** Names as code, which holds for every name of the spec's grammar. */
function code(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1) ?? ''}`;
}

function databases({ services }: Project): Decision | null {
  const storing = services.filter(({ entities, collections }) => entities.length > 0 || collections.length > 0);
  if (storing.length === 0) return null;
  const several = storing.length > 1;
  return {
    slug: 'a-database-for-each-service',
    title: 'Each service has a database of its own',
    context: `${code(storing.map(({ name }) => name))} ${several ? 'keep' : 'keeps'} data. Tables that more than one service reads can be changed by none of them alone.`,
    decision: `Each service connects to one database, and no other container does: ${storing.map(({ name, database }) => `${name} to \`${database}\``).join(', ')}. Whoever needs the data of another service asks its API.`,
    consequences: [
      'A service changes its tables with its own migration, at its own time.',
      several ? 'No transaction and no foreign key spans two services: what has to hold together belongs in one.' : 'A second service will get a database of its own: what has to hold together belongs in one service.',
      'Backups are restored one database at a time.',
    ],
    alternatives: ['One database with a schema for each service: cheaper to run, and one query away from being shared.', 'One database for all: joins across services, and every change of a table a negotiation.'],
    rules: [],
  };
}

function roles({ roles: all, services }: Project): Decision | null {
  const drafted = services.filter(({ api }) => !api.given);
  if (drafted.length === 0) return null;
  const own = all.filter((role) => !['viewer', 'editor', 'admin'].includes(role));
  const special = drafted.flatMap(({ entities }) => entities.filter((entity) => differs(entity)).map(({ name }) => name));
  return {
    slug: 'roles-are-listed-not-inherited',
    title: 'Each operation lists the roles that may call it',
    context: `Operations of ${code(drafted.map(({ name }) => name))} have to be open to some people and closed to others. The roles are ${code(all)}.`,
    decision: `The \`access\` of a service or an entity lists, for each verb, exactly the roles that may; no role contains another. Roles come from the token's \`roles\` claim. ${own.length === 0 ? 'The three standard roles are enough here.' : `Beside the three standard roles there ${own.length === 1 ? 'is' : 'are'} ${code(own)}.`}${special.length === 0 ? '' : ` Other roles than usual are listed by ${code(special)}.`}`,
    consequences: ['Who may call what stands in the OpenAPI document, and a test goes through every role and operation.', 'A new role opens nothing until it is listed.', 'There are no rules for single rows: a role that may read an entity reads all of its rows.'],
    alternatives: ['A hierarchy of roles: shorter to write, and every new operation is open to somebody by accident.', 'Rules for rows and tenants: needed once people must not see each other\'s rows, and then a decision of its own.'],
    rules: ['AUTH-04', 'AUTH-05'],
  };
}

function differs({ access }: EntityModel): boolean {
  const usual: Readonly<Record<string, string>> = { read: 'viewer,editor,admin', create: 'editor,admin', update: 'editor,admin', delete: 'admin' };
  return Object.entries(usual).some(([verb, names]) => access[verb as keyof typeof access].join() !== names);
}

function references({ services }: Project): Decision | null {
  const kept = services.flatMap((service) => service.entities.flatMap(({ name, fields }) => fields.flatMap(({ name: field, type }) => (type.kind === 'foreign' ? [`${service.name}: \`${name}.${field}\` to \`${type.entity}\` of ${type.service}`] : []))));
  if (kept.length === 0) return null;
  return {
    slug: 'references-across-services-are-unchecked',
    title: 'A reference to another service is an id that nobody checks',
    context: `Some rows belong to rows of another service: ${kept.join('; ')}. A foreign key cannot reach another database.`,
    decision: 'The id is stored as it was sent. Its form is checked, that it names something is not, and nothing happens when what it names is deleted.',
    consequences: ['Writing does not wait for another service, and works while that is away.', 'An id may name nothing: whoever follows it is ready for 404.', 'The dependency is declared, so that the network lets the two talk when a handler needs it.'],
    alternatives: ['Asking the other service on every write: slower, fails with it, and still wrong a moment later.', 'A copy of the other service\'s rows, kept by events: right once they are read often.'],
    rules: [],
  };
}

function deletion({ services }: Project): Decision | null {
  const all = services.flatMap(({ entities }) => entities);
  if (all.length === 0) return null;
  const followers = (kind: 'cascade' | 'set-null'): readonly string[] => all.flatMap(({ name, fields }) => fields.flatMap(({ type }) => (type.kind === 'reference' && type.onDelete === kind ? [`\`${name}\` with its \`${type.entity}\``] : [])));
  const [cascading, cleared] = [followers('cascade'), followers('set-null')];
  return {
    slug: 'deleted-rows-are-gone',
    title: 'What is deleted is gone',
    context: `${all.length === 1 ? 'Rows' : `Rows of ${all.length} entities`} can be deleted, and other rows may refer to them.`,
    decision: `A deletion removes the row. A row that others refer to is not deleted (409), unless the reference says otherwise${cascading.length === 0 && cleared.length === 0 ? '; none does here.' : `. ${cascading.length === 0 ? '' : `Deleted along: ${cascading.join(', ')}. `}${cleared.length === 0 ? '' : `The reference is cleared: ${cleared.join(', ')}.`}`.trimEnd()}`,
    consequences: ['No query has to leave out rows that only look deleted, and unique values can be used again.', 'What was deleted by mistake comes back from a backup only. The audit log says who deleted it and when, not what it held.'],
    alternatives: ['A mark on the row: easily undone, and every query, key and report has to know of it.', 'An archive table: worth it for single entities with a duty to keep.'],
    rules: [],
  };
}

function noWebApp({ services }: Project): Decision {
  return {
    slug: 'no-web-app',
    title: 'There is no web app here',
    context: 'The blueprint makes a web app in front of the services unless the specification says `web: false`, as this one does.',
    decision: `The services are the product: ${code(services.map(({ name }) => name))} ${services.length === 1 ? 'is' : 'are'} called by programs, with tokens of the issuer.`,
    consequences: ['Callers sign in with the issuer themselves; nothing here keeps sessions or cookies.', 'Limits for each caller are the business of the gateway in front: a service bounds only what it takes on in all.', 'Removing the line `web: false` brings the web app with the next `specwright generate`.'],
    alternatives: ['The web app of the blueprint: pages for every resource from the first day.', 'A front end in another repository: possible at any time, against the same documents.'],
    rules: [],
  };
}

function given({ services }: Project): Decision | null {
  const own = services.filter(({ api }) => api.given);
  if (own.length === 0) return null;
  return {
    slug: 'given-documents-decide',
    title: 'A document that was brought along is not improved',
    context: `${own.map(({ name, api }) => `${name} is described by \`${api.path}\``).join('; ')}. Such a document has clients already, and its own ways with errors, pages and versions of rows.`,
    decision: 'The service does what the document says. ETags, rate limits, problem details and authentication apply where the document has them, and nothing is added to it. What is missing is added in an overlay, on purpose.',
    consequences: ['Clients of the document notice nothing.', 'Where the document falls short of the constitution, an audit reports it as declared, and it stays so until the document changes.', 'An operation that is no plain resource answers 501 until its handler is written.'],
    alternatives: ['Adding the standards to every answer: uniform, and no longer the contract.', 'Drafting the document from entities: possible for a new service without clients.'],
    rules: ['API-02'],
  };
}

const PROBLEMS: Decision = {
  slug: 'errors-by-rfc-9457',
  title: 'Errors follow RFC 9457, the successor of RFC 7807',
  context: 'The constitution asks for problem details as RFC 7807 defined them. RFC 9457 has replaced it, with the same media type.',
  decision: 'Errors are `application/problem+json` as RFC 9457 describes it: `type`, `title`, `status`, `detail`, `instance`, and the pointers of what was wrong in a request. Clients of RFC 7807 read it unchanged.',
  consequences: ['One form of error for everything, from a refused token to a full pool.', 'Nothing in an error tells of the inside; the correlation id in it leads to the log line that does.'],
  alternatives: ['The older RFC by the letter: the same bytes, and a reference that is no longer valid.', 'An envelope of our own: every client would learn it anew.'],
  rules: ['API-11', 'API-13'],
};

function personal({ services }: Project): Decision | null {
  const fields = services.flatMap((service) => service.entities.flatMap(({ name, fields: own }) => own.filter(({ pii }) => pii !== null).map((field) => `${name}.${field.name}`)));
  if (fields.length === 0) return null;
  return {
    slug: 'personal-data-is-marked-on-the-field',
    title: 'Personal data is marked where it is declared',
    context: `Some fields tell something about a person: ${code(fields)}. Which these are has to be known by code, logs and documents alike.`,
    decision: 'A field says `pii` in `specwright.yaml`, with its basis and its retention. From there its values are kept out of every log line and error, and the data pages and the threat model list it.',
    consequences: ['A new personal field is protected in logs from the commit that declares it.', 'A value in a free text is not found by this: people should not be asked to write names there.'],
    alternatives: ['Finding personal data by looking at values: misses some, and blames others.', 'A list beside the specification: right on the day it is written.'],
    rules: ['DATA-03'],
  };
}

/** What the team wrote down under governance.adr: its words are quoted, since nobody else knows the reasons. */
function stated(project: Project): readonly Decision[] {
  const governance = (project.sections['governance'] ?? {}) as { readonly adr?: Readonly<Record<string, string>> };
  return Object.entries(governance.adr ?? {}).map(([name, words]): Decision => ({
    slug: `stated-${name}`,
    title: `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`,
    context: `\`specwright.yaml\` states this choice under \`governance.adr.${name}\`. It binds ${code(project.services.map((service) => service.name))}.`,
    decision: 'As the specification says:',
    quote: words,
    consequences: ['What contradicts it is changed, or a new record supersedes this one.'],
    alternatives: ['The specification names none. Whoever knows what was rejected, and why, writes the record that supersedes this one.'],
    rules: [],
  }));
}
