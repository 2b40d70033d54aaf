/** Views of the files that describe a service as a whole: main.py, README, project file, Dockerfile. */
import type { Project, Service } from '../../src/kit.js';
import { docstring, Imports, pyString } from './python.js';
import type { ServiceCode } from './operations.js';
import { firstParty, type ModuleView } from './views.js';

export interface MainView extends ModuleView {
  readonly nameCode: string;
  readonly titleCode: string;
  readonly descriptionCode: string;
  readonly packageCode: string;
  readonly versionCode: string;
  readonly ownerCode: string;
  readonly domainCode: string;
  readonly personalCode: string;
  readonly hasEntities: boolean;
  readonly routers: readonly { readonly routerName: string }[];
}

/** A frozen set of the wire names that hold personal data; empty without any. */
function personalCode(service: Service): string {
  const names = new Set(service.entities.flatMap((entity) => entity.fields.filter((field) => field.pii !== null).map((field) => field.wire)));
  return names.size === 0 ? '' : `frozenset({${[...names].sort().map(pyString).join(', ')}})`;
}

export function mainView(project: Project, service: Service, code: ServiceCode): MainView {
  const imports = new Imports().add('fastapi', 'FastAPI').add('servicekit.app', 'build_app').add('servicekit.service', 'Service');
  imports.add(`${service.package}.dependencies`, 'Settings').add(`${service.package}.dependencies`, 'dependencies');
  if (service.entities.length > 0) imports.add(service.package, 'resources');
  for (const group of code.groups) imports.add(`${service.package}.${group.module}.router`, `router as ${group.module}_router`);
  return {
    docCode: docstring(null, `The ${service.name} service: \`create_app\` builds it`, 0),
    importsCode: imports.code(firstParty(service)),
    nameCode: pyString(service.name),
    titleCode: pyString(service.title),
    descriptionCode: pyString(service.description ?? ''),
    packageCode: pyString(service.package),
    versionCode: pyString(project.version),
    ownerCode: pyString(project.owner),
    domainCode: pyString(project.domain),
    personalCode: personalCode(service),
    hasEntities: service.entities.length > 0,
    routers: code.groups.map((group) => ({ routerName: `${group.module}_router` })),
  };
}

export interface ReadmeView {
  readonly title: string;
  readonly description: string;
  readonly name: string;
  readonly packageName: string;
  readonly document: string;
  readonly groups: readonly {
    readonly module: string;
    readonly operations: readonly { readonly method: string; readonly path: string; readonly id: string; readonly by: string }[];
  }[];
}

/** Code in a Markdown table: pipes escaped, back quotes out of the way. */
function inline(text: string): string {
  return text.replaceAll('`', "'").replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}

export function readmeView(service: Service, code: ServiceCode): ReadmeView {
  return {
    title: service.title,
    description: service.description ?? '',
    name: service.name,
    packageName: service.package,
    document: service.api.path,
    groups: code.groups.map((group) => ({
      module: group.module,
      operations: group.operations.map((operation) => ({
        method: operation.api.method.toUpperCase(),
        path: inline(service.api.basePath + operation.api.path),
        id: inline(operation.id),
        by: operation.default === null ? 'your handler' : 'the database',
      })),
    })),
  };
}

export interface PackageView {
  /** The shared library, pinned: a public package of a similar name is never asked for. */
  readonly library: string;
  readonly distribution: string;
  readonly version: string;
  readonly summary: string;
  readonly packageName: string;
  readonly hasDatabase: boolean;
}

export function packageView(project: Project, service: Service, hasDatabase: boolean): PackageView {
  return {
    distribution: `${project.name}-${service.name}`,
    library: `${project.libraryDistribution}==1.0.0`,
    version: project.version,
    summary: `${service.title.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
    packageName: service.package,
    hasDatabase,
  };
}

export interface ImageView {
  readonly packageName: string;
  readonly folder: string;
  readonly hasDatabase: boolean;
}

/** What the Dockerfile of a service needs. */
export function imageView(service: Service, hasDatabase: boolean): ImageView {
  return { packageName: service.package, folder: service.folder, hasDatabase };
}
