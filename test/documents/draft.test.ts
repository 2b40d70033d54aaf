import SwaggerParser from '@apidevtools/swagger-parser';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { draftDocuments } from '../../src/documents/draft.js';
import type { Spec } from '../../src/spec/model.js';
import { EVERYTHING, loader, SHOP } from './samples.js';

/** Complaints of redocly's recommended rules about a document's text. */
async function complaints(text: string): Promise<readonly string[]> {
  const config = await createConfig({ extends: ['recommended'] });
  const found = await lintFromString({ source: text, absoluteRef: '/document.yaml', config });
  return found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`);
}

async function draft(spec: Spec) {
  const documents = await draftDocuments(spec, loader());
  const [api] = Object.values(documents.apis);
  const file = documents.files.find(({ path }) => path === api?.path);
  if (api === undefined || file === undefined) throw new Error('nothing was drafted');
  return { documents, api, file };
}

describe.each([['the minimal spec', SHOP], ['every kind of field', EVERYTHING]])('a document drafted from %s', (_name, spec) => {
  it('satisfies redocly recommended and swagger-parser', async () => {
    const { api, file } = await draft(spec);
    expect(await complaints(file.text)).toEqual([]);
    await SwaggerParser.validate(structuredClone(api.json) as never);
  });

  it('is the same as YAML and as JSON', async () => {
    const { api, file } = await draft(spec);
    expect(parse(file.text)).toEqual(api.json);
    expect(parse(file.text, { version: '1.1' })).toEqual(api.json);
  });
});

describe('operations', () => {
  it('are bound to their entities', async () => {
    const { api } = await draft(SHOP);
    expect(api.operations.map(({ id, method, path, group, resource }) => `${id} ${method} ${path} ${group} ${resource?.kind} ${resource?.entity}`)).toEqual([
      'listProducts get /api/v1/products products list Product',
      'createProduct post /api/v1/products products create Product',
      'getProduct get /api/v1/products/{id} products get Product',
      'updateProduct patch /api/v1/products/{id} products update Product',
      'deleteProduct delete /api/v1/products/{id} products delete Product',
      'listCategories get /api/v1/categories categories list Category',
      'createCategory post /api/v1/categories categories create Category',
      'getCategory get /api/v1/categories/{id} categories get Category',
      'updateCategory patch /api/v1/categories/{id} categories update Category',
      'deleteCategory delete /api/v1/categories/{id} categories delete Category',
    ]);
  });
});
