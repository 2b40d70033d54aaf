/** YAML: one document, without anchors, aliases and tags, which tie places of the text to each other. */
import { isAlias, isMap, isScalar, isSeq, Lexer, parseAllDocuments, parseDocument, visit } from 'yaml';
import type { Document } from 'yaml';
import { STRING } from './model.js';
import type { Entry, Format, Node } from './model.js';

/** The parser's own look for equal keys compares each with every other. */
const OPTIONS = { prettyErrors: false, uniqueKeys: false } as const;

export const yaml: Format = {
  comment: '#',
  parse(text) {
    const document = parseDocument(text, { ...OPTIONS, keepSourceTokens: false, merge: false });
    if (document.errors.length > 0 || document.warnings.length > 0 || document.contents === null) return null;
    return nodeOf(document.contents, text);
  },
  reads(text) {
    const documents = [...parseAllDocuments(text, OPTIONS)];
    try {
      // An alias without its anchor is found only here.
      documents.forEach((document) => document.toJS({ maxAliasCount: -1, mapAsMap: true }) as unknown);
    } catch {
      return false;
    }
    return documents.every((document) => document.errors.length === 0 && !hasKeyTwice(document));
  },
  comments(text) {
    return [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).map((token) => token.trim());
  },
};

function hasKeyTwice(document: Document): boolean {
  let found = false;
  visit(document, {
    Map: (_, map) => {
      const keys = map.items.map(({ key }) => (isScalar(key) ? key.value : key));
      found ||= new Set(keys).size !== keys.length;
    },
  });
  return found;
}

function nodeOf(node: unknown, text: string): Node | null {
  if (isAlias(node) || !(isScalar(node) || isMap(node) || isSeq(node))) return null;
  if (node.anchor !== undefined || node.tag !== undefined || !node.range) return null;
  const [start, end] = node.range;
  if (isScalar(node)) {
    const source = text.slice(start, end).trimEnd();
    const scalar = typeof node.value === 'string' ? STRING + node.value : `${typeof node.value}:${source}`;
    return { kind: 'scalar', start, end: start + source.length, layout: 'flow', entries: [], scalar };
  }
  const flow = node.flow === true;
  const entries = isMap(node) ? mapEntries(node.items, text, flow) : listEntries(node.items, text, flow);
  if (entries === null) return null;
  const first = entries[0]?.start ?? start;
  const last = entries.at(-1)?.end ?? end;
  const place = flow ? { start, end } : { start: first, end: last };
  return { ...place, kind: isMap(node) ? 'map' : 'list', layout: flow ? 'flow' : 'block', entries, scalar: '' };
}

function mapEntries(pairs: readonly { key: unknown; value: unknown }[], text: string, flow: boolean): Entry[] | null {
  const out: Entry[] = [];
  for (const { key, value } of pairs) {
    if (!isScalar(key) || !key.range || key.anchor !== undefined || text[key.range[0]] === '?') return null;
    const node = value === null ? null : nodeOf(value, text);
    if (node === null) return null;
    // An empty value stands behind the colon.
    const colon = text.indexOf(':', key.range[1]) + 1;
    const placed = node.kind === 'scalar' && node.start === node.end ? { ...node, start: colon, end: colon } : node;
    out.push({ key: String(key.value), node: placed, start: key.range[0], end: flow ? placed.end : restOfLine(text, placed.end) });
  }
  // `1` and `"1"` are two keys to YAML.
  return new Set(out.map((entry) => entry.key)).size === out.length ? out : null;
}

function listEntries(items: readonly unknown[], text: string, flow: boolean): Entry[] | null {
  const out: Entry[] = [];
  for (const item of items) {
    const node = nodeOf(item, text);
    if (node === null) return null;
    const start = flow ? node.start : text.lastIndexOf('-', node.start - 1);
    // A comment between dash and value may hold a dash of its own.
    if (!flow && (start === -1 || text.slice(start + 1, node.start).trim() !== '')) return null;
    out.push({ key: '', node, start, end: flow ? node.end : restOfLine(text, node.end) });
  }
  return out;
}

/** Behind the comment that stands behind a value, if there is one. */
function restOfLine(text: string, at: number): number {
  return at + (/^[ \t]+#[^\n]*/.exec(text.slice(at, at + 2000))?.[0].trimEnd().length ?? 0);
}
