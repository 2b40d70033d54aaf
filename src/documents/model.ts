/**
 * OpenAPI documents after overlays and bundling, and the operations that code is generated from.
 * Specs, drafted or given, meet here: downstream cannot tell them apart except by {@link ApiDocument.given}.
 */
import type { Json, JsonObject } from '../json.js';
import type { Position, Problem } from '../problems.js';

/** One document that goes into the repository as a file. */
export interface DocumentFile {
  /** Relative to the repository root. */
  readonly path: string;
  readonly text: string;
  readonly ownership: 'source' | 'derived';
}

export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie';

export interface ApiParameter {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
  readonly style: string;
  readonly explode: boolean;
  readonly description: string | null;
  readonly deprecated: boolean;
  /** Schema of the parameter, or of its one media type in `content`; may be a `$ref` into the bundled document. */
  readonly schema: Json;
  /** Set when the parameter is described by `content`. */
  readonly mediaType: string | null;
}

export interface ApiBody {
  readonly mediaType: string;
  /** Undefined schema = anything. */
  readonly schema: Json | null;
}

export interface ApiResponse {
  /** `201`, `4XX` or `default`. */
  readonly status: string;
  readonly description: string;
  readonly bodies: readonly ApiBody[];
  readonly headers: readonly string[];
}

/** One alternative: every scheme in it must be met. An empty list = public. */
export type SecurityAlternative = readonly { readonly scheme: string; readonly scopes: readonly string[] }[];

export type ResourceKind = 'list' | 'create' | 'get' | 'update' | 'replace' | 'delete';

/** What an operation does when it is plain resource access; null = the user's to write (501 until then). */
export interface ResourceBinding {
  readonly kind: ResourceKind;
  /** Collection path template, `/api/v1/products`. */
  readonly collection: string;
  /** Entity whose table it works on; null = the given document's own storage (a jsonb table for the collection). */
  readonly entity: string | null;
  /** Path parameters that name parents of a nested resource, outermost first. */
  readonly parents: readonly string[];
  /** Path parameter that names the item, null for list and create. */
  readonly item: string | null;
  /** Property of the stored object that holds the item's key. */
  readonly key: string;
  /** For list: property of the response that holds the items, or null when the response is the array itself. */
  readonly items: string | null;
  /** Query parameter -> property of the stored object it filters by equality. */
  readonly filters: Readonly<Record<string, string>>;
  /** Given documents, list: query parameters that cut the list; absent or null where the document has none. */
  readonly paging?: { readonly limit: string | null; readonly page: string | null; readonly offset: string | null };
  /** Given documents: properties that the service sets by itself on create, or on every change. */
  readonly stamps?: Readonly<Record<string, 'created' | 'updated'>>;
  /** Given documents: what a property holds when the client did not send it (its default, its const, or null). */
  readonly fill?: Readonly<Record<string, Json>>;
}

export interface ApiOperation {
  /** operationId, or one derived from method and path; unique in the document. */
  readonly id: string;
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';
  /** As in the document: `/products/{id}`. */
  readonly path: string;
  /** First tag, or the first literal path segment: names the module the operation lives in. As written. */
  readonly group: string;
  readonly summary: string | null;
  readonly description: string | null;
  readonly deprecated: boolean;
  readonly parameters: readonly ApiParameter[];
  readonly bodyRequired: boolean;
  readonly bodies: readonly ApiBody[];
  readonly responses: readonly ApiResponse[];
  /** Effective (operation, else document). Empty = public. */
  readonly security: readonly SecurityAlternative[];
  readonly resource: ResourceBinding | null;
  /** JSON pointer of the operation in the bundled document. */
  readonly pointer: string;
}

export interface ApiDocument {
  readonly service: string;
  /** True when the user brought it; then its own standards apply and nothing is added to the wire. */
  readonly given: boolean;
  /** Repository path of the human-facing document: `specs/openapi/catalog.yaml`. */
  readonly path: string;
  /** Bundled after overlays, only local `#/…` refs. Exactly what the service serves. */
  readonly json: JsonObject;
  /**
   * The same document with every schema in JSON Schema 2020-12: what requests are validated against and code is
   * generated from. The very same object as {@link ApiDocument.json} when the document speaks 2020-12 already.
   */
  readonly validation: JsonObject;
  /** Path part of the first server, without a trailing slash: `` or `/api/v3`. */
  readonly basePath: string;
  readonly operations: readonly ApiOperation[];
}

export interface Documents {
  /** By service name. */
  readonly apis: Readonly<Record<string, ApiDocument>>;
  /** Everything under specs/ that belongs in the repository: given documents, overlays (source), drafts and JSON Schemas (derived). */
  readonly files: readonly DocumentFile[];
  readonly problems: readonly Problem[];
}

/** Reads a document the spec refers to; the only door to the file system. Throws when the path leaves the spec's folder. */
export interface DocumentLoader {
  /** Text of a path relative to the spec's folder, or null when it does not exist. */
  read(path: string): Promise<string | null>;
}

export type { Position };
