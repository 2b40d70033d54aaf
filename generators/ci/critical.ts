/** Paths whose change needs two approvals: the spec's, or those where a mistake costs most. */
import type { Project } from '../../src/kit.js';

const USUAL = ['.github/**', 'make/**', 'specs/**', '**/migrations/**', '**/Dockerfile', 'requirements/**', '**/package-lock.json', 'libs/**'];

const HEADER = `# Paths whose change needs two approvals; make check-approvals reads them. \`*\` is anything but a slash, \`**\` any folders.
`;

/** .github/critical-paths.txt, one pattern a line. */
export function criticalPaths(project: Project): string {
  const { critical_paths: given = USUAL } = (project.sections['delivery'] ?? {}) as { readonly critical_paths?: readonly string[] };
  return `${HEADER}${given.map((line) => `${line}\n`).join('')}`;
}
