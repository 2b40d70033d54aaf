/** A blueprint as the build packed it: data, no code. */
import { InputError, problem } from './problems.js';
import type { Position } from './problems.js';

/** One question of the wizard. */
export interface Question {
  readonly path: 'name' | 'domain' | 'owner' | 'service' | 'entity';
  readonly ask: string;
  readonly default: string;
}

/** `blueprints/<name>/blueprint.yaml` with its example and changelog. */
export interface Blueprint {
  readonly name: string;
  readonly version: string;
  /** ISO date; dates in the output come from it when the spec has none. */
  readonly released: string;
  readonly title: string;
  readonly description: string;
  readonly constitution: string;
  readonly compatibility: { readonly specwright: string };
  readonly deprecated: boolean;
  readonly questions: readonly Question[];
  /** The example spec. */
  readonly example: string;
  readonly changelog: string;
  /** sha256 of everything in the folder. */
  readonly digest: string;
}

/** The blueprint a spec names. @throws InputError when there is none of that name or version. */
export function findBlueprint(blueprints: readonly Blueprint[], wanted: { name: string; version: string | null }, at: Position | null): Blueprint {
  const found = blueprints.find((b) => b.name === wanted.name);
  const names = blueprints.map((b) => b.name).join(', ');
  if (found === undefined) {
    throw new InputError([problem('blueprint/unknown', `There is no blueprint "${wanted.name}" in this version of Specwright`, at, `Here are: ${names}.`)]);
  }
  if (wanted.version !== null && wanted.version !== found.version) {
    const message = `The blueprint ${found.name} has no version ${wanted.version} in this version of Specwright`;
    throw new InputError([problem('blueprint/unknown-version', message, at, `It has ${found.version}.`)]);
  }
  return found;
}
