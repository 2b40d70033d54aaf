import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const mutants = JSON.parse(readFileSync(resolve(root, 'verify/long/mutants.json'), 'utf8')) as {
  readonly file: string; readonly breaks: string; readonly find: string; readonly replace: string;
}[];

/** The runtime library is copied verbatim, so a mutant's text can be looked up without generating anything. */
const source = (file: string): string => readFileSync(resolve(root, file.replace(/^libs\//, 'templates/')), 'utf8');

describe('the list of mutants', () => {
  it('has thirty, each with a mistake of its own', () => {
    expect(mutants).toHaveLength(30);
    expect(new Set(mutants.map(({ breaks }) => breaks)).size).toBe(30);
  });

  it.each(mutants)('$breaks: the text to change stands in the file once', ({ file, find, replace }) => {
    expect(source(file).split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });
});
