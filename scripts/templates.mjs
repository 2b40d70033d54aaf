/**
 * Compiles Handlebars templates, for the build and for tests that run from source. Strict, no HTML escaping, and no
 * helper that is not listed here. The runtime never sees a compiler.
 */
import Handlebars from 'handlebars';

export const HELPERS = [
  'py', 'pydoc', 'pytext', 'yaml', 'json', 'toml', 'sh', 'md', 'mdfence', 'mdcode', 'mermaid', 'dsl', 'make', 'sqlcomment', 'sql', 'raw',
];

const OPTIONS = {
  strict: true,
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: Object.fromEntries(HELPERS.map((name) => [name, true])),
};

/** JavaScript source of the compiled template. @throws Error that names the file. */
export function precompile(source, name) {
  if (source.includes('\\{{')) throw new Error(`${name}: \\{{ is forbidden; copy the file or build it as data`);
  try {
    return Handlebars.precompile(source, OPTIONS);
  } catch (error) {
    throw new Error(`${name}: ${error.message}`);
  }
}
