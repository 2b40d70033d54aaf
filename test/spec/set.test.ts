import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSpec } from '../../src/spec/index.js';
import { insertAll } from '../../src/spec/set.js';
import { hostileText } from '../arbitrary/texts.js';
import { problemsOf } from './problems.js';

const SHOP = readFileSync(new URL('../specs/shop.yaml', import.meta.url), 'utf8');
const PRODUCT = 'services.catalog.entities.Product';

/** The lines that setting adds to or changes in a text. */
function changed(text: string, ...set: string[]): string[] {
  const before = text.split('\n');
  return insertAll(text, 'specwright.yaml', set).text.split('\n').filter((line) => !before.includes(line));
}

test.each([
  ['a value in place', SHOP, ['name=other'], ['name: other']],
  ['a value beside its comment', 'owner: me # the boss\n', ['owner=you'], ['owner: you # the boss']],
  ['a value where none is', 'owner: # to be said\n', ['owner=you'], ['owner: you # to be said']],
  ['text in quotes', SHOP, ['owner="x y"'], ['owner: "x y"']],
  ['text that needs quotes', SHOP, ['owner=x: y'], ['owner: {"x":"y"}']],
  ['a new key at the end', SHOP, ['web=false'], ['web: false']],
  ['a new key in a block', SHOP, [`${PRODUCT}.label=name`], ['        label: name']],
  ['a new key in braces', SHOP, [`${PRODUCT}.fields.code=string?`], ['        fields: { name: string, price: decimal, category: Category, code: string? }']],
  ['new keys below each other', SHOP, ['services.catalog.entities.Tag.fields.name=string'], ['      Tag:', '        fields:', '          name: string']],
  ['a map', SHOP, ['services.catalog.entities.Tag={fields: {name: string}}'], ['      Tag: {"fields":{"name":"string"}}']],
  ['two arguments, the last wins', SHOP, ['title=One', 'title=Two'], ['title: Two']],
  ['nothing is null', SHOP, ['x-note='], ['x-note: null']],
  ['a number from a list', 'a: [1, 2]\n', ['a.1=3'], ['a: [1, 3]']],
])('%s', (_, text, set, expected) => {
  expect(changed(text, ...set)).toEqual(expected);
});

test('line ends stay what they are', () => {
  expect(insertAll('a: 1\r\nb:\r\n  c: 2\r\n', 'f', ['b.d=3']).text).toBe('a: 1\r\nb:\r\n  c: 2\r\n  d: 3\r\n');
});

test.each([
  ['no value', 'web', '--set web:1:1 set/form Expected a path and a value: a.b=VALUE. | For example --set web=false.'],
  ['an empty step', 'a..b=1', '--set a..b=1:1:3 set/form This path has an empty step. | Steps are keys, separated by single dots.'],
  ['a value that is no YAML', 'title=[a', '--set title=[a:1:9 set/value The value is not valid: This is not valid YAML: flow sequence must end with a ].'],
  ['a key below a plain value', 'name.x=1', '--set name.x=1:1:1 set/path "name" is a plain value, which has no key "x".'],
  ['a key that is none', 'services.catalog.colour=red', '--set services.catalog.colour=red:1:18 spec/unknown-key'],
  ['a value that is wrong', `${PRODUCT}.fields.name=strng`, `--set ${PRODUCT}.fields.name=strng:1:47 spec/unknown-type`],
])('a problem stands where the argument does: %s', (_, argument, expected) => {
  const [first = ''] = problemsOf(SHOP, [argument]);
  expect(first.slice(0, expected.length)).toBe(expected);
});

test('where a value came from is remembered', () => {
  const spec = readSpec(SHOP, 'specwright.yaml', { set: ['title=The shop'] });
  expect(spec.origin(['title'])).toEqual({ kind: 'set', argument: 'title=The shop' });
  expect(spec.origin(['name'])).toEqual({ kind: 'spec', position: { file: 'specwright.yaml', line: 2, column: 7 } });
  expect(spec.origin(['version'])).toEqual({ kind: 'default', by: 'specwright' });
  expect(spec.at(['services', 'catalog', 'entities', 'Category'])).toEqual({ file: 'specwright.yaml', line: 11, column: 7 });
});

test('any text arrives as it was given, and nothing else changes', () => {
  fc.assert(
    fc.property(hostileText(60), fc.constantFrom('owner', 'description', 'x-note', `${PRODUCT}.title`, 'services.catalog.entities.New.description'), (value, path) => {
      const { text, problems } = insertAll(SHOP, 'specwright.yaml', [`${path}=${JSON.stringify(value)}`]);
      expect(problems).toEqual([]);
      const found: unknown = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], parse(text));
      expect(found).toBe(value);
    }),
    { numRuns: 200 },
  );
});
