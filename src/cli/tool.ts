/** What the build packed beside the executable. */
import { readFileSync } from 'node:fs';
import type { Blueprint } from '../blueprint.js';
import type { Tool } from '../pipeline.js';
import type { Manifest } from '../plan/data-generator.js';
import { packedAssets } from '../render/packed.js';

/** This copy of Specwright, from the folder of its executable. */
export function packedTool(home: URL, version: string): Tool {
  const read = (name: string): string => readFileSync(new URL(name, home), 'utf8');
  return {
    version,
    build: read('build-id').trim(),
    assets: packedAssets(home),
    blueprints: JSON.parse(read('blueprints.json')) as Blueprint[],
    manifests: JSON.parse(read('manifests.json')) as Manifest[],
    schema: read('spec.schema.json'),
    modelSchema: read('model.schema.json'),
  };
}
