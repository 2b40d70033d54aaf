/** The view of one service's API reference. */
import type { ApiOperation, Json, JsonObject, Service } from '../../src/kit.js';
import { describe, isObject, properties } from './schemas.js';

interface Row {
  readonly name: string;
  readonly where: string;
  readonly type: string;
  readonly required: string;
  readonly about: string;
}

interface OperationView {
  readonly id: string;
  readonly request: string;
  readonly access: string;
  /** Paragraphs. */
  readonly words: readonly string[];
  readonly parameters: readonly Row[];
  readonly bodies: readonly { readonly mediaType: string; readonly type: string }[];
  readonly bodyNeed: string;
  readonly answers: readonly { readonly status: string; readonly about: string; readonly type: string; readonly headers: string }[];
}

/** docs/api/<service>.md */
export function referenceView(service: Service): object {
  const { api } = service;
  const components = isObject(api.json['components']) ? api.json['components'] : {};
  const schemes = Object.entries(isObject(components['securitySchemes']) ? components['securitySchemes'] : {});
  const schemas = Object.entries(isObject(components['schemas']) ? components['schemas'] : {});
  const groups = [...new Set(api.operations.map(({ group }) => group))];
  const info = isObject(api.json['info']) ? api.json['info'] : {};
  return {
    name: service.name,
    documentPath: api.path,
    origin: api.given ? 'a document of the team\'s own' : 'drafted from `specwright.yaml` and its overlay',
    version: String(info['version'] ?? ''),
    address: `http://127.0.0.1:${service.port}${api.basePath}`,
    schemes: schemes.map(([name, scheme]) => schemeView(name, scheme as Json)),
    operationCount: String(api.operations.length),
    groups: groups.map((title) => ({ title, operations: api.operations.filter(({ group }) => group === title).map(operationView) })),
    schemas: schemas.map(([name, schema]) => schemaView(name, schema as Json, api.json)),
  };
}

function schemeView(name: string, scheme: Json): object {
  const { type, scheme: kind, in: place, name: parameter, description, openIdConnectUrl, $ref: ref } = isObject(scheme) ? scheme : {};
  const how: Readonly<Record<string, string>> = {
    http: `HTTP ${String(kind ?? '')}`, apiKey: `key in the ${String(place ?? 'header')} ${String(parameter ?? '')}`,
    oauth2: 'OAuth 2.0 access token', openIdConnect: `OpenID Connect, ${String(openIdConnectUrl ?? '')}`, mutualTLS: 'client certificate',
  };
  return { name, how: shown(how[String(type)] ?? String(ref ?? type ?? '')), about: shown(typeof description === 'string' ? description : '') };
}

function operationView(operation: ApiOperation): OperationView {
  const { id, method, path, summary, description, deprecated, bodies, bodyRequired, responses, parameters } = operation;
  return {
    id,
    request: `${method.toUpperCase()} ${path}`,
    access: accessOf(operation),
    words: [deprecated ? 'Deprecated.' : null, summary === description ? null : summary, description].filter((words): words is string => words !== null && words.trim() !== ''),
    parameters: parameters.map((parameter) => {
      const { type, limits } = describe(parameter.schema);
      return { name: parameter.name, where: parameter.in, type, required: parameter.required ? 'yes' : 'no', about: shown(withLimits(parameter.description ?? '', limits)) };
    }),
    bodies: bodies.map(({ mediaType, schema }) => ({ mediaType, type: describe(schema ?? undefined).type })),
    bodyNeed: bodyRequired ? 'required' : 'optional',
    answers: responses.map((response) => ({
      status: response.status,
      about: shown(response.description),
      type: response.bodies.map(({ mediaType, schema }) => `${describe(schema ?? undefined).type} as ${mediaType}`).join('; ') || NOTHING,
      headers: response.headers.join(', ') || NOTHING,
    })),
  };
}

const NOTHING = '—';

/** A cell of a table is never empty. */
function shown(text: string): string {
  return text.trim() === '' ? NOTHING : text;
}

function withLimits(words: string, limits: string): string {
  return limits === '' ? words : `${words} (${limits})`.trim();
}

/** Who may: roles are the scopes of a drafted document, scopes those of a given one. */
function accessOf({ security }: ApiOperation): string {
  if (security.length === 0 || security.some((alternative) => alternative.length === 0)) return 'everybody, without a credential';
  const [first] = security;
  const scheme = first?.[0]?.scheme;
  if (security.every(([one, ...others]) => others.length === 0 && one?.scheme === scheme && (one?.scopes.length ?? 0) <= 1)) {
    const scopes = security.flatMap((alternative) => alternative[0]?.scopes ?? []);
    return scopes.length === 0 || scopes.length < security.length ? `${scheme ?? ''}: whoever has a valid credential` : `${scheme ?? ''} with ${list(scopes, 'or')}`;
  }
  return security.map((alternative) => alternative.map(({ scheme: name, scopes }) => (scopes.length === 0 ? name : `${name} with ${list(scopes, 'and')}`)).join(' together with ')).join(', or ');
}

function list(words: readonly string[], joint: string): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${joint} ${words.at(-1) ?? ''}`;
}

function schemaView(name: string, schema: Json, document: JsonObject): object {
  const resolve = (ref: string): Json | undefined => {
    let at: Json | undefined = document;
    for (const key of ref.replace(/^#\//, '').split('/')) at = isObject(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
    return at;
  };
  const object = isObject(schema) ? schema : {};
  const rows = [...properties(object, resolve)].map(([property, { schema: inner, required }]) => {
    const { type, limits } = describe(inner);
    const words = isObject(inner) && typeof inner['description'] === 'string' ? inner['description'] : '';
    return { name: property, type, required: required ? 'yes' : 'no', about: shown(withLimits(words, limits)) };
  });
  const { type, limits } = describe(schema);
  const described = typeof object['description'] === 'string' && object['description'].trim() !== '' ? [object['description']] : [];
  const kind = rows.length > 0 ? 'An object.' : `${type}${limits === '' ? '' : `, ${limits}`}.`;
  return { name, words: described.length > 0 && rows.length > 0 ? described : [[kind, ...described].join(' ')], rows };
}
