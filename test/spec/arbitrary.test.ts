import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { InputError } from '../../src/problems.js';
import { readSpec } from '../../src/spec/index.js';
import { specText, specValue, toText } from '../arbitrary/spec.js';

test('every arbitrary spec is legal', () => {
  fc.assert(
    fc.property(specText('medium'), (text) => {
      try {
        readSpec(text, 'specwright.yaml');
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        throw new Error(`${error.problems.map((each) => `${each.line}:${each.column} ${each.message}`).join('\n')}\n\n${text}`);
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 60) },
  );
}, 120_000);

test('writing an arbitrary spec as YAML loses nothing', () => {
  fc.assert(
    fc.property(specValue('small'), (value) => {
      expect(parse(toText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
