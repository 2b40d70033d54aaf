/** The pipeline: workflows that call nothing but make, the rules of branches and commits, releases, updates of dependencies. */
import { contribute, copy, data, template, text, type Context, type Generator, type PlannedFile, type Slots } from '../../src/kit.js';
import { VERSIONS } from './actions.js';
import { criticalPaths } from './critical.js';
import { decisions } from './decisions.js';
import { advisoriesWorkflow, pullRequestWorkflow, releaseWorkflow, toolsWorkflow } from './others.js';
import { renovate } from './renovate.js';
import { mainRules, releaseRules, tagRules } from './rulesets.js';
import { limit, minutes, STAGES } from './stages.js';
import { ciWorkflow } from './workflow.js';

const SCRIPTS = ['tools', 'advisories', 'commits', 'approvals', 'outcomes', 'branch-rules', 'release'];
const CALLS = 'Every step that does something calls a make target; the Makefile says what it does. See docs/pipeline.md.';
const STAGE_RULES = STAGES.map((_, index) => `CI-0${index + 1}`);

function workflows({ project }: Context, slots: Slots): readonly PlannedFile[] {
  const file = (name: string, value: Parameters<typeof data>[1], rules: readonly string[]): PlannedFile => (
    data(`.github/workflows/${name}.yml`, value, { header: CALLS, remarks: VERSIONS, rules })
  );
  return [
    file('ci', ciWorkflow(project, slots), [...STAGE_RULES, 'CI-09', 'CI-10', 'CI-11', 'TEST-07', 'TEST-08', 'REG-01']),
    file('pull-request', pullRequestWorkflow(project), ['GIT-02', 'GIT-03', 'REV-02', 'REV-04']),
    file('release', releaseWorkflow(project), ['REL-01', 'REG-02']),
    file('tools', toolsWorkflow(project), []),
    file('advisories', advisoriesWorkflow(project, slots), ['VULN-01']),
  ];
}

function rules({ project }: Context): readonly PlannedFile[] {
  return [
    data('.github/rulesets/main.json', mainRules, { rules: ['GIT-04', 'REV-01', 'REV-04'] }),
    data('.github/rulesets/tags.json', tagRules, { rules: ['REL-01'] }),
    data('.github/rulesets/releases.json', releaseRules, { rules: ['REL-01'] }),
    text('.github/critical-paths.txt', criticalPaths(project), { rules: ['REV-02'] }),
    data('renovate.json', renovate, { rules: ['VULN-01'] }),
  ];
}

/** The repository as GitHub signs for it; a stand-in where the specification does not say. */
function onGitHub(repository: string | null): string {
  return /^https:\/\/github\.com\/[\w.-]+\/[\w.-]+?(?=(\.git)?\/*$)/i.exec(repository ?? '')?.[0] ?? 'https://github.com/OWNER/REPOSITORY';
}

function guide({ project }: Context, slots: Slots): PlannedFile {
  const spread = minutes(project);
  const { deployment: { registry: { address, example }, environments }, repository } = project;
  const view = {
    limit: String(limit(project)),
    stages: STAGES.map((name) => ({ name, minutes: String(spread[name]) })),
    registry: address,
    example,
    secrets: !address.startsWith('ghcr.io/'),
    mirrors: environments.filter(({ registry }) => registry !== address).map(({ name, registry }) => ({ name, registry })),
    images: slots.image.map(({ name }) => ({ name: `${address}/${name}` })),
    identity: onGitHub(repository),
  };
  return template('docs/pipeline.md', 'pipeline.md.hbs', view, { rules: ['CI-09'] });
}

export const ci: Generator = {
  name: 'ci',
  description: 'workflows, branch rules, commit rules, releases and Renovate',
  contribute: () => [
    contribute('makeInclude', 'ci', { path: 'make/ci.mk' }),
    contribute('document', 'pipeline', { path: 'docs/pipeline.md', title: 'Pipeline and releases', why: 'the stages, their time, what has to be set once, how a release is made' }, 200),
    ...decisions.map((decision, index) => contribute('decision', decision.slug, decision, 600 + index)),
  ],
  plan: (context, slots) => [
    ...workflows(context, slots),
    ...rules(context),
    copy('make/ci.mk', 'make/ci.mk'),
    copy('make/tools.txt', 'make/tools.txt'),
    ...SCRIPTS.map((name) => copy(`make/${name}.sh`, `make/${name}.sh`, { executable: true })),
    copy('make/hooks/commit-msg', 'make/commit-msg', { executable: true, rules: ['GIT-03'] }),
    guide(context, slots),
  ],
};
