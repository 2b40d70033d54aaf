/** Which files have a structure, by their names. */
import { json } from './data/json.js';
import type { Format } from './data/model.js';
import { toml } from './data/toml.js';
import { yaml } from './data/yaml.js';

const FORMATS: readonly (readonly [RegExp, Format])[] = [
  [/(\.(json|jsonc|json5|code-workspace|webmanifest)|(^|\/)(\.babelrc|\.eslintrc|\.prettierrc))$/, json],
  [/(\.ya?ml|(^|\/)(\.clang-format|\.yamllint))$/, yaml],
  [/(\.toml|(^|\/)Pipfile)$/, toml],
];

/** Null for a text without a structure that is known here. */
export function formatOf(path: string): Format | null {
  return FORMATS.find(([name]) => name.test(path))?.[1] ?? null;
}
