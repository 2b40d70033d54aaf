/** What the web app sends to the files that it shares with others. */
import type { Contribution, Project } from '../../src/kit.js';

export function joinedUp(_project: Project): readonly Contribution[] {
  return [];
}
