/**
 * What the pages know about the services: plain data, one module per resource, derived from their documents.
 * Names of the wire are values in it, never identifiers.
 */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Who may: one of these alternatives, each what is held at once: roles, scopes as `scope:read`. Empty = whoever is signed in. */
export type Access = readonly (readonly string[])[];

export type FieldKind =
  | "string"
  | "text"
  | "integer"
  | "number"
  | "decimal"
  | "boolean"
  | "date"
  | "datetime"
  | "uuid"
  | "email"
  | "url"
  | "enum"
  | "json"
  | "array"
  | "object"
  | "reference"
  | "many";

/** How a list is cut into pages. */
export type Paging =
  | {
      readonly kind: "cursor";
      readonly limit: string;
      readonly cursor: string;
      readonly next: string;
    }
  | { readonly kind: "page"; readonly limit: string | null; readonly page: string }
  | { readonly kind: "offset"; readonly limit: string | null; readonly offset: string }
  | { readonly kind: "none"; readonly limit: string | null };

/** A resource that a field refers to: all that a picker needs. */
export interface Target {
  readonly service: string;
  readonly resource: string;
  readonly title: string;
  /** Collection, `/api/v1/categories`. */
  readonly path: string;
  /** Property that holds the key. */
  readonly key: string;
  /** Property that people see. */
  readonly label: string;
  /** Property of a list that holds the items; null when the list is the answer itself. */
  readonly items: string | null;
  readonly paging: Paging;
  /** How many of them are asked for at a time. */
  readonly limit: number;
  /** Query parameter that finds a record by its exact label. */
  readonly find: string | null;
  /** Query parameter that sorts, when the list can be sorted by its label. */
  readonly sort: string | null;
  /** Whether one record can be read by its key. */
  readonly readable: boolean;
  readonly access: Access;
}

export interface Limits {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** Decimal: digits after the point. */
  readonly scale?: number;
}

/** A property of a resource, a body or a set of parameters. */
export interface Field {
  /** On the wire. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly description: string | null;
  readonly kind: FieldKind;
  /** Must be sent on create. */
  readonly required: boolean;
  /** Null is a value. */
  readonly nullable: boolean;
  /** May be sent on create, on update. Neither: read-only. */
  readonly create: boolean;
  readonly update: boolean;
  /** What the service fills in for an absent one; null may be a default too, hence the box. */
  readonly preset: { readonly value: Json } | null;
  readonly options: readonly Json[] | null;
  readonly limits: Limits;
  readonly target: Target | null;
  /** Kept by the service: key, time stamps, version. */
  readonly system: boolean;
}

/** A query parameter that filters a list by equality. */
export interface Filter {
  readonly parameter: string;
  readonly field: Field;
}

export interface ListOperation {
  readonly access: Access;
  readonly items: string | null;
  readonly paging: Paging;
  readonly limit: number;
  readonly sort: string | null;
  readonly sortable: readonly string[];
  readonly filters: readonly Filter[];
}

export interface WriteOperation {
  readonly access: Access;
  readonly method: "POST" | "PATCH" | "PUT";
  readonly mediaType: string;
  /** The service wants `If-Match`. */
  readonly ifMatch: boolean;
}

export interface ReadOperation {
  readonly access: Access;
}

export interface DeleteOperation {
  readonly access: Access;
  readonly ifMatch: boolean;
}

export interface Resource {
  readonly service: string;
  /** In addresses. */
  readonly name: string;
  /** One of them, many of them, for people. */
  readonly title: string;
  readonly plural: string;
  readonly description: string | null;
  /** Collection; the parameters of its parents in braces. */
  readonly path: string;
  /** Path parameters of the parents, outermost first. */
  readonly parents: readonly string[];
  readonly key: string;
  readonly label: string;
  readonly fields: readonly Field[];
  readonly list: ListOperation | null;
  readonly create: WriteOperation | null;
  readonly read: ReadOperation | null;
  readonly update: WriteOperation | null;
  readonly remove: DeleteOperation | null;
}

/** A parameter of an action, as a field. */
export interface Parameter {
  readonly in: "path" | "query" | "header";
  readonly field: Field;
}

/** An operation that is no plain resource access: a form and its answer. */
export interface Action {
  readonly service: string;
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly method: string;
  readonly path: string;
  readonly access: Access;
  readonly parameters: readonly Parameter[];
  /** Null: nothing is sent. Without fields: one value, typed in as JSON or text, or chosen as a file. */
  readonly body: {
    readonly mediaType: string;
    readonly required: boolean;
    readonly fields: readonly Field[] | null;
  } | null;
}

export interface Service {
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly resources: readonly Resource[];
  readonly actions: readonly Action[];
}

/** What the whole is called. */
export interface Product {
  readonly title: string;
  readonly description: string;
}
