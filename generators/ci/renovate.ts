/** renovate.json: every dependency, with the digests of base images and actions. */
import type { Json } from '../../src/kit.js';

export const renovate: Json = {
  $schema: 'https://docs.renovatebot.com/renovate-schema.json',
  extends: ['config:recommended', 'docker:pinDigests', 'helpers:pinGitHubActionDigestsToSemver', ':semanticCommits'],
  branchPrefix: 'feature/renovate-',
  minimumReleaseAge: '3 days',
  internalChecksFilter: 'strict',
  osvVulnerabilityAlerts: true,
  vulnerabilityAlerts: { enabled: true, minimumReleaseAge: null, labels: ['security'] },
  lockFileMaintenance: { enabled: true, schedule: ['before 5am on monday'] },
  pip_requirements: { managerFilePatterns: ['/^requirements/(runtime|dev|uv)\\.txt$/'] },
  packageRules: [
    {
      description: 'A package has one version in the locks of services and of tools',
      matchManagers: ['pip_requirements'],
      groupName: 'Python packages',
      schedule: ['before 5am on monday'],
    },
    {
      description: 'Python is the same on laptops, in the pipeline and in images',
      matchPackageNames: ['python'],
      groupName: 'Python',
    },
    {
      description: 'So is Node',
      matchPackageNames: ['node'],
      groupName: 'Node',
    },
    { matchManagers: ['github-actions'], groupName: 'actions', schedule: ['before 5am on monday'] },
  ],
  customManagers: [
    {
      customType: 'regex',
      description: 'Tools that make tools builds',
      managerFilePatterns: ['/^make/tools\\.txt$/'],
      matchStrings: [' (?<depName>(?:github\\.com|helm\\.sh)/\\S+?)(?:/cmd/\\S+)? (?<currentValue>v\\S+)'],
      datasourceTemplate: 'go',
    },
  ],
};
