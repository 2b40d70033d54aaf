/** Specs as text, the way a person would write them: for the wizard and for examples. */
import type { Json } from '../json.js';
import { stringifyYaml } from '../yaml.js';

/** Where the published schema lies in a generated repository, as seen from `specwright.yaml`. */
export const SCHEMA_PATH = '.specwright/schema.json';

/** What the wizard asks. */
export interface SpecAnswers {
  readonly name: string;
  readonly domain: string;
  readonly owner: string;
  readonly blueprint: string;
  readonly title?: string;
  readonly description?: string;
  /** Services as the spec says them: `{ catalog: { entities: { Product: { fields: { name: 'string' } } } } }`. */
  readonly services: { readonly [name: string]: Json };
  /** Further top-level keys, such as `web: false`. */
  readonly extra?: { readonly [key: string]: Json };
}

/** A complete spec, which names its schema for editors in its first line. */
export function writeSpec({ name, title, description, domain, owner, blueprint, services, extra = {} }: SpecAnswers): string {
  const value = {
    specwright: 1,
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    domain,
    owner,
    blueprint,
    services,
    ...extra,
  };
  return `# yaml-language-server: $schema=${SCHEMA_PATH}\n${stringifyYaml(value)}`;
}
