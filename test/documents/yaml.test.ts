import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { toYaml } from '../../src/documents/yaml.js';
import type { Json } from '../../src/json.js';

const HOSTILE = [
  '', ' ', 'yes', 'No', '~', 'null', '1', '1e3', '0x10', '012', '1:20', '2026-01-02', '-', '- a', '? a', ': a', 'a: b', 'a #b', '#a', '&a', '*a', '!a', '%a', '@a', '`a',
  '|', '>', '{a}', '[a]', '"', "'", "it's", 'a\nb', 'a\n', 'a\n\n', '\na', 'a \nb', ' a\nb', 'a\n b', '\ta', 'a\tb\nc', 'a\r\nb', '#a\nb', '\u0085', '\u2028', '\uFEFF', '\uFFFE', '😀', '\u202Eabc',
  '*/', '"""', '-->', '</script>', "'; DROP TABLE x; --", '{{ x }}', '${{ x }}', '<<', '=', '---', '...', 'a:', 'a\\', 'é\nü', '---\na', 'null\nnull',
];

function roundTrips(value: Json): void {
  expect(parse(toYaml(value))).toEqual(value);
  expect(parse(toYaml(value), { version: '1.1', merge: false })).toEqual(value);
}

describe('YAML', () => {
  it.each(HOSTILE)('gives %j back as a value, an item and a key', (text) => {
    roundTrips({ [text]: text, list: [text, [text], { [text]: text }, { a: text, b: [text] }] });
  });

  it('gives every JSON value back', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom(...HOSTILE), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
      list: fc.array(tie('value'), { maxLength: 4 }),
      map: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...HOSTILE)).filter((key) => key !== '__proto__' && key !== '<<'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    }));
    fc.assert(fc.property(json['map'] as fc.Arbitrary<Json>, roundTrips), { numRuns: 500 });
  });

  it('shows several lines as a block, and long words whole', () => {
    expect(toYaml({ a: 'One line.\n\nAnother one.', b: ['x'.repeat(200)] })).toBe(`a: |-\n  One line.\n\n  Another one.\nb:\n  - ${'x'.repeat(200)}\n`);
  });
});
