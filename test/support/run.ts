/** The pipeline from source, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generators } from '../../generators/index.js';
import type { Blueprint } from '../../src/blueprint.js';
import type { Manifest } from '../../src/plan/data-generator.js';
import type { Tool } from '../../src/pipeline.js';
import { modelSchema, specSchema } from '../../src/schemas.js';
import { readBlueprints, readManifests } from '../../scripts/assets.mjs';
import { ROOT, sourceAssets } from './assets.js';

/** This checkout as a tool that runs from source. */
export function sourceTool(changes: Partial<Tool> = {}): Tool {
  return {
    version: '0.0.0', build: null, assets: sourceAssets(), generators,
    blueprints: readBlueprints(ROOT) as Blueprint[],
    manifests: readManifests(ROOT) as Manifest[],
    schema: `${JSON.stringify(specSchema(), null, 2)}\n`,
    modelSchema: `${JSON.stringify(modelSchema(), null, 2)}\n`,
    ...changes,
  };
}

/** Text of a spec under test/specs. */
export function specText(name: string): string {
  return readFileSync(join(ROOT, 'test/specs', name), 'utf8');
}

/** The first spec of the contract. */
export const SHOP = `specwright: 1
name: shop
domain: retail
owner: team-shop
blueprint: api-gateway
services:
  catalog:
    entities:
      Product:
        fields: { name: string, price: decimal, category: Category }
      Category:
        fields: { name: string }
`;
