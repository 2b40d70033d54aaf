import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftDocuments } from '../../src/documents/draft.js';
import { readSpec } from '../../src/spec/index.js';
import { specText } from '../arbitrary/spec.js';
import { loader } from './samples.js';

/** More in the long runs: `SPECWRIGHT_RUNS=2000 npx vitest run test/documents`. */
const RUNS = Number(process.env['SPECWRIGHT_RUNS'] ?? 15);

it('drafts a clean document from any legal spec', { timeout: 600_000 }, async () => {
  const config = await createConfig({ extends: ['recommended'] });
  await fc.assert(
    fc.asyncProperty(specText('small'), async (text) => {
      const { apis, files } = await draftDocuments(readSpec(text, 'specwright.yaml'), loader());
      for (const api of Object.values(apis)) {
        const source = files.find(({ path }) => path === api.path)?.text ?? '';
        expect(parse(source)).toEqual(api.json);
        const found = await lintFromString({ source, absoluteRef: '/document.yaml', config });
        expect(found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`)).toEqual([]);
      }
      const ajv = new Ajv2020({ strict: false });
      addFormats.default(ajv);
      for (const { path, text: schema } of files) if (path.endsWith('.json')) ajv.compile(JSON.parse(schema) as object);
    }),
    { numRuns: RUNS },
  );
});
