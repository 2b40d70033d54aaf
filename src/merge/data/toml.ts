/** TOML. Tables are entries of the document, named by their headers: where a table stands says nothing. */
import { parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';
import { STRING } from './model.js';
import type { Entry, Format, Node } from './model.js';

export const toml: Format = {
  comment: '#',
  parse(text) {
    const parsed = parse(text);
    return parsed === null ? null : documentOf(parsed.body[0].body, text);
  },
  reads: (text) => parse(text) !== null,
  comments(text) {
    return (parse(text)?.comments ?? []).map((comment) => `#${comment.value}`.trim());
  },
  label(key) {
    const parts = /\[.*\]/.exec(key)?.[0];
    const name = parts === undefined ? key : (JSON.parse(parts) as string[]).join('.');
    return key.startsWith('standard') || key.startsWith('array') ? `[${name}]` : name;
  },
};

function parse(text: string): AST.TOMLProgram | null {
  try {
    return parseTOML(text, { tomlVersion: '1.0' });
  } catch {
    return null;
  }
}

function documentOf(body: readonly (AST.TOMLKeyValue | AST.TOMLTable)[], text: string): Node | null {
  const entries = body.map((item) => (item.type === 'TOMLTable' ? tableEntry(item, text) : pairEntry(item, text)));
  const all = entries.filter((entry) => entry !== null);
  // Tables of one array are told apart by a name; without one, nobody knows which is which.
  if (all.length !== entries.length || new Set(all.map((entry) => entry.key)).size !== all.length) return null;
  return block(all, 0);
}

function block(entries: readonly Entry[], empty: number): Node {
  return { kind: 'map', start: entries[0]?.start ?? empty, end: entries.at(-1)?.end ?? empty, layout: 'block', entries, scalar: '' };
}

const NAMES = ['name', 'id', 'key', 'module', 'path'];

function tableEntry(table: AST.TOMLTable, text: string): Entry | null {
  const path = table.resolvedKey.filter((part) => typeof part === 'string');
  const nested = table.resolvedKey.slice(0, -1).some((part) => typeof part === 'number');
  if (nested || path.length === 0) return null;
  const entries = table.body.map((pair) => pairEntry(pair, text));
  const all = entries.filter((entry) => entry !== null);
  if (all.length !== entries.length) return null;
  const header = restOfLine(text, text.indexOf(']', table.key.range[1]) + (table.kind === 'array' ? 2 : 1));
  const node = block(all, header);
  const name = table.kind === 'array' ? NAMES.flatMap((key) => all.find((entry) => entry.key === JSON.stringify([key]))?.node.scalar ?? [])[0] : '';
  if (name === undefined) return null;
  return { key: `${table.kind} ${JSON.stringify(path)} ${name}`, node, start: table.range[0], end: Math.max(node.end, header) };
}

function pairEntry(pair: AST.TOMLKeyValue, text: string): Entry | null {
  const node = nodeOf(pair.value, text);
  const key = JSON.stringify(pair.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value)));
  return node === null ? null : { key, node, start: pair.range[0], end: restOfLine(text, pair.range[1]) };
}

function nodeOf(value: AST.TOMLContentNode, text: string): Node | null {
  const [start, end] = value.range;
  if (value.type === 'TOMLValue') {
    const scalar = value.kind === 'string' ? STRING + value.value : `${value.kind}:${text.slice(start, end)}`;
    return { kind: 'scalar', start, end, layout: 'flow', entries: [], scalar };
  }
  const entries = value.type === 'TOMLArray'
    ? value.elements.map((element): Entry | null => {
        const node = nodeOf(element, text);
        return node === null ? null : { key: '', node, start: node.start, end: node.end };
      })
    : value.body.map((pair) => flat(pairEntry(pair, text)));
  const all = entries.filter((entry) => entry !== null);
  if (all.length !== entries.length) return null;
  return { kind: value.type === 'TOMLArray' ? 'list' : 'map', start, end, layout: 'flow', entries: all, scalar: '' };
}

function flat(entry: Entry | null): Entry | null {
  return entry === null ? null : { ...entry, end: entry.node.end };
}

function restOfLine(text: string, at: number): number {
  return at + (/^[ \t]*#[^\n]*/.exec(text.slice(at, at + 2000))?.[0].trimEnd().length ?? 0);
}
