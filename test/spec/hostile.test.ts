import { describe, expect, test } from 'vitest';
import { errorsOf } from './problems.js';

const HEAD = 'specwright: 1\nname: shop\ndomain: retail\nowner: me\nblueprint: api-gateway\nservices:\n  c:\n    entities:\n      P:\n        fields:\n';
const many = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Processor time in milliseconds: other work on the machine does not count. */
function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

describe('hostile YAML is refused or read in bounded time', () => {
  test.each([
    ['sixty thousand fields', HEAD + many(60_000, (index) => `          f${index}: string`), 0],
    ['sixty thousand unknown keys', many(60_000, (index) => `k${index}: 1`), 60_006],
    ['sixty thousand times one key', HEAD + many(60_000, () => '          f: string'), 59_999],
    ['thousands of services with unknown dependencies', `specwright: 1\nservices:\n${many(5_000, (index) => `  s${index}: { openapi: a${index}.yaml, depends_on: [zz${index}] }`)}`, 5_004],
  ])('%s', (_, text, problems) => {
    let found = -1;
    expect(spent(() => { found = errorsOf(text).length; })).toBeLessThan(6000);
    expect(found).toBe(problems);
  });

  test.each([
    ['a billion laughs', `a: &a [x,x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij'].map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghij'[index]}`).join(',')}]`).join('\n')}`, 'spec/too-large'],
    ['twenty thousand brackets', `a: ${'['.repeat(20_000)}`, 'spec/too-deep'],
    ['three hundred levels', many(300, (index) => `${' '.repeat(index)}a:`), 'spec/too-deep'],
    ['five million characters', `# ${'x'.repeat(5_000_000)}`, 'spec/too-large'],
    ['a key of a million characters', `${'x'.repeat(1_000_000)}: 1`, 'spec/yaml'],
    ['infinity', `${HEAD}          a: { type: number, default: .inf }`, 'spec/number'],
  ])('%s', (_, text, code) => {
    expect(errorsOf(text).map((each) => each.code)).toContain(code);
  });

  test('a byte order mark and Windows line ends are fine, and columns do not count them', () => {
    const [first] = errorsOf(`\uFEFF${HEAD}          x: strng\n`.replaceAll('\n', '\r\n'));
    expect(first).toMatchObject({ line: 11, column: 14 });
    expect(errorsOf('\uFEFFnam: 1\n').find((each) => each.code === 'spec/unknown-key')).toMatchObject({ line: 1, column: 1 });
  });

  test('names that every JavaScript object has are ordinary names', () => {
    expect(errorsOf(`${HEAD}          constructor: string\n          toString: { type: json, default: { __proto__: 1 } }\n          hasOwnProperty: P?\n`)).toEqual([]);
  });

  test('an anchored value may be used again', () => {
    expect(errorsOf(`${HEAD}          a: &short { type: string, maxLength: 4 }\n          b: *short\n`)).toEqual([]);
  });
});
