/** Views and values of the workspace's files. */
import type { Json, Project, SlotTypes } from '../../src/kit.js';

/** Lines of .gitignore. */
export function ignoreView(entries: readonly SlotTypes['ignore'][]): object {
  return { entries };
}

/** Lines of .env.example; a secret's value is made by `make setup`. */
export function environmentView(entries: readonly SlotTypes['environment'][]): object {
  return { entries: entries.map(({ name, value, secret, why }) => ({ name, why, value: secret ? '<generated>' : value })) };
}

/** yamllint: default rules where they do not contradict how the files are written. Documents that people bring keep their own style. */
export function yamllint(project: Project): Json {
  const brought = project.documents.filter(({ ownership }) => ownership === 'source').map(({ path }) => `/${path}`);
  return {
    extends: 'default',
    ignore: ['/.venv/', '/.local/', '/.specwright/', 'node_modules/', '.next/', '/specwright.yaml', '/chart/templates/', ...brought.sort()],
    rules: {
      braces: { 'max-spaces-inside': 1 },
      // As Renovate and the formatters write them.
      comments: { 'min-spaces-from-content': 1 },
      'comments-indentation': 'disable',
      'document-start': 'disable',
      'line-length': 'disable',
      truthy: { 'check-keys': false },
    },
  };
}

/** markdownlint, with the reason of every exception beside it. */
export function markdownlint(): string {
  return `{
  // Exceptions are explained in docs/lint-exceptions.md.
  "globs": ["**/*.md"],
  "ignores": [".venv/**", ".local/**", ".specwright/**", "**/node_modules/**", "**/.next/**"],
  "noBanner": true,
  "config": {
    "MD010": { "code_blocks": false },
    "MD013": false,
    "MD024": { "siblings_only": true }
  }
}
`;
}
