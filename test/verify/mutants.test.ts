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

const webMutants = JSON.parse(readFileSync(resolve(root, 'verify/long/web-mutants.json'), 'utf8')) as {
  readonly file: string; readonly breaks: string; readonly find: string; readonly replace: string; readonly noticedBy: readonly string[];
}[];

describe('the list of mutants of the web app', () => {
  it('has at least twenty, each with a mistake of its own', () => {
    expect(webMutants.length).toBeGreaterThanOrEqual(20);
    expect(new Set(webMutants.map(({ breaks }) => breaks)).size).toBe(webMutants.length);
  });

  it('names who notices, the cheapest first', () => {
    const steps = ['lint', 'unit', 'build', 'attacks', 'browser'];
    for (const { noticedBy } of webMutants) {
      const places = noticedBy.map((command) => steps.indexOf(command.split(' ')[0] ?? ''));
      expect(places.length).toBeGreaterThan(0);
      expect(places).toEqual([...places].sort((one, other) => one - other));
      expect(places).not.toContain(-1);
    }
  });

  it.each(webMutants)('$breaks: the text to change stands in the file once', ({ file, find, replace }) => {
    const text = readFileSync(resolve(root, file.replace(/^web\//, 'templates/nextjs-app/')), 'utf8');
    expect(text.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });
});
