/** Views of the templates: every name and line a template substitutes, made here. */
import type { Service } from '../../src/kit.js';
import { attributeDoc, docstring, Imports, pyString } from './python.js';
import type { Group, Operation, ServiceCode } from './operations.js';
import { snake } from './names.js';
import { fieldCode, importTypes, sentenceOf, type FieldView } from './schema/print.js';
import { annotation } from './schema/scalars.js';

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

function answerCode(operation: Operation, imports: Imports): string {
  imports.merge(operation.answer.imports).add('servicekit.operations', 'Answer');
  const answer = `Answer[${annotation(operation.answer)}]`;
  if (operation.errors === null || annotation(operation.errors) === annotation(operation.answer)) return answer;
  imports.merge(operation.errors.imports).add('servicekit.operations', 'Reply');
  return `${answer} | Reply[${annotation(operation.errors)}]`;
}

function answerUses(operation: Operation): readonly string[] {
  return [...operation.answer.uses, ...(operation.errors?.uses ?? [])];
}

function methodView(operation: Operation, imports: Imports): MethodView {
  return {
    methodName: operation.method,
    className: operation.requestClass,
    answerCode: answerCode(operation, imports),
    docCode: docstring(words(operation), sentenceOf(operation.api.id), 8),
    bodyCode: operation.defaultBody ?? `raise NotWritten(${pyString(operation.id)})`,
    isAbstract: operation.defaultBody === null,
  };
}

export function operationsView(service: Service, code: ServiceCode, group: Group): OperationsView {
  const imports = new Imports().add('servicekit.operations', 'Operations');
  const methods = group.operations.map((operation) => methodView(operation, imports));
  const from = `${service.package}.${group.module}`;
  for (const operation of group.operations) {
    imports.add(`${from}.requests`, operation.requestClass);
    if (operation.defaultBody?.includes('resources.') === true) imports.add(service.package, 'resources');
    if (operation.defaultBody?.includes('(stores.') === true) imports.add(service.package, 'stores');
    if (operation.defaultBody === null) imports.add('abc', 'abstractmethod').add('servicekit.operations', 'NotWritten');
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
  const missing = group.operations.filter((operation) => operation.defaultBody === null);
  const methods = missing.map((operation) => {
    const { isAbstract: _, ...method } = methodView(operation, imports);
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
