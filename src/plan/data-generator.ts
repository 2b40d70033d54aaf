/**
 * A generator that is nothing but data: a manifest says which files there are, for what, from which template, and what
 * is sent to which slot. One interpreter runs them all; no code of a blueprint's author runs.
 */
import type { Json, JsonObject } from '../json.js';
import type { Context, Generator } from '../kit.js';
import type { Contribution, Ownership, PlannedFile, SlotName } from './model.js';
import { dataModel, entityModel, serviceModel } from './data-model.js';

type Scope = 'project' | 'service' | 'entity';

/** One file of a manifest. Exactly one of `template`, `copy` and `data` says where it comes from. */
export interface ManifestFile {
  readonly for?: Scope;
  /** May hold names of the model in braces: `docs/{service.names.kebab}.md`. */
  readonly path: string;
  readonly template?: string;
  readonly copy?: string;
  readonly data?: Json;
  readonly ownership?: Ownership;
  readonly executable?: boolean;
  readonly rules?: readonly string[];
}

/** One contribution of a manifest; every text in it may hold names of the model in braces. */
export interface ManifestContribution {
  readonly for?: Scope;
  readonly slot: SlotName;
  readonly key: string;
  readonly order?: number;
  readonly value: Json;
}

/** `generators/<name>/generator.yaml`. */
export interface Manifest {
  readonly name: string;
  readonly description: string;
  readonly files: readonly ManifestFile[];
  readonly contributions?: readonly ManifestContribution[];
}

/** A manifest says something that cannot be; the message names the generator. */
export class ManifestError extends Error {
  constructor(manifest: string, what: string) {
    super(`The data generator ${manifest}: ${what}`);
    this.name = 'ManifestError';
  }
}

/** A manifest as a generator like any other. */
export function dataGenerator(manifest: Manifest): Generator {
  return {
    name: manifest.name,
    description: manifest.description,
    contribute: (context) => (manifest.contributions ?? []).flatMap((c) => scopes(c.for, context, manifest).map((view) => contribution(c, view, manifest))),
    plan: (context) => manifest.files.flatMap((file) => scopes(file.for, context, manifest).map((view) => plannedFile(file, view, manifest))),
  };
}

/** One view per thing that a file is declared for. */
function scopes(scope: Scope = 'project', { project }: Context, manifest: Manifest): JsonObject[] {
  const whole = dataModel(project);
  if (scope === 'project') return [whole];
  const services = project.services.map((service) => ({ service, view: { ...whole, service: serviceModel(service) } }));
  if (scope === 'service') return services.map(({ view }) => view);
  if (scope === 'entity') return services.flatMap(({ service, view }) => service.entities.map((entity) => ({ ...view, entity: entityModel(entity) })));
  throw new ManifestError(manifest.name, `there is no \`for: ${String(scope)}\`; there are project, service and entity`);
}

function plannedFile(file: ManifestFile, view: JsonObject, manifest: Manifest): PlannedFile {
  return {
    path: fill(file.path, view, manifest),
    content: contentOf(file, view, manifest),
    ownership: file.ownership ?? 'merged',
    executable: file.executable ?? false,
    rules: file.rules ?? [],
    format: null,
  };
}

function contentOf(file: ManifestFile, view: JsonObject, manifest: Manifest): PlannedFile['content'] {
  const said = [file.template, file.copy, file.data].filter((x) => x !== undefined).length;
  if (said !== 1) throw new ManifestError(manifest.name, `${file.path} needs exactly one of template, copy and data`);
  if (file.template !== undefined) return { kind: 'template', template: file.template, view };
  if (file.copy !== undefined) return { kind: 'copy', source: file.copy };
  const format = file.path.endsWith('.json') ? 'json' : file.path.endsWith('.toml') ? 'toml' : 'yaml';
  return { kind: 'data', format, value: fillAll(file.data ?? null, view, manifest) };
}

function contribution(c: ManifestContribution, view: JsonObject, manifest: Manifest): Contribution {
  const value = fillAll(c.value, view, manifest) as Contribution['value'];
  return { slot: c.slot, key: fill(c.key, view, manifest), order: c.order ?? 500, value };
}

function fillAll(value: Json, view: JsonObject, manifest: Manifest): Json {
  if (typeof value === 'string') return fill(value, view, manifest);
  if (Array.isArray(value)) return value.map((item: Json) => fillAll(item, view, manifest));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillAll(item as Json, view, manifest)]));
  }
  return value;
}

/** Puts names of the model in place of `{a.b}`. Braces that hold anything else stay as they are. */
function fill(text: string, view: JsonObject, manifest: Manifest): string {
  return text.replace(/\{([a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)+)\}/g, (_, path: string) => {
    let value: Json | undefined = view;
    for (const key of path.split('.')) {
      value = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
    }
    if (typeof value !== 'string' && typeof value !== 'number') throw new ManifestError(manifest.name, `the model has no text at ${path}`);
    return String(value);
  });
}
