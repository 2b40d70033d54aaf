/** What people see: layout, pages, components, words, and the tests in a browser. */
import { copy, type PlannedFile, type Project } from '../../src/kit.js';

const LIB = ['json-schema.ts'];

export function pages(_project: Project): readonly PlannedFile[] {
  return LIB.map((path) => copy(`web/src/lib/${path}`, `src/lib/${path}`));
}
