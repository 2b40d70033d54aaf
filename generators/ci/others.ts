/** The workflows beside `ci`: what a pull request has to look like, releases, and the daily look at the advisories. */
import type { Json, Project, Slots } from '../../src/kit.js';
import { checkout, expression, keptTools, make, READ, registry, runner, setUp, step, workflow } from './steps.js';

const PULL_REQUEST = expression('github.event.pull_request.number');
const HEAD = expression('github.event.pull_request.head.sha');
const BASE = expression('github.event.pull_request.base.sha');
const RANGE = `${BASE}..${HEAD}`;

/** .github/workflows/pull-request.yml: title, branch, commits, approvals. Reads only; runs no code of the pull request with a token. */
export function pullRequestWorkflow(project: Project): Json {
  const common = { 'runs-on': runner(project), 'timeout-minutes': 2 };
  const on = {
    pull_request: { types: ['opened', 'edited', 'synchronize', 'reopened', 'ready_for_review'] },
    pull_request_review: { types: ['submitted', 'dismissed'] },
  };
  return workflow('pull-request', on, { group: `pull-request-${PULL_REQUEST}`, 'cancel-in-progress': true }, {
    conventions: {
      name: 'conventions',
      ...common,
      permissions: READ,
      env: { TITLE: expression('github.event.pull_request.title'), BRANCH: expression('github.event.pull_request.head.ref'), RANGE },
      steps: [checkout({ ref: HEAD, 'fetch-depth': 0 }), make('check-title'), make('check-commits')],
    },
    approvals: {
      name: 'approvals',
      ...common,
      permissions: { contents: 'read', 'pull-requests': 'read' },
      env: { PULL_REQUEST, GH_TOKEN: expression('github.token') },
      // The rules are those of the branch that is merged into: a pull request cannot loosen them for itself.
      steps: [checkout({ ref: BASE }), make('check-approvals')],
    },
  });
}

/** .github/workflows/release.yml: a tag on main gives the images of its commit their version. */
export function releaseWorkflow(project: Project): Json {
  const on = { push: { tags: ['v[0-9]+.[0-9]+.[0-9]+*'] } };
  return workflow('release', on, { group: 'release', 'cancel-in-progress': false }, {
    release: {
      name: 'release',
      'runs-on': runner(project),
      'timeout-minutes': 10,
      permissions: { contents: 'write', ...registry(project).rights },
      env: {
        VERSION: expression('github.ref_name'),
        REGISTRY: registry(project).address,
        SIGNER: `https://github.com/${expression('github.repository')}/.github/workflows/ci.yml@refs/heads/main`,
      },
      steps: [
        checkout({ 'fetch-depth': 0 }),
        step('Install cosign', 'cosign'),
        registry(project).signIn,
        { ...make('release'), env: { GH_TOKEN: expression('github.token') } },
      ],
    },
  });
}

/** .github/workflows/tools.yml: what the stages restore. Each week again, because what nobody used is thrown away. */
export function toolsWorkflow(project: Project): Json {
  const paths = ['make/tools.txt', 'make/tools.sh'];
  const on = { push: { branches: ['main'], paths }, pull_request: { paths }, schedule: [{ cron: '41 4 * * 1' }], workflow_dispatch: {} };
  return workflow('tools', on, { group: `tools-${expression('github.ref')}`, 'cancel-in-progress': true }, {
    tools: { name: 'tools', 'runs-on': runner(project), 'timeout-minutes': 20, permissions: READ, steps: [checkout(), keptTools('cache'), make('tools')] },
  });
}

/** .github/workflows/advisories.yml: what was safe yesterday may be known to be unsafe today. */
export function advisoriesWorkflow(project: Project, slots: Slots): Json {
  const on = { schedule: [{ cron: '17 5 * * *' }], workflow_dispatch: {} };
  return workflow('advisories', on, { group: 'advisories', 'cancel-in-progress': true }, {
    'security-deps': {
      name: 'security-deps',
      'runs-on': runner(project),
      'timeout-minutes': 10,
      permissions: READ,
      env: { ADVISORY_DB: '.local/advisories' },
      steps: [...setUp(slots), make('advisories'), make('security-deps')],
    },
  });
}
