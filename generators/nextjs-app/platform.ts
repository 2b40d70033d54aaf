/** The server side of the web app, its build and its tests: the same in every repository. */
import { copy, type PlannedFile, type Project } from '../../src/kit.js';

/** Settings of the build: [path in web/, path of the template]. */
const ROOT: readonly (readonly [string, string])[] = [
  ['.npmrc', 'npmrc'],
  ['.nvmrc', 'nvmrc'],
  ['.prettierignore', 'prettierignore'],
  ['.prettierrc.json', 'prettierrc.json'],
  ['eslint.config.mjs', 'eslint.config.mjs'],
  ['next.config.ts', 'next.config.ts'],
  ['package.json', 'package.json'],
  ['package-lock.json', 'package-lock.json'],
  ['postcss.config.mjs', 'postcss.config.mjs'],
  ['tsconfig.json', 'tsconfig.json'],
  ['vitest.config.ts', 'vitest.config.ts'],
  ['vitest.setup.ts', 'vitest.setup.ts'],
];

export function platform(_project: Project): readonly PlannedFile[] {
  return ROOT.map(([path, source]) => copy(`web/${path}`, source));
}
