import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { md, mdfence } from '../../src/render/escape.js';

const parse = (text: string) => fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
const pieces = fc.constantFrom(
  '*', '_', '**', '`', '``', '[', ']', '(', ')', '<', '>', '&', '&amp;', '&#65;', '!', '#', '# ', '- ', '+ ', '1. ', '1) ', '=', '==', '---', '~', '~~', '|', '\\', '$', ':', 'http://a.b/c',
  'www.a.b', 'a@b.c', 'mailto:a@b.c', 'xmpp:a@b.c', '<b>', '</b>', '<!--', '-->', '\n', '\r\n', '\r', '\t', ' ', '    ', 'x', 'a_b', '😀', '\u202e', '\u00a0', 'é', '[^1]', '[x]', '[ ] ', '^', '"', "'", '{{', '}}',
);
const anyText = fc.oneof(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 10 }).map((p) => p.join('')), fc.string({ unit: 'grapheme' }));
/** What inline Markdown promises: the same text, with line ends as spaces. */
const shown = (text: string): string => text.replace(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/g, ' ').trim();
// eslint-disable-next-line no-control-regex -- U+0000 becomes U+FFFD in every Markdown
const legal = anyText.filter((t) => !/\u0000/.test(t) && shown(t) !== '');

test('md: a paragraph shows the text', () => {
  fc.assert(fc.property(legal, (text) => {
    const tree = parse(`${md(text)}\n`);
    expect(tree.children.map((c) => c.type)).toEqual(['paragraph']);
    expect(toString(tree)).toBe(shown(text));
  }), { numRuns: 1500 });
});

test('md: a heading, a list item and a table cell show the text', () => {
  fc.assert(fc.property(legal, (text) => {
    const tree = parse(`## A ${md(text)}\n\n- ${md(text)}\n\n| a |\n| - |\n| ${md(text)} |\n`);
    expect(tree.children.map((c) => c.type)).toEqual(['heading', 'list', 'table']);
    expect(tree.children.map((c) => toString(c))).toEqual([`A ${shown(text)}`, shown(text), `a${shown(text)}`]);
  }), { numRuns: 1000 });
});

test('md: links, code and HTML never come out', () => {
  fc.assert(fc.property(legal, (text) => {
    const types = JSON.stringify(parse(`${md(text)}\n`)).match(/"type":"(\w+)"/g) ?? [];
    for (const type of types) expect(['"type":"root"', '"type":"paragraph"', '"type":"text"', '"type":"link"']).toContain(type);
  }));
});

test('mdfence: a fenced block holds the text exactly', () => {
  // eslint-disable-next-line no-control-regex -- as above
  fc.assert(fc.property(anyText.filter((t) => !/[\u0000\r]/.test(t)), (text) => {
    const tree = parse(`before\n\n${mdfence(text)}\n\nafter\n`);
    expect(tree.children.map((c) => c.type)).toEqual(['paragraph', 'code', 'paragraph']);
    expect(toString(tree.children[1])).toBe(text);
  }), { numRuns: 1000 });
});
