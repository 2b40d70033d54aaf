/**
 * The Project: validated, normalised, fully defaulted, immutable. Everything downstream reads only this.
 */
import type { ApiDocument, DocumentFile } from '../documents/model.js';
import type { JsonObject } from '../json.js';
import type { EntityModel, Names, ServiceModel } from '../spec/model.js';
import type { CollectionModel } from './collections.js';
import type { Deployment } from './deployment/model.js';

export type { CollectionModel } from './collections.js';
export type { Deployment, Environment, Run, Workload } from './deployment/model.js';

export interface Service extends Omit<ServiceModel, 'openapi'> {
  /** Never null: the name, as a sentence, when the spec gives none. */
  readonly title: string;
  /** Import name of the Python package: `catalog`, `import_` for a keyword. Unique in the project. */
  readonly package: string;
  /** Folder: `services/catalog`. */
  readonly folder: string;
  /** PostgreSQL database and role, at most 63 bytes: `shop_catalog`. */
  readonly database: string;
  /** Default local port, 8001 onwards in declared order. */
  readonly port: number;
  /** The contract the code comes from. `api.given` tells a document the user brought. */
  readonly api: ApiDocument;
  readonly entities: readonly EntityModel[];
  /** What a given document's plain resources without an entity are kept in. */
  readonly collections: readonly CollectionModel[];
}

export interface Project {
  readonly name: string;
  readonly names: Names;
  readonly title: string;
  readonly description: string;
  readonly domain: string;
  readonly owner: string;
  readonly version: string;
  /** ISO date that every generated date comes from. */
  readonly created: string;
  readonly licence: string;
  readonly repository: string | null;
  readonly blueprint: { readonly name: string; readonly version: string };
  readonly constitution: string;
  readonly services: readonly Service[];
  readonly roles: readonly string[];
  /** Python distribution of the library that services share: the project's own name in it keeps public packages out. */
  readonly libraryDistribution: string;
  /** Documents that belong in the repository. */
  readonly documents: readonly DocumentFile[];
  /** How it runs in each environment. */
  readonly deployment: Deployment;
  /** Validated spec sections that later generators read (web, environments, slo …). */
  readonly sections: JsonObject;
  /** The spec's text, as `specwright.yaml` holds it. */
  readonly specText: string;
}
