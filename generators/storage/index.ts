/**
 * Storage of every service that has entities: SQLModel tables, the mapping between tables and the wire, and the
 * migrations that lead from one spec to the next.
 */
import { type Context, contribute, copy, type Generator, type PlannedFile, type Project, refuse, refuseAt, type Service, template } from '../../src/kit.js';
import { buildStorage } from './build.js';
import { nextRevision } from './migrations.js';
import { pythonTables } from './python-model.js';
import { resourcesView } from './resources.js';
import { compareNatural, tableView } from './tables.js';

const RULES = ['DB-01'];

export const storage: Generator = {
  name: 'storage',
  description: 'SQLModel tables, wire mapping and Alembic migrations of every service with entities',
  contribute: ({ project }) => project.services.filter(({ entities }) => entities.length > 0).map((service) => contribute('component', `${service.name}--tables`, {
    container: service.name, id: 'tables', name: 'Tables', technology: 'SQLModel, Alembic', path: `${service.folder}/src/${service.package}/tables/`,
    does: `Rows of ${service.entities.map(({ name }) => name).join(', ')}, and how they look on the wire.`, uses: ['@database', 'audit'], entry: false,
  }, 700)),
  plan: (context) => context.project.services.flatMap((service) => [...entityFiles(service), ...migrationFiles(context, service)]),
};

function entityFiles(service: Service): PlannedFile[] {
  if (service.entities.length === 0) return [];
  const model = buildStorage(service);
  const tables = pythonTables(model, service.entities);
  const source = `${service.folder}/src/${service.package}`;
  const classes = tables.flatMap((t) => [...t.links.map((l) => l.className), t.className].map((className) => ({ module: t.module, className })));
  return [
    copy(`${source}/tables/_base.py`, 'tables/_base.py', { ownership: 'derived', rules: RULES }),
    template(`${source}/tables/__init__.py`, 'tables/__init__.py.hbs', { classes: classes.toSorted((a, b) => compareNatural(a.module, b.module) || compareNatural(a.className, b.className)) }, { ownership: 'derived', format: 'python' }),
    ...tables.map((t) => template(`${source}/tables/${t.module}.py`, 'tables/entity.py.hbs', tableView(t, tables), { ownership: 'derived', rules: RULES, format: 'python' })),
    template(`${source}/resources.py`, 'resources.py.hbs', resourcesView(service, model, tables), { ownership: 'derived', format: 'python' }),
  ];
}

function migrationFiles(context: Context, service: Service): PlannedFile[] {
  if (service.entities.length === 0 && service.collections.length === 0) return [];
  const folder = `${service.folder}/migrations`;
  const versions = `${folder}/versions/`;
  const existing = [...context.history.paths].filter((path) => path.startsWith(versions)).map((path) => ({ fileName: path.slice(versions.length), text: context.history.text(path) }));
  const before = context.previous?.services.find((s) => s.name === service.name);
  const previous = before === undefined ? null : buildStorage(before);
  const { revision: next, undecided, unclear } = nextRevision(buildStorage(service), previous, existing, context.project.created);
  for (const { entity, field } of undecided) refuseWithoutDefault(context.project, service, entity, field);
  if (unclear !== null) refuseAt({ file: `${versions}${unclear.fileName}`, ...unclear.at }, 'storage/no-single-head', unclear.message, unclear.help);
  return [
    template(`${folder}/env.py`, 'migrations/env.py.hbs', envView(service), { ownership: 'derived', rules: RULES }),
    copy(`${service.folder}/alembic.ini`, 'migrations/alembic.ini', { rules: RULES }),
    copy(`${folder}/script.py.mako`, 'migrations/script.py.mako', { ownership: 'derived' }),
    ...(next === null ? [] : [template(`${versions}${next.fileName}`, 'migrations/revision.py.hbs', next.view, { ownership: 'history', rules: RULES, format: 'python' })]),
  ];
}

/** Where Alembic finds the tables: those of the entities, or of the collections, which join them when there are both. */
function envView(service: Service): object {
  const stores = service.collections.length > 0;
  const own = stores ? `from ${service.package} import stores` : `from ${service.package}.tables import _base`;
  return {
    importLines: [own, 'from servicekit.entities.migrations import run_migrations'].toSorted(compareNatural),
    metadataCode: stores ? 'stores.METADATA' : '_base.Base.metadata',
  };
}

/** Rows that exist need a value for a new required field; only the user knows it. */
function refuseWithoutDefault(project: Project, service: Service, entity: string, field: string): never {
  const path = ['services', service.name, 'entities', entity, 'fields', field];
  const message = `The new field \`${field}\` of ${entity} is required, and the ones that are stored already have no value for it.`;
  return refuse(project, path, 'storage/needs-default', message, 'Give it a `default`, or make it optional first and required when every one has a value.');
}
