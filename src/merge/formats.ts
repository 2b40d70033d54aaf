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
  const format = FORMATS.find(([name]) => name.test(path))?.[1] ?? null;
  return format === null ? null : { ...format, parse: (text) => (isDeep(text) ? null : format.parse(text)), reads: (text) => isDeep(text) || (format.reads?.(text) ?? format.parse(text) !== null) };
}

const DEPTH = 400;

/** Deeper than people nest, and than the stack of a parser: merged as lines. Brackets in strings count too, which does no harm. */
function isDeep(text: string): boolean {
  let [depth, indent, blank] = [0, 0, true];
  for (const char of text) {
    if (char === '\n') [indent, blank] = [0, true];
    else if (blank && (char === ' ' || char === '\t')) indent += 1;
    else blank = false;
    if (char === '[' || char === '{') depth += 1;
    else if (char === ']' || char === '}') depth -= 1;
    if (depth > DEPTH || indent > 4 * DEPTH) return true;
  }
  return false;
}
