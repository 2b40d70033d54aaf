/** The operations of one service, grouped into modules and named: what requests, operations, handlers and router print. */
import type { ApiBody, ApiOperation, ApiResponse, CollectionModel, EntityModel, Json, Service } from '../../src/kit.js';
import { classScope, methodScope, moduleScope, pascal, Scope, snake } from './names.js';
import type { Definition, PyType } from './schema/model.js';
import { place, type Placed, type Root } from './schema/place.js';
import { isObject, resolve } from './schema/read.js';
import { Schemas } from './schema/build.js';
import { ANY, generic, NONE, plain, richTypes, union } from './schema/scalars.js';

/** One parameter, or the body, of a request. */
export interface RequestField {
  readonly attribute: string;
  /** What the runtime calls it. */
  readonly key: string;
  readonly type: PyType;
  readonly required: boolean;
  readonly defaultCode: string | null;
  readonly description: string | null;
}

export interface Operation {
  readonly api: ApiOperation;
  /** As the runtime knows it: operationId, or `get /things` without one. */
  readonly id: string;
  readonly method: string;
  readonly requestClass: string;
  readonly fields: readonly RequestField[];
  /** Body of a success, and of documented errors that are not problem details. */
  readonly answer: PyType;
  readonly errors: PyType | null;
  /** First documented 2xx; null when there is none. */
  readonly status: string | null;
  /** Stored data that the operation works on by default; null when only the user can write it. */
  readonly default: DefaultCode | null;
}

/** What a derived method does: `self.entities.create(resources.PRODUCT, request, …)`. */
export interface DefaultCode {
  readonly store: 'entities' | 'collections';
  readonly kind: NonNullable<ApiOperation['resource']>['kind'];
  /** Module and constant of what is stored: `resources`, `PRODUCT`. */
  readonly module: 'resources' | 'stores';
  readonly constant: string;
}

export interface Group {
  /** Module, and package under the service's package: `products`. */
  readonly module: string;
  /** As the document names it. */
  readonly title: string;
  readonly operationsClass: string;
  readonly handlersClass: string;
  readonly operations: readonly Operation[];
}

export interface Collection {
  readonly model: CollectionModel;
  /** Name in stores.py. */
  readonly constant: string;
}

export interface ServiceCode {
  readonly groups: readonly Group[];
  readonly collections: readonly Collection[];
  readonly definitions: ReadonlyMap<string, Definition>;
  readonly placed: Placed;
}

/** Reads a service's document into everything its Python needs. */
export function readService(service: Service): ServiceCode {
  const classes = classScope();
  const document = service.api.validation;
  const schemas = new Schemas(document, service.api.given ? new Map() : richTypes(service.entities), classes);
  const collections = readCollections(service.collections);
  const reader = new Reader(service, schemas, classes, new Map(collections.flatMap(({ model, constant }) => model.operations.map(({ id }) => [id, constant]))));
  const groups = grouped(service.api.operations).map(([module, operations]) => {
    const title = operations[0]?.group ?? module;
    const methods = methodScope();
    return {
      module,
      title,
      operationsClass: classes.take(`${pascal(title, 'Group')}Operations`),
      handlersClass: classes.take(`${pascal(title, 'Group')}Handlers`),
      operations: operations.map((operation) => reader.operation(operation, methods.take(snake(operation.id, 'operation')))),
    };
  });
  const roots = groups.flatMap((group) => group.operations.flatMap((operation) => rootsOf(group.module, operation)));
  return { groups, collections, definitions: schemas.definitions, placed: place(schemas.definitions, roots) };
}

function rootsOf(group: string, operation: Operation): readonly Root[] {
  return [
    ...operation.fields.map((field) => ({ group, direction: 'request' as const, uses: field.type.uses })),
    ...[operation.answer, ...(operation.errors === null ? [] : [operation.errors])].map((type) => ({ group, direction: 'response' as const, uses: type.uses })),
  ];
}

/** Operations by module; tags that differ only in case or punctuation share one. */
export function grouped(operations: readonly ApiOperation[]): readonly (readonly [string, readonly ApiOperation[]])[] {
  const scope = moduleScope();
  const modules = new Map<string, { module: string; operations: ApiOperation[] }>();
  for (const operation of operations) {
    const wish = snake(operation.group, 'group');
    const found = modules.get(wish) ?? { module: scope.take(wish), operations: [] };
    found.operations.push(operation);
    modules.set(wish, found);
  }
  return [...modules.values()].map((found) => [found.module, found.operations] as const);
}

/** Collections with their names in stores.py. */
function readCollections(models: readonly CollectionModel[]): readonly Collection[] {
  const scope = new Scope(new Set(['METADATA']));
  return models.map((model) => ({ model, constant: scope.take(model.table.toUpperCase()) }));
}

/** Reads single operations; keeps what they share. */
class Reader {
  private readonly entities: ReadonlyMap<string, EntityModel>;

  constructor(
    private readonly service: Service,
    private readonly schemas: Schemas,
    private readonly classes: { take(...names: readonly string[]): string },
    private readonly stores: ReadonlyMap<string, string>,
  ) {
    this.entities = new Map(service.entities.map((entity) => [entity.name, entity]));
  }

  operation(api: ApiOperation, method: string): Operation {
    const name = pascal(api.id, 'Operation');
    const success = api.responses.filter((response) => /^[23]/.test(response.status));
    const answering = success.length > 0 ? success : api.responses.filter((response) => response.status === 'default');
    const others = this.service.api.given ? api.responses.filter((response) => !answering.includes(response)) : [];
    const errors = others.filter((response) => !onlyProblems(response)).flatMap((response) => this.bodies(response.bodies, `${name} ${response.status} Response`, 'response'));
    const speaking = answering.some((response) => response.bodies.length > 0);
    const several = answering.filter((response) => response.bodies.length > 0).length > 1;
    const answers = answering.filter((response) => !speaking || !response.status.startsWith('3')).flatMap((response) =>
      response.bodies.length === 0 ? [NONE] : this.bodies(response.bodies, several ? `${name} ${response.status} Response` : `${name} Response`, 'response'));
    return {
      api,
      id: this.runtimeId(api),
      method,
      requestClass: this.classes.take(name, `${name}Request`),
      fields: [...this.parameters(api, name), ...this.body(api, name)],
      answer: answers.length === 0 ? NONE : union(answers),
      errors: errors.length === 0 ? null : union(errors),
      status: success.find((response) => /^\d{3}$/.test(response.status))?.status ?? null,
      default: this.defaultCode(api),
    };
  }

  /** The runtime calls an operation without an id by its method and path. */
  private runtimeId(api: ApiOperation): string {
    const definition = resolve(this.service.api.validation, api.pointer);
    const named = isObject(definition) && typeof definition['operationId'] === 'string' && definition['operationId'] !== '';
    return named ? api.id : `${api.method} ${api.path}`;
  }

  private defaultCode(api: ApiOperation): DefaultCode | null {
    const { resource } = api;
    if (resource === null) return null;
    const { kind } = resource;
    if (resource.entity === null) return { store: 'collections', kind, module: 'stores', constant: this.stores.get(api.id) ?? '' };
    const entity = this.entities.get(resource.entity);
    return entity === undefined ? null : { store: 'entities', kind, module: 'resources', constant: entity.names.constant };
  }

  private parameters(api: ApiOperation, name: string): readonly RequestField[] {
    const counts = new Map<string, number>([['body', api.bodies.length > 0 ? 1 : 0]]);
    for (const parameter of api.parameters) counts.set(parameter.name, (counts.get(parameter.name) ?? 0) + 1);
    const keys = api.parameters.map((parameter) => (counts.get(parameter.name) === 1 ? parameter.name : `${parameter.in}:${parameter.name}`));
    const attributes = this.schemas.attributes(keys);
    return api.parameters.map((parameter, index) => {
      const key = keys[index] ?? parameter.name;
      const type = this.schemas.type(parameter.schema, `${name} ${parameter.name}`);
      const preset = isObject(parameter.schema) ? this.schemas.defaultCode(parameter.schema, type) : null;
      const attribute = attributes.get(key) ?? 'parameter';
      return { attribute, key, type, required: parameter.required, defaultCode: parameter.required ? null : preset, description: parameter.description };
    });
  }

  private body(api: ApiOperation, name: string): readonly RequestField[] {
    if (api.bodies.length === 0) return [];
    const type = union(this.bodies(api.bodies, `${name} Body`, 'request'));
    return [{ attribute: 'body', key: 'body', type, required: api.bodyRequired, defaultCode: null, description: null }];
  }

  /** The Python type of each media type of a body. */
  private bodies(bodies: readonly ApiBody[], place: string, direction: Root['direction']): readonly PyType[] {
    const known = new Map<string, PyType>();
    return bodies.map(({ mediaType, schema }) => {
      const kind = kindOf(mediaType);
      const key = `${kind} ${JSON.stringify(schema)}`;
      const made = known.get(key) ?? this.bodyType(kind, schema, place, direction);
      known.set(key, made);
      return made;
    });
  }

  private bodyType(kind: MediaKind, schema: Json | null, place: string, direction: Root['direction']): PyType {
    if (kind === 'json' || kind === 'form') return schema === null ? (kind === 'json' ? ANY : generic('dict', ANY, 'str, ')) : this.schemas.type(schema, place);
    if (kind === 'multipart') return schema === null ? generic('dict', ANY, 'str, ') : this.schemas.form(schema, place.replace(/Body$/, 'Form'));
    if (kind === 'text') return direction === 'request' && schema !== null ? this.schemas.type(schema, place) : plain('str');
    return direction === 'request' ? plain('bytes') : plain('bytes | Response', ['starlette.responses', 'Response']);
  }
}

type MediaKind = 'json' | 'form' | 'multipart' | 'text' | 'bytes';

function kindOf(mediaType: string): MediaKind {
  const essence = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (essence === 'application/json' || essence.endsWith('+json')) return 'json';
  if (essence === 'application/x-www-form-urlencoded') return 'form';
  if (essence === 'multipart/form-data') return 'multipart';
  return essence.startsWith('text/') ? (essence === 'text/event-stream' ? 'bytes' : 'text') : 'bytes';
}

function onlyProblems(response: ApiResponse): boolean {
  return response.bodies.every((body) => body.mediaType.toLowerCase().startsWith('application/problem+json'));
}
