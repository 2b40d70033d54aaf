import { expect, it } from 'vitest';
import { storage } from '../../generators/storage/index.js';
import { NO_HISTORY } from '../../src/kit.js';
import { planProject } from '../../src/plan/plan.js';
import { InputError } from '../../src/problems.js';
import { projectOf } from '../support/tree.js';
import { spec } from './samples.js';

async function planned(before: string, now: string): Promise<readonly string[]> {
  const [project, previous] = [await projectOf(spec(now)), await projectOf(spec(before))];
  return planProject([storage], { project, previous, history: NO_HISTORY }).entries.map((entry) => entry.path);
}

it('points at a new required field that stored rows have no value for', async () => {
  const refused = planned('Product: { fields: { name: string } }', `Product:
  fields:
    name: string
    stock: integer`);
  await expect(refused).rejects.toThrow(InputError);
  await expect(refused).rejects.toMatchObject({ problems: [{ code: 'storage/needs-default', file: 'specwright.yaml', line: 13, column: 18 }] });
});

it('plans no revision when only words for people change', async () => {
  const paths = await planned('Product: { label: a, fields: { a: string, b: string } }', 'Product: { label: b, fields: { a: string, b: string } }');
  expect(paths.filter((path) => path.includes('/versions/'))).toEqual([]);
});
