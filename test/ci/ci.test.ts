import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { hostileSpec } from '../../verify/specs.js';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

interface Job {
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly 'timeout-minutes': number;
  readonly 'runs-on': string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly include: readonly Readonly<Record<string, string>>[] } };
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly if?: string; readonly env?: Readonly<Record<string, string>> }[];
}
interface Workflow { readonly jobs: Readonly<Record<string, Job>> }

const STAGES = ['lint', 'security-deps', 'test-unit', 'build', 'test-integration', 'test-contract', 'image', 'publish'];
const WORKFLOWS = ['ci', 'pull-request', 'release', 'tools', 'advisories'].map((name) => `.github/workflows/${name}.yml`);
const FIVE = SHOP.replace(/services:[^]*/, `services:\n${['shared', 'web', 'a', 'import', 'x-9'].map((name) => `  ${name}: { entities: { E: { fields: { n: string } } } }\n`).join('')}`);

const trees = new Map<string, ReadonlyMap<string, string>>();
const workflow = (tree: ReadonlyMap<string, string>, path = WORKFLOWS[0] ?? ''): Workflow => parse(tree.get(path) ?? '') as Workflow;
const legs = (tree: ReadonlyMap<string, string>, stage: string): readonly Readonly<Record<string, string>>[] => workflow(tree).jobs[stage]?.strategy?.matrix.include ?? [];
const parts = (tree: ReadonlyMap<string, string>, stage: string): string[] => legs(tree, stage).map(({ part, image }) => part ?? image ?? '');
const longest = ({ jobs }: Workflow): number => {
  const until = (name: string): number => (jobs[name]?.['timeout-minutes'] ?? Infinity) + Math.max(0, ...(jobs[name]?.needs ?? []).map(until));
  return Math.max(...Object.keys(jobs).map(until));
};
async function generated(spec: string): Promise<ReadonlyMap<string, string>> {
  let tree = trees.get(spec);
  if (tree === undefined) trees.set(spec, (tree = await treeOf(await projectOf(spec))));
  return tree;
}

describe.each([
  ['one service and a web app', SHOP],
  ['one service alone', `${SHOP}web: false\n`],
  ['five services with awkward names', FIVE],
  ['hostile texts', JSON.stringify(hostileSpec())],
])('the workflows of %s', (_, spec) => {
  let tree: ReadonlyMap<string, string>;
  beforeAll(async () => {
    tree = await generated(spec);
  });

  it('have the eight stages in order, each waiting for the one before', () => {
    const { jobs } = workflow(tree);
    expect(Object.keys(jobs)).toEqual([...STAGES, 'stages']);
    STAGES.forEach((stage, index) => {
      expect(jobs[stage]?.steps.some(({ run }) => run === `make ${stage}`), stage).toBe(true);
      if (index > 0) expect(jobs[stage]?.needs, stage).toContain(STAGES[index - 1]);
    });
    expect(longest(workflow(tree))).toBe(14);
  });

  it('call nothing but make targets that are there, and actions by digest with the version beside it', () => {
    const targets = [...`${tree.get('Makefile')}\n${tree.get('make/ci.mk')}`.matchAll(/^([a-z-]+):.*## /gm)].map(([, name]) => `make ${name}`);
    for (const path of WORKFLOWS) {
      const steps = Object.values(workflow(tree, path).jobs).flatMap((job) => job.steps);
      expect(steps.length, path).toBeGreaterThan(2);
      expect(targets, path).toEqual(expect.arrayContaining(steps.flatMap(({ run }) => (run === undefined ? [] : [run]))));
      const lines = (tree.get(path) ?? '').split('\n').filter((line) => line.includes('uses:'));
      expect(lines).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
      for (const line of lines) expect(line).toMatch(/uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('hold no word of the specification', () => {
    for (const path of WORKFLOWS) expect(tree.get(path)).not.toMatch(/alert|handlebars|secrets\.TOKEN|DROP|team-shop|retail/);
  });

  it('may write in two jobs only, and publish from the protected branch after every stage', () => {
    for (const path of WORKFLOWS) {
      expect(tree.get(path)).toMatch(/^permissions: \{\}$/m);
      for (const [id, { permissions }] of Object.entries(workflow(tree, path).jobs)) {
        if (!['publish', 'release'].includes(id)) expect(Object.values(permissions), `${path} ${id}`).not.toContain('write');
      }
    }
    const { publish, stages } = workflow(tree).jobs;
    expect(publish?.if).toBe("github.event_name == 'push' && github.ref == 'refs/heads/main' && github.ref_protected");
    expect(publish?.needs).toEqual(STAGES.slice(0, -1));
    expect(stages?.needs).toEqual(STAGES.slice(0, -1));
  });

  it('give every image a machine, to build and to publish it', () => {
    const images = [...tree.keys()].filter((path) => path.endsWith('/Dockerfile'));
    expect(new Set(parts(tree, 'image')).size).toBe(images.length);
    expect(parts(tree, 'publish')).toEqual(parts(tree, 'image'));
  });
});

describe('the machines of a stage', () => {
  it('are one for what is shared, one for each service, and the web app’s', async () => {
    const tree = await generated(FIVE);
    const services = ['shared', 'web', 'a', 'import', 'x-9'].map((name) => `service-${name}`);
    expect(parts(tree, 'test-unit')).toEqual(['shared', ...services, 'chart', 'web']);
    expect(parts(tree, 'test-integration')).toEqual(['shared', ...services, 'web-attacks', 'web-browser']);
    expect(parts(tree, 'lint')).toEqual(['workspace', 'chart', 'web']);
    expect(parts(tree, 'image')).toContain('shop-web-app');
  });

  it('have the tools that their steps ask for', async () => {
    const tree = await generated(SHOP);
    const known = (tree.get('make/tools.txt') ?? '').split('\n').flatMap((line) => /^([a-z][a-z-]*) \S+ \S+$/.exec(line)?.[1] ?? []);
    expect(known).toEqual(['actionlint', 'gitleaks', 'helm', 'helm-unittest', 'oasdiff', 'promtool']);
    const matches = (name: string, patterns: string): boolean => patterns.split(' ').every((each) => (each.startsWith('!') ? !name.startsWith(each.slice(1, -1)) : name.startsWith(each.replace('*', ''))));
    let asked = 0;
    for (const [path, text] of tree) {
      const [, stage = '', name = ''] = /^make\/stages\/([a-z-]+)\/\d\d-(.*)\.sh$/.exec(path) ?? [];
      // The first that is there does; helm-unittest stands before the plugin of helm.
      const needed = known.find((tool) => text.includes(`command -v ${tool} `));
      if (stage === '' || needed === undefined) continue;
      asked += 1;
      const job = workflow(tree).jobs[stage];
      const own = legs(tree, stage).filter(({ steps }) => matches(name, steps ?? ''));
      expect(own.length, path).toBeGreaterThan(0);
      for (const { part } of own) {
        const brought = (job?.steps ?? []).flatMap(({ run, if: condition, env }) => (run === 'make tools' && (condition === undefined || condition === `matrix.part == '${part}'`) ? (env?.['TOOLS'] ?? '').split(' ') : []));
        expect(brought, `${path} on ${part}`).toContain(needed);
      }
    }
    expect(asked).toBe(6);
  });

  it('cover every step of the stage exactly once', async () => {
    const tree = await generated(SHOP);
    const matches = (name: string, pattern: string): boolean => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
    const runs = (name: string, steps: string): boolean => steps.split(' ').every((each) => (each.startsWith('!') ? !matches(name, each.slice(1)) : matches(name, each)));
    for (const stage of ['lint', 'test-unit', 'build', 'test-integration', 'test-contract']) {
      const names = [...tree.keys()].flatMap((path) => /^make\/stages\/([a-z-]+)\/\d\d-(.*)\.sh$/.exec(path)?.slice(1, 3).join(' ') ?? []).filter((line) => line.startsWith(`${stage} `)).map((line) => line.slice(stage.length + 1));
      const distinct = new Set(legs(tree, stage).map(({ steps }) => steps ?? ''));
      for (const name of names) expect([...distinct].filter((steps) => runs(name, steps)), `${stage} ${name}`).toHaveLength(1);
    }
  });

  it('without a web app are those of Python', async () => {
    const tree = await generated(`${SHOP}web: false\n`);
    expect(parts(tree, 'lint')).toEqual(['workspace', 'chart']);
    expect(tree.get(WORKFLOWS[0] ?? '')).not.toMatch(/\bweb\b/);
  });
});

describe('what the specification says about delivery', () => {
  it.each([9, 10, 12.5, 15])('keeps the pipeline below %s minutes', async (limit) => {
    const tree = await generated(`${SHOP}quality: { ci_minutes: ${limit} }\n`);
    expect(longest(workflow(tree))).toBe(Math.ceil(limit) - 1);
    expect(tree.get('docs/pipeline.md')).toContain(`less than ${limit} minutes`);
  });

  it('chooses the machines and the critical paths', async () => {
    const tree = await generated(`${SHOP}delivery: { runners: big-8, critical_paths: ["a/**", "b c{{x}}\${{ y }}"] }\n`);
    const machines = WORKFLOWS.flatMap((path) => Object.values(workflow(tree, path).jobs).map((job) => job['runs-on']));
    expect(new Set(machines)).toEqual(new Set(['big-8']));
    expect(tree.get('.github/critical-paths.txt')).toMatch(/^a\/\*\*\nb c\{\{x\}\}\$\{\{ y \}\}\n$/m);
  });

  it.each([
    ['delivery: { runners: "${{ secrets.X }}" }', 'the label of a runner'],
    ['delivery: { critical_paths: ["a\\nb"] }', 'a pattern of paths'],
    ['quality: { ci_minutes: 8 }', 'at least 9'],
  ])('%s is refused', async (line, words) => {
    await expect(projectOf(`${SHOP}${line}\n`)).rejects.toSatisfy((error) => JSON.stringify(error, Object.getOwnPropertyNames(error)).includes(words) || String(error).includes(words));
  });
});

describe('rules as data', () => {
  it('let nobody move or delete a release, and maintainers and administrators make one', async () => {
    const tree = await generated(SHOP);
    const set = (name: string): { bypass_actors: object[]; rules: { type: string }[]; conditions: object; target: string } => JSON.parse(tree.get(`.github/rulesets/${name}.json`) ?? '') as never;
    expect(set('tags')).toMatchObject({ bypass_actors: [], rules: [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'update' }] });
    expect(set('releases')).toMatchObject({ target: 'tag', conditions: { ref_name: { include: ['refs/tags/v*'] } }, rules: [{ type: 'creation' }] });
    expect(set('releases').bypass_actors).toEqual([2, 5].map((id) => ({ actor_id: id, actor_type: 'RepositoryRole', bypass_mode: 'always' })));
  });

  it('ask for two approvals of what is built, deployed and watched, each path once', async () => {
    const lines = ((await generated(SHOP)).get('.github/critical-paths.txt') ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toEqual(expect.arrayContaining(['chart/**', 'deploy/**', 'observability/**', 'Makefile', 'make/**', '.github/**', 'web/src/server/**', 'libs/**', 'tools/**', 'specwright.yaml', 'specs/**']));
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('ask for the checks that the workflows report', async () => {
    const tree = await generated(SHOP);
    const rules = JSON.parse(tree.get('.github/rulesets/main.json') ?? '') as { rules: { type: string; parameters?: { required_status_checks?: { context: string }[] } }[] };
    const asked = rules.rules.flatMap(({ parameters }) => parameters?.required_status_checks?.map(({ context }) => context) ?? []);
    const reported = WORKFLOWS.slice(0, 2).flatMap((path) => Object.values(workflow(tree, path).jobs as unknown as Record<string, { name: string }>).map(({ name }) => name));
    expect(asked).toHaveLength(3);
    expect(reported).toEqual(expect.arrayContaining(asked));
    expect(rules.rules.map(({ type }) => type)).toEqual(expect.arrayContaining(['deletion', 'non_fast_forward', 'pull_request']));
  });
});
