/** src/server/services.json: what the server side of the web app knows about each service. Objects of short texts, so that every formatter leaves it as it is. */
import type { ApiDocument, ApiOperation, Json, JsonObject, Project } from '../../src/kit.js';

/** Headers that no document needs to name; the web app has rules of its own for them. */
const STANDARD = new Set(['accept', 'authorization', 'content-type', 'cookie']);

/** Facts by service name. */
export function serviceFacts(project: Project): Json {
  return Object.fromEntries(project.services.map(({ name, api }) => [name, factsOf(api)]));
}

function factsOf(api: ApiDocument): Json {
  const schemes = schemesOf(api.json);
  return {
    basePath: api.basePath,
    operations: Object.fromEntries(api.operations.map((operation) => [`${operation.method.toUpperCase()} ${operation.path}`, securityOf(operation)])),
    schemes: Object.fromEntries(schemes.map(([name, scheme]) => [name, kindOf(scheme)])),
    scopes: scopesOf(api, schemes).join(' '),
    requestHeaders: headersOf(api.operations.flatMap(({ parameters }) => parameters.filter(({ in: place }) => place === 'header').map(({ name }) => name))),
    responseHeaders: headersOf(api.operations.flatMap(({ responses }) => responses.flatMap(({ headers }) => headers))),
  };
}

/** `oauth|key other`: alternatives, each of one or more schemes; empty for a public operation. */
function securityOf({ security }: ApiOperation): string {
  return [...new Set(security.map((all) => all.map(({ scheme }) => scheme).join(' ')))].join('|');
}

/** `token`, `basic`, `header X-Key`, `query key`, `cookie key`, or `unsupported`. */
function kindOf(scheme: JsonObject): string {
  const method = String(scheme['scheme'] ?? '').toLowerCase();
  if (scheme['type'] === 'oauth2' || scheme['type'] === 'openIdConnect' || (scheme['type'] === 'http' && method === 'bearer')) return 'token';
  if (scheme['type'] === 'http' && method === 'basic') return 'basic';
  const name = String(scheme['name'] ?? '');
  return scheme['type'] === 'apiKey' && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) ? `${String(scheme['in'])} ${name}` : 'unsupported';
}

/** What signing in has to ask for: scopes that flows offer or operations want. */
function scopesOf(api: ApiDocument, schemes: readonly (readonly [string, JsonObject])[]): readonly string[] {
  const scoped = new Map(schemes.filter(([, { type }]) => type === 'oauth2' || type === 'openIdConnect'));
  const offered = [...scoped.values()].flatMap(({ flows }) => Object.values(objectOf(flows)).flatMap((flow) => Object.keys(objectOf(objectOf(flow)['scopes']))));
  const wanted = api.operations.flatMap(({ security }) => security.flat().filter(({ scheme }) => scoped.has(scheme)).flatMap(({ scopes }) => scopes));
  return [...new Set([...offered, ...wanted])].filter((scope) => /^[!#-[\]-~]+$/.test(scope)).sort();
}

/** The security schemes of a document by name, references followed. */
export function schemesOf(document: JsonObject): readonly (readonly [string, JsonObject])[] {
  const components = objectOf(document['components']);
  return Object.entries(objectOf(components['securitySchemes'])).map(([name, scheme]) => [name, resolved(document, objectOf(scheme), 0)] as const);
}

function resolved(document: JsonObject, scheme: JsonObject, depth: number): JsonObject {
  const ref = scheme['$ref'];
  if (typeof ref !== 'string' || depth > 20) return scheme;
  const parts = ref.replace(/^#\//, '').split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value: Json = document;
  for (const part of parts) value = objectOf(value)[part] ?? {};
  return resolved(document, objectOf(value), depth + 1);
}

function headersOf(names: readonly string[]): string {
  return [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name) && !STANDARD.has(name)).sort().join(' ');
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
