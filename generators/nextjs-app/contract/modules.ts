/** The text of contract modules: data under fixed names. */
import type { Json, JsonObject, Service } from '../../../src/kit.js';
import { hasSchema, type NamedAction } from './actions.js';
import type { Collection } from './collections.js';
import { constant, literal } from './print.js';

/** A service with everything that pages are made of. */
export interface ServiceContract {
  readonly service: Service;
  readonly collections: readonly Collection[];
  readonly actions: readonly NamedAction[];
}

const HEAD = '// Derived from the OpenAPI document of the service; what is changed here is merged at every generation.\n';
const MODEL = '@/contract/model';

/** One import of a generated module, on a line of its own. */
function imported(names: string, path: string): string {
  return `import ${names} from ${literal(path)};\n`;
}

export function resourceModule(resource: JsonObject): string {
  return `${HEAD}${imported('type { Resource }', MODEL)}\n${constant('resource', 'Resource', resource)}`;
}

/** Schemas of bodies, as JSON Schema and as what checks them. */
export function schemaModule(bodies: JsonObject): string {
  const names = Object.keys(bodies);
  const parts = names.map((name) => {
    return `${schemaConstant(`${name}Schema`, bodies[name] ?? true)}\nexport const ${name} = zodFrom(${name}Schema);\n`;
  });
  return `${HEAD}${imported('{ type JsonSchema, zodFrom }', '@/lib/json-schema')}\n${parts.join('\n')}`;
}

function schemaConstant(name: string, value: Json): string {
  return typeof value === 'boolean' ? `export const ${name}: JsonSchema = ${value};\n` : constant(name, 'JsonSchema', value);
}

export function serviceModule({ service, collections }: ServiceContract, actions: readonly JsonObject[]): string {
  const imports = collections.map(({ name }, index) => imported(`{ resource as resource${index + 1} }`, `@/contract/services/${service.name}/${name}`));
  const types = actions.length === 0 ? '{ Service }' : '{ Action, Service }';
  const parts = [
    ...(actions.length === 0 ? [] : [constant('actions', 'readonly Action[]', actions)]),
    serviceConstant(service.name, service.title, service.description, collections.length, actions.length > 0),
  ];
  return `${HEAD}${imported(`type ${types}`, MODEL)}${imports.join('')}\n${parts.join('\n')}`;
}

function serviceConstant(name: string, title: string, description: string | null, count: number, actions: boolean): string {
  const whole = constant('service', 'Service', { name, title, description, resources: [], actions: [] });
  const names = Array.from({ length: count }, (_, index) => `resource${index + 1}`);
  const line = `  resources: [${names.join(', ')}],`;
  const resources = line.length <= 100 ? line : `  resources: [\n${names.map((one) => `    ${one},\n`).join('')}  ],`;
  return whole.replace('  resources: [],', resources).replace(/ {2}actions: \[\],\n\};\n$/u, actions ? '  actions,\n};\n' : '  actions: [],\n};\n');
}

/** What the product is called, and every service in the order of the spec. */
export function catalogueModule(title: string, description: string, services: readonly ServiceContract[]): string {
  const imports = services.map(({ service }, index) => imported(`{ service as service${index + 1} }`, `@/contract/services/${service.name}`));
  const names = services.map((_, index) => `service${index + 1}`);
  const line = `export const services: readonly Service[] = [${names.join(', ')}];\n`;
  const list = line.length <= 101 ? line : `export const services: readonly Service[] = [\n${names.map((one) => `  ${one},\n`).join('')}];\n`;
  const product = constant('product', 'Product', { title, description });
  return `${HEAD}${imported('type { Product, Service }', MODEL)}${imports.join('')}\n${product}\n${list}`;
}

/** What checks the bodies of each resource and action, loaded when a form wants it. */
export function loadersModule(services: readonly ServiceContract[]): string {
  const resources = services.flatMap(({ service, collections }) => collections.map(({ name }) => [`${service.name}/${name}`, `@/contract/services/${service.name}/${name}.schema`]));
  const actions = services.flatMap(({ service, actions }) => actions.filter(hasSchema).map(({ name }) => [`${service.name}/${name}`, `@/contract/services/${service.name}/${name}.action`]));
  return [
    HEAD,
    `${imported('type { Schema }', '@/lib/json-schema')}\n`,
    loaders('resourceSchemas', '{ readonly create: Schema; readonly update: Schema }', resources),
    '\n',
    loaders('actionSchemas', '{ readonly body: Schema }', actions),
  ].join('');
}

function loaders(name: string, type: string, entries: readonly (readonly string[])[]): string {
  const head = `export const ${name}: Readonly<Record<string, () => Promise<${type}>>> = {`;
  const broken = head.length <= 100 ? head : `export const ${name}: Readonly<\n  Record<string, () => Promise<${type}>>\n> = {`;
  if (entries.length === 0) return `${broken}};\n`;
  return `${broken}\n${entries.map(([id = '', path = '']) => entry(literal(id), literal(path))).join('')}};\n`;
}

function entry(id: string, path: string): string {
  const line = `  ${id}: () => import(${path}),\n`;
  return line.length <= 101 ? line : `  ${id}: () =>\n    import(${path}),\n`;
}
