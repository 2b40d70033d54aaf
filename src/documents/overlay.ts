/** OpenAPI Overlay 1.x: what a user adds to a document that is not theirs to edit. */
import { isMap, isNode, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import type { Json, JsonObject } from '../json.js';
import { problem, type Position, type Problem } from '../problems.js';
import { checkMeaning } from './given/meaning.js';
import { redocly, resolverOver } from './given/source.js';
import type { DocumentFile, DocumentLoader } from './model.js';
import { arrayAt, isObject, pointerOf, textAt } from './pointer.js';

type Path = readonly (string | number)[];
/** A document under change. */
type Mutable = null | boolean | number | string | Mutable[] | { [key: string]: Mutable };

export interface Overlaid {
  readonly json: JsonObject;
  readonly files: readonly DocumentFile[];
  readonly problems: readonly Problem[];
}

class Overlay {
  private readonly lines = new LineCounter();
  private readonly document: Document;
  readonly value: Json;
  readonly problems: Problem[] = [];

  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    for (const error of this.document.errors) this.problems.push(problem('overlay/syntax', error.message, this.position(error.pos[0])));
    this.value = this.problems.length > 0 ? null : (this.document.toJS() as Json);
  }

  /** Where a path of the overlay is written, or its nearest parent. */
  at(path: Path): Position {
    for (let length = path.length; length > 0; length -= 1) {
      const node = this.document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.position(node.range[0]);
    }
    return this.position(isMap(this.document.contents) || isSeq(this.document.contents) ? (this.document.contents.range?.[0] ?? 0) : 0);
  }

  report(message: string, path: Path, help: string | null = null): void {
    this.problems.push(problem('overlay/action', message, this.at(path), help));
  }

  private position(offset: number): Position {
    const { line } = this.lines.linePos(offset);
    const start = this.lines.lineStarts[line - 1] ?? 0;
    return { file: this.file, line, column: Array.from(this.text.slice(start, offset)).length + 1 };
  }
}

type JsonPath = typeof import('jsonpath-rfc9535');

/** Every place a JSONPath selects, deepest last index first, so that removing one moves no other. */
function select(library: JsonPath, root: Mutable, target: string): Path[] {
  const found: Path[] = [];
  library.exec(root as never, target, (_value, path) => found.push([...path]));
  return found.reverse();
}

function get(root: Mutable, path: Path): Mutable | undefined {
  let current: Mutable | undefined = root;
  for (const key of path) {
    if (current === null || typeof current !== 'object') return undefined;
    current = Array.isArray(current) ? current[Number(key)] : current[key];
  }
  return current;
}

/** Merges as the overlay specification says: objects deeply, arrays by adding, everything else by replacing. */
function merged(target: Mutable, update: Mutable): Mutable {
  if (Array.isArray(target)) return [...target, ...(Array.isArray(update) ? update : [update])];
  if (target === null || typeof target !== 'object' || update === null || typeof update !== 'object' || Array.isArray(update)) return update;
  const result = { ...target };
  for (const [key, value] of Object.entries(update)) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    result[key] = before === undefined ? value : merged(before, value);
  }
  return result;
}

function replace(root: { value: Mutable }, path: Path, value: Mutable | undefined): void {
  const last = path.at(-1);
  if (last === undefined) {
    if (value !== undefined) root.value = value;
    return;
  }
  const parent = get(root.value, path.slice(0, -1));
  if (parent === null || parent === undefined || typeof parent !== 'object') return;
  if (Array.isArray(parent)) {
    if (value === undefined) parent.splice(Number(last), 1);
    else parent[Number(last)] = value;
  } else if (value === undefined) delete parent[last];
  else parent[last] = value;
}

/** Applies one action; returns the pointers it touched. */
function act(library: JsonPath, root: { value: Mutable }, action: Json, index: number, overlay: Overlay): readonly string[] {
  const at = ['actions', index];
  const target = textAt(action, 'target');
  if (!isObject(action) || target === null) return overlay.report('an action has a `target`, a JSONPath', at) ?? [];
  if (action['remove'] !== true && action['update'] === undefined) return overlay.report('an action has an `update` or `remove: true`', at) ?? [];
  let places: Path[];
  try {
    places = select(library, root.value, target);
  } catch (error) {
    return overlay.report(`the target is no JSONPath: ${error instanceof Error ? error.message : String(error)}`, [...at, 'target'], 'see RFC 9535') ?? [];
  }
  if (places.length === 0) overlay.report(`the target ${target} matches nothing`, [...at, 'target'], 'the document it applies to lies beside the overlay');
  for (const place of places) {
    const before = get(root.value, place);
    if (before === undefined) continue;
    if (action['remove'] === true) replace(root, place, undefined);
    else if (before === null || typeof before !== 'object') overlay.report(`the target ${target} is neither an object nor an array`, [...at, 'target']);
    else replace(root, place, merged(before, structuredClone(action['update']) as Mutable));
  }
  return places.map((place) => pointerOf(place));
}

/** What redocly finds wrong with the result, at the action that touched the place. */
async function resultProblems(json: JsonObject, touched: readonly (readonly string[])[], overlay: Overlay, loader: DocumentLoader): Promise<readonly Problem[]> {
  const library = await redocly();
  const document = library.makeDocumentFromString(JSON.stringify(json), '/result.json');
  const found = await checkMeaning(library, document, resolverOver(library, loader, new Map()));
  const last = touched.length - 1;
  return found.filter(({ severity }) => severity === 'error').map((one) => ({
    ...one,
    ...overlay.at(['actions', Math.max(last, 0)]),
    message: `with this overlay the document is wrong: ${one.message}`,
  }));
}

/** Applies `specs/openapi/<service>.overlay.yaml` when there is one. */
export async function applyOverlay(json: JsonObject, service: string, loader: DocumentLoader): Promise<Overlaid> {
  const path = `specs/openapi/${service}.overlay.yaml`;
  const text = await loader.read(path);
  if (text === null) return { json, files: [], problems: [] };
  const files: readonly DocumentFile[] = [{ path, text, ownership: 'source' }];
  const overlay = new Overlay(path, text);
  if (overlay.problems.length > 0) return { json, files, problems: overlay.problems };
  if (!/^1\.\d+\.\d+$/u.test(textAt(overlay.value, 'overlay') ?? '')) overlay.report('an overlay begins with `overlay: 1.0.0`', ['overlay']);
  const root = { value: structuredClone(json) as Mutable };
  const library = await import('jsonpath-rfc9535');
  const touched = arrayAt(overlay.value, 'actions').map((action, index) => act(library, root, action, index, overlay));
  const result = root.value as JsonObject;
  if (overlay.problems.length > 0) return { json, files, problems: overlay.problems };
  return { json: result, files, problems: await resultProblems(result, touched, overlay, loader) };
}
