/** What people see: layout, pages, components, words, and the tests in a browser. */
import type { PlannedFile, Project } from '../../src/kit.js';

export function pages(_project: Project): readonly PlannedFile[] {
  return [];
}
