/**
 * The spec after reading: validated, every short form expanded, every name derived, nothing defaulted that
 * depends on another document. Everything here can be serialised; positions live in {@link Spec.at}.
 */
import type { Json, JsonObject } from '../json.js';
import type { Position, Problem } from '../problems.js';

/** One name in every case a target language wants; never re-derived downstream. */
export interface Names {
  /** As written. */
  readonly original: string;
  /** `http-server2-log` */
  readonly kebab: string;
  /** `http_server2_log` */
  readonly snake: string;
  /** `HttpServer2Log` */
  readonly pascal: string;
  /** `httpServer2Log` */
  readonly camel: string;
  /** `HTTP_SERVER2_LOG` */
  readonly constant: string;
  /** `Http server2 log`, for people. */
  readonly sentence: string;
}

export type Verb = 'read' | 'create' | 'update' | 'delete' | 'export' | 'erase';
/** Exactly the roles that may, per verb. Complete: defaults already merged in. */
export type Access = Readonly<Record<Verb, readonly string[]>>;

/** The short types of the contract; `schema` is a JSON Schema of the user's own (stored as jsonb unless scalar). */
export type ScalarType =
  | 'string' | 'text' | 'integer' | 'number' | 'decimal' | 'boolean'
  | 'date' | 'datetime' | 'uuid' | 'email' | 'url' | 'enum';
export type FieldType =
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  /** `json`, arrays, objects and mixed enums: stored as jsonb. */
  | { readonly kind: 'json'; readonly array: boolean }
  /** Many-to-one inside the service: `wire` is `categoryId`. `unique` makes it one-to-one. */
  | { readonly kind: 'reference'; readonly entity: string; readonly onDelete: 'restrict' | 'cascade' | 'set-null' }
  /** `{ ref: service/X }`: an unchecked id. */
  | { readonly kind: 'foreign'; readonly service: string; readonly entity: string }
  /** Independent many-to-many: an array of distinct ids. */
  | { readonly kind: 'many'; readonly entity: string }
  /** Read-only other side of a many-to-one or many-to-many: an array of ids. `field` is the declared name on `entity`. */
  | { readonly kind: 'inverse'; readonly entity: string; readonly field: string };

export interface FieldModel {
  /** As declared: `category`. */
  readonly name: string;
  /** On the wire: `categoryId` for a reference, otherwise the name as written. */
  readonly wire: string;
  /** Snake case, at most 63 bytes, unique in the table, never a system column; `category_id`. Empty for many and inverse. */
  readonly column: string;
  readonly type: FieldType;
  /** JSON Schema 2020-12 of one non-null value on the wire, limits and patterns included, without description and default. */
  readonly schema: JsonObject;
  readonly title: string | null;
  readonly description: string | null;
  readonly optional: boolean;
  readonly unique: boolean;
  readonly index: boolean;
  /** Only when declared; null is a legal default of an optional field, so presence is what counts. */
  readonly default?: Json;
  /** Decimal only. */
  readonly precision?: number;
  readonly scale?: number;
  readonly pii: { readonly basis: string; readonly retention: string } | null;
  readonly was: string | null;
  /** `x-…` keys, kept. */
  readonly extensions: JsonObject;
}

export interface EntityModel {
  readonly name: string;
  readonly names: Names;
  /** `categories` for people and file names. */
  readonly plural: Names;
  /** `/api/v1/<plural-kebab>` */
  readonly path: string;
  /** Plural snake case, at most 63 bytes. */
  readonly table: string;
  readonly title: string | null;
  readonly description: string | null;
  /** Wire name of the field people see, or `id`. */
  readonly label: string;
  /** In declared order, system fields (`id createdAt updatedAt version`) not included. */
  readonly fields: readonly FieldModel[];
  /** Wire names, declared order; single-field `unique: true` is on the field, not here. */
  readonly unique: readonly (readonly string[])[];
  readonly index: readonly (readonly string[])[];
  readonly access: Access;
  readonly was: string | null;
  readonly extensions: JsonObject;
}

export interface ServiceModel {
  readonly name: string;
  readonly names: Names;
  readonly title: string | null;
  readonly description: string | null;
  /** Relative path of the given document, or null when the document is drafted. */
  readonly openapi: string | null;
  readonly entities: readonly EntityModel[];
  /** True when the spec says `access` on this service (matters for given documents). */
  readonly accessDeclared: boolean;
  readonly access: Access;
  /** Services that a `{ ref: service/X }` or `depends_on` names, sorted, distinct. */
  readonly dependsOn: readonly string[];
  readonly extensions: JsonObject;
}

/** Where a value came from, for `explain` and for headings such as "default". */
export type Origin =
  | { readonly kind: 'spec'; readonly position: Position }
  | { readonly kind: 'set'; readonly argument: string }
  | { readonly kind: 'default'; readonly by: string };

export interface Spec {
  readonly file: string;
  /** The bytes that were read (after `--set`). */
  readonly text: string;
  readonly name: string;
  readonly names: Names;
  readonly title: string;
  readonly domain: string;
  readonly owner: string;
  readonly description: string | null;
  /** SemVer of the product; `0.1.0` by default. */
  readonly version: string;
  /** ISO date, or null: then the blueprint's release date counts. */
  readonly created: string | null;
  readonly blueprint: { readonly name: string; readonly version: string | null };
  readonly licence: string;
  readonly repository: string | null;
  readonly services: readonly ServiceModel[];
  /** Every role any access names, plus viewer, editor, admin; sorted with those three first. */
  readonly roles: readonly string[];
  /** The validated, otherwise untouched sections that later generators read: web, environments, slo, … */
  readonly sections: JsonObject;
  /** Position of a path such as `services.catalog.entities.Product.fields.price`; falls back to the nearest parent. */
  at(path: readonly (string | number)[]): Position;
  /** Where the value at a path came from. */
  origin(path: readonly (string | number)[]): Origin;
  /** Warnings; errors are thrown as InputError. */
  readonly problems: readonly Problem[];
}
