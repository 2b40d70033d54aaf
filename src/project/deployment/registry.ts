/** Where the pipeline publishes images, and environments pull them from that name no registry of their own. */
import type { JsonObject } from '../../json.js';
import type { Spec } from '../../spec/model.js';
import { valueAt } from './layers.js';
import type { Registry } from './model.js';

/** What GitHub allows in a name and a registry does as well. */
const ON_GITHUB = /^https?:\/\/github\.com\/([a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:[._-][a-z0-9]+)*?)(?:\.git)?\/*$/;
const LONGEST = 150;

/** Production's registry, or the first that an environment names; without any, that of a repository on GitHub, or an example. */
export function registryOf({ name, repository, sections }: Pick<Spec, 'name' | 'repository' | 'sections'>): Registry {
  const environments = Object.keys((sections['environments'] ?? {}) as JsonObject);
  const named = ['prod', ...environments].map((each) => valueAt(sections, ['environments', each, 'registry']) as string | undefined).find((each) => each !== undefined);
  if (named !== undefined) return { address: named, example: false };
  const path = ON_GITHUB.exec((repository ?? '').toLowerCase())?.[1];
  if (path !== undefined && path.length < LONGEST - 'ghcr.io/'.length) return { address: `ghcr.io/${path}`, example: false };
  return { address: `registry.example.com/${name}`, example: true };
}
