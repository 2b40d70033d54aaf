/** Markdown as the hosting site reads it: headings with their anchors, links, code. */
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';

export interface Code {
  readonly language: string;
  readonly text: string;
}

export interface Page {
  readonly anchors: ReadonlySet<string>;
  readonly links: readonly string[];
  /** Fenced blocks. */
  readonly blocks: readonly Code[];
  /** Code within a line. */
  readonly inline: readonly string[];
}

interface Node { readonly type: string; readonly children?: readonly Node[]; readonly url?: string; readonly lang?: string | null; readonly value?: string }

export function readPage(text: string): Page {
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as unknown as Node;
  const anchors = new Set<string>();
  const links: string[] = [];
  const blocks: Code[] = [];
  const inline: string[] = [];
  for (const node of nodes(root)) {
    if (node.type === 'heading') anchors.add(unique(anchors, slug(toString(node as never))));
    if ((node.type === 'link' || node.type === 'image' || node.type === 'definition') && node.url !== undefined) links.push(node.url);
    if (node.type === 'code') blocks.push({ language: node.lang ?? '', text: node.value ?? '' });
    if (node.type === 'inlineCode') inline.push(node.value ?? '');
  }
  return { anchors, links, blocks, inline };
}

function* nodes(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodes(child);
}

/** The anchor of a heading: small letters, digits, hyphens and underscores stay, spaces become hyphens, all else goes. */
export function slug(heading: string): string {
  return heading.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-');
}

function unique(taken: ReadonlySet<string>, wish: string): string {
  let free = wish;
  for (let count = 1; taken.has(free); count += 1) free = `${wish}-${count}`;
  return free;
}
