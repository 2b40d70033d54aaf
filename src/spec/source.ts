/**
 * YAML text as a small tree in which every key and value knows where it was written. Whatever YAML can say and
 * JSON cannot (tags, merge keys, several documents, keys that are no strings) is refused here, so that the
 * stages after this one meet plain values only.
 */
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Json, JsonObject } from '../json.js';
import type { Report } from './report.js';

interface Spot {
  /** Offsets into the text. */
  readonly start: number;
  readonly end: number;
}
export interface ScalarTree extends Spot {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, for exact decimals: `0.10`. */
  readonly source: string;
}
export interface ListTree extends Spot {
  readonly kind: 'list';
  readonly items: readonly Tree[];
}
export interface Entry {
  readonly key: string;
  readonly at: Spot;
  readonly value: Tree;
}
export interface MapTree extends Spot {
  readonly kind: 'map';
  /** Distinct keys, in written order. */
  readonly entries: ReadonlyMap<string, Entry>;
}
export type Tree = ScalarTree | ListTree | MapTree;

/** A spec is written by people: what is larger or deeper than this is a mistake or an attack. */
const LIMITS = { characters: 4_000_000, nodes: 400_000, depth: 60 } as const;

/**
 * Reads one YAML 1.2 document. Problems go to `report`; null when nothing is left to look at.
 */
export function parseSource(text: string, report: Report): Tree | null {
  if (text.length > LIMITS.characters) {
    report.error('spec/too-large', 0, `The spec is larger than ${LIMITS.characters.toLocaleString('en')} characters.`, 'Bring large contracts as documents under specs/.');
    return null;
  }
  let documents: readonly Document[];
  try {
    documents = parseAllDocuments(text, { uniqueKeys: false, intAsBigInt: false, prettyErrors: false, stringKeys: false, logLevel: 'silent' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report.error('spec/too-deep', 0, 'The spec is nested too deeply to be read.', `At most ${LIMITS.depth} levels.`);
    return null;
  }
  const first = documents[0];
  const syntax = documents[0]?.errors ?? [];
  for (const each of syntax.slice(0, MOST_SYNTAX_ERRORS)) syntaxError(each.pos[0], each.message, report);
  const second = documents[1];
  if (second !== undefined) {
    report.error('spec/several-documents', second.range?.[0] ?? 0, 'The spec holds more than one YAML document.', 'Remove everything from the second `---` on.');
  }
  if (syntax.length > 0) return null;
  if (first === undefined || first.contents === null) {
    if (!report.failed) report.error('spec/empty', 0, 'The spec is empty.', 'Start with `specwright: 1`; `specwright new` writes a complete one.');
    return null;
  }
  return new Builder(text, report).build(first.contents as Node, 0);
}

/** One slip makes a parser stumble many times; the first stumbles are the ones to mend. */
const MOST_SYNTAX_ERRORS = 20;

function syntaxError(at: number, message: string, report: Report): void {
  if (message.includes('call stack')) report.error('spec/too-deep', at, 'The spec is nested too deeply to be read.', `At most ${LIMITS.depth} levels.`);
  else report.error('spec/yaml', at, yamlWords(message), null);
}

function yamlWords(message: string): string {
  const line = message.split('\n', 1)[0] ?? message;
  return `This is not valid YAML: ${line.charAt(0).toLowerCase()}${line.slice(1)}${/[.!?]$/.test(line) ? '' : '.'}`;
}

class Builder {
  private nodes = 0;
  private readonly open = new Set<Node>();
  /** What each anchor means at this point of the text. */
  private readonly anchors = new Map<string, Node>();

  constructor(
    private readonly text: string,
    private readonly report: Report,
  ) {}

  build(node: Node | null, offset: number, depth = 0): Tree | null {
    this.nodes += 1;
    if (this.nodes > LIMITS.nodes) {
      if (this.nodes === LIMITS.nodes + 1) {
        this.report.error('spec/too-large', offset, 'The spec grows beyond all measure, through its aliases or its size.', 'Write fewer, smaller values.');
      }
      return null;
    }
    if (depth > LIMITS.depth) {
      this.report.error('spec/too-deep', node?.range?.[0] ?? offset, 'The spec is nested too deeply.', `At most ${LIMITS.depth} levels.`);
      return null;
    }
    if (node === null) return { kind: 'scalar', value: null, source: '', start: offset, end: offset };
    if (isAlias(node)) return this.alias(node, offset, depth);
    const spot = { start: node.range?.[0] ?? offset, end: node.range?.[1] ?? offset };
    this.refuseTag(node, spot.start);
    const anchor = 'anchor' in node ? node.anchor : undefined;
    if (typeof anchor !== 'string') return this.content(node, spot, depth);
    this.anchors.set(anchor, node);
    this.open.add(node);
    const built = this.content(node, spot, depth);
    this.open.delete(node);
    return built;
  }

  private content(node: Node, spot: Spot, depth: number): Tree | null {
    if (isScalar(node)) return this.scalar(node.value, node.source ?? '', spot);
    if (isSeq(node)) return this.list(node.items as Node[], spot, depth);
    if (isMap(node)) return this.map(node.items as Pair<Node, Node | null>[], spot, depth);
    return null;
  }

  private alias(node: Node & { readonly source: string }, offset: number, depth: number): Tree | null {
    const target = this.anchors.get(node.source);
    const at = node.range?.[0] ?? offset;
    if (target === undefined) {
      this.report.error('spec/alias', at, `The alias *${node.source} names no anchor above it.`, `Write &${node.source} before the value that it stands for.`);
      return null;
    }
    if (this.open.has(target)) {
      this.report.error('spec/alias', at, `The alias *${node.source} stands inside the value it names.`, 'Write the value out.');
      return null;
    }
    this.open.add(target);
    const built = this.build(target, at, depth + 1);
    this.open.delete(target);
    return built === null ? null : { ...built, start: at, end: node.range?.[1] ?? at };
  }

  private refuseTag(node: Node, at: number): void {
    const tag = 'tag' in node ? node.tag : undefined;
    if (tag === undefined || tag === null || /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(tag)) return;
    this.report.error('spec/tag', at, `The YAML tag ${tag} means nothing here.`, 'Remove the tag and write the plain value.');
  }

  private scalar(value: unknown, source: string, spot: Spot): Tree | null {
    if (typeof value === 'string') {
      const bad = forbiddenCharacter(value);
      if (bad !== null) {
        this.report.error('spec/character', spot.start, `This text holds ${bad}, which no text may hold.`, 'Remove it.');
        return null;
      }
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value)) {
        this.report.error('spec/number', spot.start, `${source} is no finite number.`, 'JSON has neither infinity nor not-a-number.');
        return null;
      }
    } else if (value !== null && typeof value !== 'boolean') {
      this.report.error('spec/value', spot.start, 'This value cannot be said in JSON.', 'Write plain text, a number, true, false or null.');
      return null;
    }
    return { kind: 'scalar', value: value as ScalarTree['value'], source, ...spot };
  }

  private list(items: readonly Node[], spot: Spot, depth: number): Tree {
    const built: Tree[] = [];
    for (const item of items) {
      if (isPair(item)) continue;
      const tree = this.build(item, spot.start, depth + 1);
      if (tree !== null) built.push(tree);
    }
    return { kind: 'list', items: built, ...spot };
  }

  private map(pairs: readonly Pair<Node, Node | null>[], spot: Spot, depth: number): Tree {
    const entries = new Map<string, Entry>();
    for (const pair of pairs) {
      const key = this.key(pair.key, spot.start);
      const at = { start: pair.key?.range?.[0] ?? spot.start, end: pair.key?.range?.[1] ?? spot.start };
      const value = this.build(pair.value, at.end, depth + 1);
      if (key === null) continue;
      const before = entries.get(key);
      if (before !== undefined) {
        this.report.error('spec/duplicate-key', at.start, `The key ${quote(key)} is written twice in this map.`, `It stands first on line ${this.report.position(before.at.start).line}; keep one.`);
        continue;
      }
      if (value !== null) entries.set(key, { key, at, value });
    }
    return { kind: 'map', entries, ...spot };
  }

  /** Keys are texts. `1:`, `true:`, `null:`, `? [a]`, `*alias:` and `<<:` are refused, each with the way out. */
  private key(node: Node | null, offset: number): string | null {
    const at = node?.range?.[0] ?? offset;
    if (node === null || !isScalar(node) || typeof node.value !== 'string') {
      const written = node === null ? '' : this.text.slice(at, node.range?.[1] ?? at);
      const plain = node !== null && isScalar(node) && written.length < 40;
      this.report.error('spec/key', at, plain ? `The key ${written || 'null'} is not text.` : 'A key must be plain text.', plain ? `Write it in quotes: ${JSON.stringify(written || 'null')}.` : null);
      return null;
    }
    this.refuseTag(node, at);
    if (node.value === '<<' && node.type === 'PLAIN') {
      this.report.error('spec/merge-key', at, 'YAML merge keys (`<<`) are not part of the spec language.', 'Write the keys out, or use an alias for a whole value.');
      return null;
    }
    const bad = forbiddenCharacter(node.value);
    if (bad === null) return node.value;
    this.report.error('spec/character', at, `This key holds ${bad}, which no text may hold.`, 'Remove it.');
    return null;
  }
}

/** Names the first U+0000 or lone surrogate of a text; PostgreSQL and UTF-8 can hold neither. */
function forbiddenCharacter(text: string): string | null {
  if (text.includes('\u0000')) return 'U+0000';
  return /[\uD800-\uDFFF]/u.test(text) ? 'half of a surrogate pair' : null;
}

/** A name in a message, shortened when somebody wrote a novel. */
export function quote(name: string): string {
  const characters = Array.from(name);
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 57).join('')}…` : name);
}

/** The tree as plain JSON. Keys such as `__proto__` become own properties. */
export function toJson(tree: Tree): Json {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(toJson);
  return toJsonObject(tree);
}

/** {@link toJson} of a map; `keep` picks keys. */
export function toJsonObject(tree: MapTree, keep: (key: string) => boolean = () => true): JsonObject {
  const object: Record<string, Json> = {};
  for (const { key, value } of tree.entries.values()) {
    if (keep(key)) Object.defineProperty(object, key, { value: toJson(value), enumerable: true, writable: true, configurable: true });
  }
  return object;
}

/** The tree at a path; the deepest one there is when the path leads nowhere, with the number of steps taken. */
export function walk(tree: Tree, path: readonly (string | number)[]): { readonly tree: Tree; readonly entry: Entry | null; readonly steps: number } {
  let current = tree;
  let entry: Entry | null = null;
  for (const [steps, step] of path.entries()) {
    const next: Entry | undefined = current.kind === 'map' ? current.entries.get(String(step)) : undefined;
    const value: Tree | undefined = next?.value ?? (current.kind === 'list' ? current.items[Number(step)] : undefined);
    if (value === undefined) return { tree: current, entry, steps };
    entry = next ?? entry;
    current = value;
  }
  return { tree: current, entry, steps: path.length };
}
