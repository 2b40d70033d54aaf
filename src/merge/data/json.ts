/** JSON, with comments and trailing commas where the user has them. */
import { createScanner, parseTree } from 'jsonc-parser';
import type { Node as JsonNode, ParseError } from 'jsonc-parser';
import { STRING } from './model.js';
import type { Entry, Format, Node } from './model.js';

/** `SyntaxKind` and its like are const enums, which are not there at run time. */
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

export const json: Format = {
  comment: '//',
  parse(text) {
    const errors: ParseError[] = [];
    const root = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
    if (root === undefined || errors.length > 0) return null;
    return nodeOf(root, text);
  },
  comments(text) {
    const scanner = createScanner(text);
    const out: string[] = [];
    for (let kind = scanner.scan() as number; kind !== END; kind = scanner.scan()) {
      if (kind === LINE_COMMENT || kind === BLOCK_COMMENT) out.push(scanner.getTokenValue());
    }
    return out;
  },
};

/** Null when a key is there twice. */
function nodeOf(node: JsonNode, text: string): Node | null {
  const place = { start: node.offset, end: node.offset + node.length, layout: 'flow' as const };
  if (node.type !== 'object' && node.type !== 'array') {
    const source = text.slice(place.start, place.end);
    return { ...place, kind: 'scalar', entries: [], scalar: node.type === 'string' ? STRING + String(node.value) : `${node.type}:${source}` };
  }
  const entries: Entry[] = [];
  for (const child of node.children ?? []) {
    const value = node.type === 'object' ? child.children?.[1] : child;
    const inner = value === undefined ? null : nodeOf(value, text);
    if (inner === null) return null;
    const key = node.type === 'object' ? String(child.children?.[0]?.value) : '';
    entries.push({ key, node: inner, start: child.offset, end: child.offset + child.length });
  }
  const kind = node.type === 'object' ? 'map' : 'list';
  if (kind === 'map' && new Set(entries.map((entry) => entry.key)).size !== entries.length) return null;
  return { ...place, kind, entries, scalar: '' };
}
