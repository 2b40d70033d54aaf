import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { NO_HISTORY } from '../../src/kit.js';
import { dataGenerator } from '../../src/plan/data-generator.js';
import type { Manifest } from '../../src/plan/data-generator.js';
import { dataModel, dataModelSchema } from '../../src/plan/data-model.js';
import { planProject } from '../../src/plan/plan.js';
import { understand } from '../../src/pipeline.js';
import { memoryLoader } from '../../src/write/loader.js';
import { sourceTool, specText } from '../support/run.js';

const { project } = await understand({ text: specText('six.yaml'), file: 'six.yaml', set: [], loader: memoryLoader(() => null) }, sourceTool());
const context = { project, previous: null, history: NO_HISTORY };
const plan = (manifest: Partial<Manifest>) => planProject([dataGenerator({ name: 'demo', description: '', files: [], ...manifest })], context).entries;

test('the model is what its schema says, and nothing else', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  formats.default(ajv);
  const valid = ajv.compile(dataModelSchema());
  expect(valid(dataModel(project)) ? [] : valid.errors).toEqual([]);
});

test('files are planned for the project, each service, each entity', () => {
  const entries = plan({
    files: [
      { path: 'one.yaml', data: { owner: '{project.owner}', keep: '${workspaceFolder} {x}' } },
      { for: 'service', path: 'a/{service.names.kebab}.txt', copy: 'x' },
      { for: 'entity', path: 'b/{service.name}/{entity.plural.kebab}.txt', template: 'x.hbs', ownership: 'seeded', executable: true, rules: ['A-1'] },
    ],
  });
  expect(entries.map((e) => e.path)).toEqual([
    'a/accounts.txt', 'a/catalog.txt', 'b/accounts/cards.txt', 'b/accounts/customers.txt', 'b/catalog/categories.txt',
    'b/catalog/http-server2-logs.txt', 'b/catalog/products.txt', 'b/catalog/tag-list.txt', 'one.yaml',
  ]);
  expect(entries.at(-1)?.content).toEqual({ kind: 'data', format: 'yaml', value: { owner: project.owner, keep: '${workspaceFolder} {x}' } });
  expect(entries[2]).toMatchObject({ ownership: 'seeded', executable: true, rules: ['A-1'], generator: 'demo' });
});

test.each<[string, Partial<Manifest>]>([
  ['the model has no text at project.nothing', { files: [{ path: '{project.nothing}', copy: 'x' }] }],
  ['the model has no text at project.names', { files: [{ path: '{project.names}', copy: 'x' }] }],
  ['the model has no text at service.name', { files: [{ path: '{service.name}', copy: 'x' }] }],
  ['needs exactly one of template, copy and data', { files: [{ path: 'a', copy: 'x', template: 'y' }] }],
  ['there is no `for: app`', { files: [{ for: 'app' as never, path: 'a', copy: 'x' }] }],
])('a manifest is refused by name: %s', (message, manifest) => {
  expect(() => plan(manifest)).toThrow(`The data generator demo: ${message.includes('exactly') ? `a ${message}` : message}`);
});
