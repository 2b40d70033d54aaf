/** The operations of a service, gathered by the collection they work on. */
import type { ApiBody, ApiOperation, EntityModel, JsonObject, Service } from '../../../src/kit.js';
import { distinct, singular, slug, words } from './names.js';
import { isObject, merged, propertiesOf, text, typesOf, type Properties } from './schema.js';

export interface Collection {
  readonly service: Service;
  readonly root: JsonObject;
  /** In addresses and file names. */
  readonly name: string;
  readonly title: string;
  readonly plural: string;
  readonly description: string | null;
  readonly path: string;
  readonly parents: readonly string[];
  readonly key: string;
  readonly label: string;
  readonly entity: EntityModel | null;
  readonly operations: Readonly<Partial<Record<'list' | 'create' | 'get' | 'update' | 'replace' | 'delete', ApiOperation>>>;
  readonly stored: Properties;
  readonly sent: Properties | null;
  readonly changed: Properties | null;
}

/** The JSON body of several media types. */
export function jsonBody(bodies: readonly ApiBody[]): ApiBody | null {
  const json = bodies.filter(({ mediaType }) => /^application\/(?:[\w.-]+\+)?json(?:;|$)/iu.test(mediaType) && !/json-patch|problem/iu.test(mediaType));
  return json.find(({ mediaType }) => /merge-patch/iu.test(mediaType)) ?? json[0] ?? null;
}

/** The JSON body of an operation's success. */
export function answer(operation: ApiOperation | undefined): ApiBody | null {
  const response = operation?.responses.find(({ status, bodies }) => status.startsWith('2') && bodies.length > 0);
  return response === undefined ? null : jsonBody(response.bodies);
}

/** Schema of one item of a list's answer. */
function itemOf(root: JsonObject, operation: ApiOperation | undefined): JsonObject {
  const whole = merged(root, answer(operation)?.schema ?? undefined);
  const items = operation?.resource?.items ?? null;
  const list = items === null ? whole : merged(root, isObject(whole['properties']) ? whole['properties'][items] : undefined);
  return merged(root, list['items']);
}

export function collectionsOf(service: Service): readonly Collection[] {
  const groups = new Map<string, ApiOperation[]>();
  for (const operation of service.api.operations) {
    if (operation.resource === null) continue;
    const { collection } = operation.resource;
    groups.set(collection, [...(groups.get(collection) ?? []), operation]);
  }
  const entries = [...groups];
  const names = distinct(entries.map(([path]) => slug(path.split('/').filter((part) => !/^(?:\{.*\}|api|v\d+|)$/u.test(part)).join('-'), 'items')));
  return entries.flatMap(([path, operations], index) => {
    const one = collectionOf(service, path, names[index] ?? 'items', operations);
    return one === null ? [] : [one];
  });
}

function collectionOf(service: Service, path: string, name: string, all: readonly ApiOperation[]): Collection | null {
  const root = service.api.validation;
  const operations: Collection['operations'] = Object.fromEntries(all.map((operation) => [operation.resource?.kind, operation]));
  const binding = all[0]?.resource;
  if (binding === null || binding === undefined) return null;
  const entity = service.entities.find((one) => one.name === binding.entity) ?? null;
  const single = [operations.get, operations.create, operations.update].map((one) => answer(one)?.schema).find((schema) => schema !== undefined && schema !== null);
  const schema = single === undefined ? itemOf(root, operations.list) : merged(root, single);
  const stored = propertiesOf(root, schema);
  const body = (operation: ApiOperation | undefined): Properties | null => {
    const found = operation === undefined ? null : jsonBody(operation.bodies);
    return found === null ? null : propertiesOf(root, found.schema ?? undefined);
  };
  const parts = { stored, sent: body(operations.create), changed: body(operations.update ?? operations.replace) };
  const last = path.split('/').filter((part) => !part.startsWith('{')).at(-1) ?? name;
  const title = entity?.title ?? (service.api.given ? null : text(schema['title'])) ?? (entity === null ? words(singular(last)) : entity.names.sentence);
  return {
    service, root, name, operations, entity, ...parts,
    title: oneLine(title),
    plural: entity === null ? words(last) : words(entity.plural.original),
    description: entity?.description ?? text(schema['description']) ?? null,
    path: `${service.api.basePath}${path}`,
    parents: binding.parents,
    key: binding.key,
    label: entity !== null && stored.all.has(entity.label) ? entity.label : labelOf(root, parts.stored, parts.sent, binding.key),
  };
}

/** Titles stand in navigation and headings. */
export function oneLine(value: string): string {
  const line = value.replaceAll(/\s+/gu, ' ').trim();
  return [...line].length > 80 ? `${[...line].slice(0, 79).join('')}…` : line;
}

const LABELS = ['name', 'title', 'label', 'displayname', 'fullname', 'subject', 'email', 'username', 'code'];
/** What the name of a label ends with: `passenger_name`. */
const LABEL_ENDS = ['name', 'title', 'label', 'subject'];

/** What people call one of them: a usual name, or one that ends like it, else the first text that must be sent, else the key. */
function labelOf(root: JsonObject, stored: Properties, sent: Properties | null, key: string): string {
  const texts = [...stored.all].filter(([name, schema]) => name !== key && typesOf(schema).join() === 'string' && !('format' in schema));
  const usual = LABELS.map((label) => texts.find(([name]) => name.toLowerCase().replaceAll(/[_-]/gu, '') === label)).find((one) => one !== undefined);
  const plain = texts.filter(([, schema]) => !('enum' in schema));
  const alike = plain.find(([name]) => LABEL_ENDS.includes(words(name).toLowerCase().split(' ').at(-1) ?? ''));
  const needed = plain.find(([name]) => sent?.required.has(name) ?? stored.required.has(name));
  return (usual ?? alike ?? needed)?.[0] ?? key;
}
