import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Json } from '../../src/kit.js';
import { pyJson, pyString } from '../../generators/storage/python-literals.js';

/** What Python reads; skipped nowhere: every machine that generates Python services has it. */
function readByPython(sources: readonly string[]): Json {
  const script = 'import ast, json, sys; print(json.dumps([ast.literal_eval(s) for s in json.load(sys.stdin)]))';
  return JSON.parse(execFileSync('python3', ['-c', script], { input: JSON.stringify(sources), encoding: 'utf8' })) as Json;
}

it('Python reads back every text', () => {
  const texts = [...fc.sample(fc.string({ unit: 'binary', maxLength: 300 }), { numRuns: 200, seed: 1 }), `"""'''\\N{DASH}\r\n\t${'"'.repeat(200)}`, '{{x}} ${{y}} */ %s :z'];
  expect(readByPython(texts.map(pyString))).toEqual(texts);
});

it('Python reads back every JSON value', () => {
  const values = fc.sample(fc.jsonValue(), { numRuns: 200, seed: 2 }) as Json[];
  expect(readByPython(values.map(pyJson))).toEqual(values.map((value) => JSON.parse(JSON.stringify(value)) as Json));
});
