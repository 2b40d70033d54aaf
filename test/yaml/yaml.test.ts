import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { stringifyCommentedYaml } from '../../src/render/yaml-comments.js';
import { stringifyYaml } from '../../src/yaml.js';

const word = fc.constantFrom(
  'yes', 'No', 'on', 'null', '~', 'true', '1', '1.0', '0x1', '1e3', '1_000', '012', '0o7', '.inf', '.nan', '2026-01-01', '12:30', '- a', '? a', ': a', 'a: b', 'a:', 'a #b', '#a', '&a', '*a', '!a', '|', '>', '%a', '@a', '`a', '"a', "'a", '{a', '[a', 'a, b',
  '---', '...', '--- a', '=', '<<', ' a', 'a ', 'a\nb', 'a\n', 'a\n\n', '\na', 'a \nb', 'a\n  b\nc', 'a\tb', 'a\r\nb', '\u2028', '\u0085', '\ufeff', '\u00a0', '\u00ad', 'é', 'ÿ', '😀', '\u0000', '\u001b', '\u007f', 'a\n\nb', '  a\nb', 'a\n---\nb', 'a\n# b', '3.1.0', '/a/{b}', '', 'y', 'N', 'x'.repeat(1200),
);
const text = fc.oneof(word, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.array(word, { maxLength: 4 }).map((w) => w.join(''))).filter((t) => t.isWellFormed());
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
  list: fc.array(tie('any'), { maxLength: 4 }),
  map: fc.dictionary(text.filter((t) => t !== '__proto__'), tie('any'), { maxKeys: 4 }),
})).any as fc.Arbitrary<never>;

test('what is written is read back, by YAML 1.2 and by YAML 1.1', () => {
  fc.assert(fc.property(value, (v) => {
    const written = stringifyYaml(v);
    expect(parse(written, { uniqueKeys: false })).toEqual(v);
    expect(parse(written, { version: '1.1', uniqueKeys: false, merge: false })).toEqual(v);
  }), { numRuns: 3000 });
});

test('it looks like something a person wrote', () => {
  const text = stringifyYaml({
    openapi: '3.1.0', empty: {}, none: [], paths: { '/a/{id}': { get: { tags: ['a', 'b'], '200': { description: 'Two\nlines\n' } } } },
    list: [{ a: 1, b: [2, 3] }, ['x', ['y']], 'yes', 1e21], words: 'Say: "hi"', note: 'a # b',
  });
  expect(text).toBe(`openapi: 3.1.0
empty: {}
none: []
paths:
  /a/{id}:
    get:
      "200":
        description: |
          Two
          lines
      tags:
        - a
        - b
list:
  - a: 1
    b:
      - 2
      - 3
  - - x
    - - "y"
  - "yes"
  - 1.0e+21
words: "Say: \\"hi\\""
note: "a # b"
`);
});

describe('comments', () => {
  const value = { image: { tag: '', pull: ['a'] }, empty: {}, note: 'one\ntwo' };

  test('stand above their keys, and change nothing that is read', () => {
    const text = stringifyCommentedYaml(value, { image: 'Where images\ncome from.', 'image.tag': 'Empty: v1.', note: 'A text: {{ of }} two lines' });
    expect(text).toBe('# Where images\n# come from.\nimage:\n  # Empty: v1.\n  tag: ""\n  pull:\n    - a\nempty: {}\n\n# A text: {{ of }} two lines\nnote: |-\n  one\n  two\n');
    expect(parse(text)).toEqual(value);
  });

  test('that nobody wrote leave the text as it is', () => {
    expect(stringifyCommentedYaml(value, {})).toBe(stringifyYaml(value));
  });
});

test('a remark stands beside its text, and changes nothing that is read', () => {
  const value = { uses: 'a/b@0', list: ['a/b@0', 'other'], long: 'a/b@0\nc' };
  const text = stringifyYaml(value, { 'a/b@0': 'v1.2.3' });
  expect(text).toBe('uses: a/b@0 # v1.2.3\nlist:\n  - a/b@0 # v1.2.3\n  - other\nlong: |-\n  a/b@0\n  c\n');
  expect(parse(text)).toEqual(value);
});
