/**
 * The one door generators import. A generator is a pure function: Project (and the previous one) in, planned
 * files and contributions out.
 */
import type { Json } from './json.js';
import type { Contribution, DataNotes, Ownership, PlannedFile, SlotName, Slots, SlotTypes } from './plan/model.js';
import type { Project } from './project/model.js';

export { refuse, refuseAt } from './refusal.js';
export type { Json, JsonObject } from './json.js';
export type { Contribution, PlannedFile, Slots, SlotTypes } from './plan/model.js';
export type * from './project/model.js';
export type * from './documents/model.js';
export type { Access, EntityModel, FieldModel, FieldType, Names, ServiceModel, Verb } from './spec/model.js';

/** What every generator may read. */
export interface Context {
  readonly project: Project;
  /** The project this repository was generated from last time, or null. Only `history` files may depend on it. */
  readonly previous: Project | null;
  readonly history: History;
}

/** The `history` files that exist already and what lies beside them; they are never rewritten. */
export interface History {
  /** Those that the user deleted are among them: nothing is made in their place. */
  readonly paths: ReadonlySet<string>;
  /** What is in one; null when it is not there. */
  text(path: string): string | null;
}

/** What a new repository has. */
export const NO_HISTORY: History = { paths: new Set(), text: () => null };

/** One concern of the repository. */
export interface Generator {
  /** Also the folder under templates/. */
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /** Phase one: parts for files that others own. */
  contribute?(context: Context): readonly Contribution[];
  /** Phase two: the generator's own files. Slots are complete by now. */
  plan(context: Context, slots: Slots): readonly PlannedFile[];
}

interface FileOptions {
  readonly ownership?: Ownership;
  readonly executable?: boolean;
  readonly rules?: readonly string[];
  readonly format?: 'python' | null;
}

function planned(path: string, content: PlannedFile['content'], options: FileOptions): PlannedFile {
  return {
    path,
    content,
    ownership: options.ownership ?? 'merged',
    executable: options.executable ?? false,
    rules: options.rules ?? [],
    format: options.format ?? null,
  };
}

/** A Handlebars template of the generator's folder, rendered with `view`: exactly the names the template uses. */
export function template(path: string, source: string, view: object, options: FileOptions = {}): PlannedFile {
  return planned(path, { kind: 'template', template: source, view }, options);
}

/** A file of the generator's template folder, byte for byte. */
export function copy(path: string, source: string, options: FileOptions = {}): PlannedFile {
  return planned(path, { kind: 'copy', source }, options);
}

/** A structured file, from a value. The format follows the path's ending. */
export function data(path: string, value: Json, options: FileOptions & DataNotes = {}): PlannedFile {
  const format = path.endsWith('.json') ? 'json' : path.endsWith('.toml') ? 'toml' : 'yaml';
  const { header, comments, remarks } = options;
  const notes = { ...(header === undefined ? {} : { header }), ...(comments === undefined ? {} : { comments }), ...(remarks === undefined ? {} : { remarks }) };
  return planned(path, { kind: 'data', format, value, ...notes }, options);
}

/** Text that exists already. */
export function text(path: string, value: string, options: FileOptions = {}): PlannedFile {
  return planned(path, { kind: 'text', text: value }, options);
}

/** Sends one part to a slot. Keys are unique per slot; `order` sorts (default 500), then the key. */
export function contribute<S extends SlotName>(slot: S, key: string, value: SlotTypes[S], order = 500): Contribution<S> {
  return { slot, key, order, value };
}
