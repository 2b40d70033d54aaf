/** src/contract: what the pages know about the services, from their documents. */
import type { PlannedFile, Project } from '../../../src/kit.js';

export function contract(_project: Project): readonly PlannedFile[] {
  return [];
}
