/** Paths whose change needs two approvals: the spec's, or those where a mistake costs most. */
import type { Project } from '../../src/kit.js';

/** What decides how everything is built, deployed and watched; what keeps data; who may do what. */
const USUAL = [
  'specwright.yaml', 'specs/**', '.github/**', 'Makefile', 'make/**', 'tools/**', 'requirements/**', '**/package-lock.json', '**/Dockerfile',
  'chart/**', 'deploy/**', 'observability/**', 'libs/**', '**/migrations/**', 'web/src/server/**',
];

const HEADER = `# Paths whose change needs two approvals; make check-approvals reads them. \`*\` is anything but a slash, \`**\` any folders.
`;

/** .github/critical-paths.txt, one pattern a line. */
export function criticalPaths(project: Project): string {
  const { critical_paths: given = USUAL } = (project.sections['delivery'] ?? {}) as { readonly critical_paths?: readonly string[] };
  return `${HEADER}${[...new Set(given)].map((line) => `${line}\n`).join('')}`;
}
