/** Spec in, documents out: the stage `draft` of the pipeline. */
import type { JsonObject } from '../json.js';
import { InputError, problem, type Problem } from '../problems.js';
import type { ServiceModel, Spec } from '../spec/model.js';
import { bindResources } from './binding/bind.js';
import { modernised } from './dialect.js';
import { draftBindings, draftDocument } from './draft/document.js';
import { draftNames } from './draft/names.js';
import { readGiven } from './given/given.js';
import { entitySchemas } from './jsonschema.js';
import type { ApiDocument, ApiOperation, DocumentFile, DocumentLoader, Documents } from './model.js';
import { basePathOf, readOperations } from './operations.js';
import { applyOverlay } from './overlay.js';
import { toYaml } from './yaml.js';

const HEADER = '# Drafted from the entities in specwright.yaml; what you add belongs into an overlay beside this file.';

interface Result {
  readonly api: ApiDocument | null;
  readonly files: readonly DocumentFile[];
  readonly problems: readonly Problem[];
}

interface Contract {
  readonly service: ServiceModel;
  readonly path: string;
  readonly json: JsonObject;
  /** What operations do, by id, where the draft already knows. */
  readonly bindings: ReturnType<typeof draftBindings>;
}

function assemble(contract: Contract, report: (found: Problem) => void, at: (pointer: string) => Problem): ApiDocument {
  const { service, path, json, bindings } = contract;
  const given = service.openapi !== null;
  const validation = modernised(json);
  const read: readonly ApiOperation[] = readOperations(validation, (id) => bindings.get(id) ?? null);
  const { operations, notes } = given ? bindResources(validation, read, service.entities) : { operations: read, notes: [] };
  for (const note of notes) report({ ...at(note.pointer), message: note.message });
  return { service: service.name, given, path, json, validation, basePath: basePathOf(json), operations };
}

async function drafted(spec: Spec, service: ServiceModel, loader: DocumentLoader): Promise<Result> {
  const names = draftNames(service.entities);
  const draft: JsonObject = draftDocument(spec, service, names);
  const path = `specs/openapi/${service.name}.yaml`;
  const overlay = await applyOverlay(draft, service.name, loader);
  const nowhere = (): Problem => problem('openapi/binding', '', null, null, 'warning');
  const contract = { service, path, json: overlay.json, bindings: draftBindings(service, names) };
  const api = assemble(contract, () => undefined, nowhere);
  const file: DocumentFile = { path, text: toYaml(draft, HEADER), ownership: 'derived' };
  return { api, files: [file, ...overlay.files, ...entitySchemas(spec, service)], problems: overlay.problems };
}

async function brought(spec: Spec, service: ServiceModel, path: string, loader: DocumentLoader): Promise<Result> {
  const given = await readGiven(path, loader, spec.at(['services', service.name, 'openapi']));
  if (given.json === null) return { api: null, files: given.files, problems: given.problems };
  const overlay = await applyOverlay(given.json, service.name, loader);
  const problems: Problem[] = [...given.problems, ...overlay.problems];
  const note = (pointer: string): Problem => problem('openapi/binding', '', given.at(pointer), null, 'warning');
  const contract = { service, path, json: overlay.json, bindings: new Map() };
  const api = assemble(contract, (found) => problems.push(found), note);
  return { api, files: [...given.files, ...overlay.files, ...entitySchemas(spec, service)], problems };
}

/** Files by path; documents that two services share appear once. */
function distinct(files: readonly DocumentFile[]): readonly DocumentFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}

/** Two services that share a document share its problems. */
function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((found) => [JSON.stringify(found), found])).values()];
}

/** A given document at a path that a drafted one needs. */
function taken(spec: Spec, files: readonly DocumentFile[]): readonly Problem[] {
  const derived = new Set(files.filter(({ ownership }) => ownership === 'derived').map(({ path }) => path));
  const given = spec.services.filter(({ openapi }) => openapi !== null && derived.has(openapi));
  return given.map(({ name, openapi }) => {
    const at = spec.at(['services', name, 'openapi']);
    return problem('openapi/path-taken', `${openapi ?? ''} is where the drafted document of another service goes`, at, 'move the document, or rename the service');
  });
}

/** Drafts, or reads, the document of every service. Throws InputError when one cannot become a service. */
export async function draftDocuments(spec: Spec, loader: DocumentLoader): Promise<Documents> {
  const results = await Promise.all(
    spec.services.map(async (service): Promise<Result> => {
      const path = service.openapi;
      return path === null ? drafted(spec, service, loader) : brought(spec, service, path, loader);
    }),
  );
  const files = results.flatMap((result) => result.files);
  const problems = distinctProblems([...results.flatMap((result) => result.problems), ...taken(spec, files)]);
  if (problems.some(({ severity }) => severity === 'error')) throw new InputError(problems);
  const apis = results.flatMap(({ api }): [string, ApiDocument][] => (api === null ? [] : [[api.service, api]]));
  return { apis: Object.fromEntries(apis), files: distinct(files), problems };
}
