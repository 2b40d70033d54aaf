import { expect, test } from 'vitest';
import { excerpt } from '../../src/report/excerpt.js';

test.each([
  ['name: x', 7, 'name: x', '      ^'],
  ['\tname', 2, '    name', '    ^'],
  ['日本: x', 3, '日本: x', '    ^'],
  ['e\u0301x', 3, 'e\u0301x', ' ^'],
  ['a\u202eb\u0007c', 5, 'a\u00b7b\u00b7c', '    ^'],
  ['', 1, '', '^'],
  ['ab', 9, 'ab', '  ^'],
])('%j, column %i', (line, column, text, caret) => expect(excerpt(line, column)).toEqual({ text, caret }));

test('a long line is cut around the column', () => {
  const line = `${'x'.repeat(5000)}!${'y'.repeat(5000)}`;
  const { text, caret } = excerpt(line, 5001);
  expect(text.length).toBeLessThanOrEqual(102);
  expect(text[caret.length - 1]).toBe('!');
});
