/** Views of the templates: every name and line a template substitutes, made here. */
import type { JsonObject, Service } from '../../src/kit.js';
import { attributeDoc, docstring, Imports, pyString } from './python.js';
import type { DefaultCode, Group, Operation, ServiceCode } from './operations.js';
import { snake } from './names.js';
import { fieldCode, importTypes, sentenceOf, type FieldView } from './schema/print.js';
import { annotation } from './schema/scalars.js';
import { isObject } from './schema/read.js';
import type { Definition, PyType } from './schema/model.js';

/** One generated module. */
export interface ModuleView {
  readonly docCode: string;
  readonly importsCode: string;
}

interface RequestView {
  readonly className: string;
  readonly docCode: string;
  readonly idCode: string;
  readonly fields: readonly FieldView[];
}

export interface RequestsView extends ModuleView {
  readonly requests: readonly RequestView[];
}

interface MethodView {
  readonly methodName: string;
  readonly className: string;
  readonly answerCode: string;
  readonly docCode: string;
  readonly bodyCode: string;
  readonly isAbstract: boolean;
}

export interface OperationsView extends ModuleView {
  readonly className: string;
  readonly classDocCode: string;
  readonly methods: readonly MethodView[];
}

export interface HandlersView extends ModuleView {
  readonly className: string;
  readonly baseName: string;
  readonly classDocCode: string;
  readonly methods: readonly Omit<MethodView, 'isAbstract'>[];
}

interface RouteView {
  readonly decoratorCode: string;
  readonly functionName: string;
  readonly methodName: string;
  readonly className: string;
  readonly idCode: string;
  readonly docCode: string;
}

/** The sample test of a handler. */
export interface HandlerTestView {
  readonly importsCode: string;
  readonly methodName: string;
  readonly handlersName: string;
  readonly className: string;
  readonly answerName: string;
  readonly idCode: string;
  readonly pointerCode: string;
  readonly storeName: string;
  readonly storeClass: string;
  readonly storedCode: string;
}

export interface RouterView extends ModuleView {
  readonly handlersName: string;
  readonly routes: readonly RouteView[];
}

/** Names and order of a service's own packages, for the imports. */
export function firstParty(service: Service): ReadonlySet<string> {
  return new Set([service.package, 'servicekit']);
}

/** Summary and description of an operation, as one text. */
function words(operation: Operation): string | null {
  const { summary, description } = operation.api;
  if (summary === null) return description;
  return description === null || description.startsWith(summary) ? (description ?? summary) : `${summary}\n\n${description}`;
}

export function requestsView(service: Service, code: ServiceCode, group: Group): RequestsView {
  const imports = new Imports().add('typing', 'ClassVar').add('servicekit.requests', 'OperationRequest');
  const requests = group.operations.map((operation) => ({
    className: operation.requestClass,
    docCode: docstring(null, `Request of ${operation.id}`, 4),
    idCode: pyString(operation.id),
    fields: operation.fields.map((field) => {
      const alias = field.attribute === field.key ? null : field.key;
      const lineCode = fieldCode(field.attribute, field.type, { required: field.required, alias }, field.defaultCode, imports);
      return { lineCode, docCode: attributeDoc(field.description, 4) };
    }),
  }));
  const uses = new Set(group.operations.flatMap((operation) => operation.fields.flatMap((field) => [...field.type.uses])));
  importTypes(service.package, `${group.module}.requests`, uses, code.placed, code.definitions, imports);
  return { docCode: docstring(null, `Requests of ${group.title}, as the document describes them`, 0), importsCode: imports.code(firstParty(service)), requests };
}

/**
 * What a method may return. One that works on stored data says exactly what it returns, so that a handler may look
 * into the reply of `super()`; one that only the user can write may return a plain body, too.
 */
function answerCode(operation: Operation, imports: Imports): string {
  const wrapper = operation.default === null ? 'Answer' : 'Reply';
  imports.merge(operation.answer.imports).add('servicekit.operations', wrapper);
  const parts = [`${wrapper}[${annotation(operation.answer)}]`];
  if (operation.default?.kind === 'delete') parts.push('Reply[None]');
  if (answersNotModified(operation)) {
    imports.add('servicekit.operations', 'NotModified');
    parts.push('NotModified');
  }
  if (operation.errors !== null && annotation(operation.errors) !== annotation(operation.answer)) {
    imports.merge(operation.errors.imports).add('servicekit.operations', 'Reply');
    parts.push(`Reply[${annotation(operation.errors)}]`);
  }
  return [...new Set(parts)].join(' | ');
}

function answersNotModified({ default: stored }: Operation): boolean {
  return stored?.store === 'entities' && stored.kind === 'get';
}

/** The type of the body as an argument. A union or an annotated type is no `type[…]` for a type checker. */
function answersCode(type: PyType, definitions: ReadonlyMap<string, Definition>, imports: Imports): string {
  if (type.code === '') return 'type(None)';
  const code = annotation(type);
  const [key = ''] = type.uses;
  const made = definitions.get(key);
  const isClass = made?.kind === 'class' && made.name === code;
  if (isClass || /^(list|dict)\[.*\]$/.test(code) && !type.nullable && !code.includes(' | ')) return code;
  imports.add('typing', 'cast');
  return `cast(${pyString(`type[${code}]`)}, ${code})`;
}

function defaultBody(operation: Operation, code: ServiceCode, imports: Imports): string | null {
  const stored = operation.default;
  if (stored === null) return null;
  const answers = stored.kind === 'delete' ? [] : [answersCode(operation.answer, code.definitions, imports)];
  return `return await self.${stored.store}.${stored.kind}(${[`${stored.module}.${stored.constant}`, 'request', ...answers].join(', ')})`;
}

function answerUses(operation: Operation): readonly string[] {
  return [...operation.answer.uses, ...(operation.errors?.uses ?? [])];
}

function methodView(operation: Operation, code: ServiceCode, imports: Imports): MethodView {
  return {
    methodName: operation.method,
    className: operation.requestClass,
    answerCode: answerCode(operation, imports),
    docCode: docstring(words(operation), sentenceOf(operation.api.id), 8),
    bodyCode: defaultBody(operation, code, imports) ?? `raise NotWritten(${pyString(operation.id)})`,
    isAbstract: operation.default === null,
  };
}

export function operationsView(service: Service, code: ServiceCode, group: Group): OperationsView {
  const own = `${service.package}.dependencies`;
  const imports = new Imports().add('servicekit.operations', 'Operations').add(own, 'Dependencies').add(own, 'Settings');
  const methods = group.operations.map((operation) => methodView(operation, code, imports));
  const from = `${service.package}.${group.module}`;
  for (const operation of group.operations) {
    imports.add(`${from}.requests`, operation.requestClass);
    if (operation.default !== null) imports.add(service.package, operation.default.module);
    else imports.add('abc', 'abstractmethod').add('servicekit.operations', 'NotWritten');
  }
  importTypes(service.package, `${group.module}.operations`, new Set(group.operations.flatMap(answerUses)), code.placed, code.definitions, imports);
  return {
    docCode: docstring(null, `Operations of ${group.title}: what the document asks for`, 0),
    importsCode: imports.code(firstParty(service)),
    className: group.operationsClass,
    classDocCode: docstring('One method per operation; those without a body of their own are for the handlers.', '', 4),
    methods,
  };
}

/** The user's file as it starts: a method for each operation that only the user can write. */
export function handlersView(service: Service, code: ServiceCode, group: Group): HandlersView {
  const imports = new Imports().add(`${service.package}.${group.module}.operations`, group.operationsClass);
  const missing = group.operations.filter((operation) => operation.default === null);
  const methods = missing.map((operation) => {
    const { isAbstract: _, ...method } = methodView(operation, code, imports);
    return method;
  });
  for (const operation of missing) {
    imports.add(`${service.package}.${group.module}.requests`, operation.requestClass).add('servicekit.operations', 'NotWritten');
  }
  importTypes(service.package, `${group.module}.handlers`, new Set(missing.flatMap(answerUses)), code.placed, code.definitions, imports);
  return {
    docCode: docstring(null, `Handlers of ${group.title}: your code`, 0),
    importsCode: imports.code(firstParty(service)),
    className: group.handlersClass,
    baseName: group.operationsClass,
    classDocCode: docstring('Override an operation to change what it does; `super()` is the default.', '', 4),
    methods,
  };
}

/** `/users/{user-id}` -> `/users/{user_id}`: FastAPI knows identifiers only. The runtime reads values by the document. */
export function routePath(path: string): string {
  const taken = new Set<string>();
  return path.replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
    let safe = snake(name, 'parameter');
    while (taken.has(safe)) safe += '_';
    taken.add(safe);
    return `{${safe}}`;
  });
}

function routeView(operation: Operation): RouteView {
  const { api } = operation;
  const options = [pyString(routePath(api.path)), `operation_id=${pyString(operation.id)}`];
  if (operation.status !== null && operation.status !== '200') options.push(`status_code=${operation.status}`);
  if (api.deprecated) options.push('deprecated=True');
  return {
    decoratorCode: `@router.${api.method}(${options.join(', ')})`,
    functionName: operation.method,
    methodName: operation.method,
    className: operation.requestClass,
    idCode: pyString(operation.id),
    docCode: docstring(api.summary ?? null, sentenceOf(api.id), 4),
  };
}

export function routerView(service: Service, group: Group): RouterView {
  const from = `${service.package}.${group.module}`;
  const imports = new Imports()
    .add('typing', 'Annotated')
    .add('fastapi', 'APIRouter').add('fastapi', 'Depends').add('fastapi', 'Response')
    .add('servicekit.operations', 'CallDep')
    .add('servicekit.replies', 'answer')
    .add('servicekit.requests', 'receive')
    .add('servicekit.security', 'authorise')
    .add(`${from}.handlers`, group.handlersClass);
  for (const operation of group.operations) imports.add(`${from}.requests`, operation.requestClass);
  return {
    docCode: docstring(null, `Routes of ${group.title}`, 0),
    importsCode: imports.code(firstParty(service)),
    handlersName: group.handlersClass,
    routes: group.operations.map(routeView),
  };
}

/** JSON pointer of the component that the body is, and the name of the class that the answer is; null when either is not. */
function sampleParts(operation: Operation, code: ServiceCode): { readonly pointer: string; readonly answer: string } | null {
  const schema = operation.api.bodies[0]?.schema;
  const pointer = isObject(schema ?? undefined) ? (schema as JsonObject)['$ref'] : undefined;
  const [key = ''] = operation.answer.uses;
  const made = code.definitions.get(key);
  const plain = operation.fields.every((field) => field.key === 'body' || !field.required);
  if (operation.default?.kind !== 'create' || !plain || typeof pointer !== 'string' || made?.kind !== 'class' || made.name !== annotation(operation.answer)) return null;
  return { pointer: pointer.replace(/^#/, ''), answer: made.name };
}

/** The view of a test that a team copies for its own rules, about the first plain create of the service; null without one. */
export function handlerTestView(service: Service, code: ServiceCode): HandlerTestView | null {
  for (const group of code.groups)
    for (const operation of group.operations) {
      const parts = sampleParts(operation, code);
      // pytest takes every class of such a name in a module of tests for one of them.
      if ([group.handlersClass, operation.requestClass, parts?.answer].some((name) => name?.startsWith('Test'))) continue;
      if (parts !== null && operation.default !== null) return sampleView(service, code, group, operation, operation.default, parts);
    }
  return null;
}

function sampleView(
  service: Service, code: ServiceCode, group: Group, operation: Operation, stored: DefaultCode, { pointer, answer }: { readonly pointer: string; readonly answer: string },
): HandlerTestView {
  const storeClass = stored.store === 'entities' ? 'Entities' : 'Collections';
  const imports = new Imports()
    .add('unittest.mock', 'create_autospec')
    .add(service.package, stored.module)
    .add(`${service.package}.${group.module}.handlers`, group.handlersClass)
    .add(`${service.package}.${group.module}.requests`, operation.requestClass)
    // Modules: an entity may be called Contract, and its class is imported here.
    .add('servicekit', 'contract').add('servicekit', stored.store).add('servicekit', 'replies')
    .add('servicekit.testing', 'example_answer').add('servicekit.testing', 'handler_call')
    .add('servicekit.testing.suites', 'values as samples');
  importTypes(service.package, `${group.module}.tests`, operation.answer.uses, code.placed, code.definitions, imports);
  return {
    importsCode: imports.code(firstParty(service)),
    methodName: operation.method,
    handlersName: group.handlersClass,
    className: operation.requestClass,
    answerName: answer,
    idCode: pyString(operation.id),
    pointerCode: pyString(pointer),
    storeName: stored.store,
    storeClass,
    storedCode: `${stored.module}.${stored.constant}`,
  };
}
