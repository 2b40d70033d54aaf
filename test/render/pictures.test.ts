/** Escapes of documents. Mermaid's and Structurizr's own parsers read the same back in `npm run verify`. */
import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { toString } from 'mdast-util-to-string';
import { gfm } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { dsl, mdcode, mermaid } from '../../src/render/escape.js';

const pieces = fc.constantFrom('`', '``', '|', '"', '\\', '->', '{', '}', '${x}', '\\n', '#', ';', '<br>', '-', '1. ', ' ', '\n', 'http://', 'a', 'é', '😀', '[(', ']');
// eslint-disable-next-line no-control-regex -- U+0000 is no part of a spec
const anyText = fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 3 })), { maxLength: 8 }).map((parts) => parts.join('')).filter((text) => !/\u0000/.test(text) && text.trim() !== '');
const line = (text: string): string => text.replace(/\s+/gu, ' ').trim();

test('mdcode: a paragraph and a table cell show the text', () => {
  fc.assert(fc.property(anyText, (text) => {
    const tree = fromMarkdown(`x ${mdcode(text)} x\n\n| a |\n| --- |\n| ${mdcode(text)} |\n`, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    expect(tree.children.map((child) => toString(child))).toEqual([`x ${line(text)} x`, `a${line(text)}`]);
  }), { numRuns: 800 });
});

test('mermaid: only letters, digits and harmless signs are left beside entities, and they say the text', () => {
  fc.assert(fc.property(anyText, (text) => {
    const written = mermaid(text);
    expect(written).toMatch(/^(?:[\p{L}\p{M}\p{N} ,:()/_-]|#\d+;|<br\/>)*$/u);
    expect(written).not.toContain('://');
    const shown = written.replaceAll('<br/>', '\n').replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    expect(shown).toBe(text.trim().split(/\s*[\r\n\v\f\u0085\u2028\u2029]\s*/u).join('\n'));
  }), { numRuns: 800 });
});

/** As Structurizr's Tokenizer and Tokens read one token. */
function token(written: string): string {
  let end = 1;
  while (end < written.length && (written[end] !== '"' || written[end - 1] === '\\')) end += 1;
  expect(end, written).toBe(written.length - 1);
  return written.slice(1, end).replaceAll('\\"', '"').replaceAll('\\n', '\n');
}

test('dsl: one token, which is no sign of the language and says the text', () => {
  fc.assert(fc.property(anyText, (text) => {
    const read = token(dsl(text));
    expect(read.replace(/[\s“”]/gu, '')).toBe(text.replace(/[\s“”]/gu, ''));
    expect(read).not.toMatch(/\$\{|\n/);
    expect(['->', '{', '}', '=']).not.toContain(read);
  }), { numRuns: 800 });
});
