/** .github/workflows/ci.yml: the eight stages, one after another, each spread over machines. */
import type { Json, JsonObject, Project, Slots } from '../../src/kit.js';
import { legs, type Leg } from './legs.js';
import { minutes, STAGES, type Stage } from './stages.js';
import { checkout, download, expression, keptTools, make, READ, registry, runner, setUp, step, upload } from './steps.js';

/** The whole workflow. */
export function ciWorkflow(project: Project, slots: Slots): Json {
  return {
    name: 'ci',
    on: { pull_request: {}, merge_group: {}, push: { branches: ['main'] } },
    permissions: {},
    concurrency: { group: `ci-${expression('github.workflow')}-${expression('github.ref')}`, 'cancel-in-progress': expression("github.event_name == 'pull_request'") },
    defaults: { run: { shell: 'bash' } },
    jobs: { ...Object.fromEntries(STAGES.map((stage, index) => [stage, job(stage, STAGES[index - 1], project, slots)])), stages: verdict(project) },
  };
}

function job(stage: Stage, before: Stage | undefined, project: Project, slots: Slots): JsonObject {
  const shape = SHAPES[stage]?.(project, slots) ?? spread(legs(stage, project, slots));
  const needs = shape.needs ?? (before === undefined ? [] : [before]);
  const [leg] = shape.matrix;
  return {
    name: leg === undefined ? stage : `${stage} (${expression('image' in leg ? 'matrix.image' : 'matrix.part')})`,
    ...(shape.condition === undefined ? {} : { if: shape.condition }),
    ...(needs.length === 0 ? {} : { needs }),
    'runs-on': runner(project),
    'timeout-minutes': minutes(project)[stage],
    permissions: shape.permissions ?? READ,
    ...(leg === undefined ? {} : { strategy: { 'fail-fast': false, matrix: { include: shape.matrix } } }),
    env: shape.env,
    steps: STEPS_OF[stage](slots, project),
  };
}

interface Shape {
  readonly matrix: readonly JsonObject[];
  readonly env: JsonObject;
  readonly condition?: string;
  readonly needs?: readonly string[];
  readonly permissions?: JsonObject;
}

const spread = (matrix: readonly Leg[]): Shape => ({ matrix, env: { STEPS: expression('matrix.steps'), SHARD: expression('matrix.shard') } });
const images = (slots: Slots): readonly JsonObject[] => slots.image.map(({ name }) => ({ image: name }));
const IMAGE_ENV = { IMAGE: expression('matrix.image'), ARCHIVES: 'dist/images' };

/** Stages that are not spread by their steps. */
const SHAPES: Partial<Record<Stage, (project: Project, slots: Slots) => Shape>> = {
  'security-deps': () => ({ matrix: [], env: { ADVISORY_DB: '.local/advisories' } }),
  image: (_, slots) => ({ matrix: images(slots), env: IMAGE_ENV }),
  publish: (project, slots) => ({
    matrix: images(slots),
    env: { ...IMAGE_ENV, REGISTRY: registry(project).address },
    // A branch that nobody can push to without every check above.
    condition: "github.event_name == 'push' && github.ref == 'refs/heads/main' && github.ref_protected",
    needs: STAGES.slice(0, -1),
    permissions: { contents: 'read', ...registry(project).rights, 'id-token': 'write', attestations: 'write' },
  }),
};

const coverage = (stage: Stage): JsonObject => upload('Keep what the tests covered', `coverage-${stage}-${expression('matrix.part')}`, '.local/coverage', "matrix.shard != ''");

/** Parts whose build later machines need. */
const handedOn = (slots: Slots, build: (name: string, folder: string) => JsonObject): readonly JsonObject[] => slots.ciPart.flatMap(({ name, built }) => (built === null ? [] : [build(name, built)]));

/** What no package registry has as it is; built here only where it is not kept yet. `part` is the machine that needs it, where not all do. */
function tools(names: string, part: string | null = null): readonly JsonObject[] {
  const condition = part === null ? {} : { if: `matrix.part == '${part}'` };
  return [
    { ...condition, ...keptTools('restore') },
    { ...condition, ...make('tools'), env: { TOOLS: names } },
  ];
}

const STEPS_OF: Readonly<Record<Stage, (slots: Slots, project: Project) => readonly JsonObject[]>> = {
  lint: (slots) => [
    // The whole history: a secret stays in it after it was deleted.
    ...setUp(slots, { 'fetch-depth': 0 }),
    ...tools('actionlint gitleaks promtool', 'workspace'),
    ...tools('helm', 'chart'),
    make('lint'),
  ],
  'security-deps': (slots) => [...setUp(slots), make('advisories'), make('security-deps')],
  'test-unit': (slots) => [...setUp(slots), ...tools('helm-unittest', 'chart'), make('test-unit'), coverage('test-unit')],
  build: (slots) => [
    ...setUp(slots),
    make('build'),
    upload('Keep packages and bills of materials', 'dist', 'dist', "matrix.part == 'workspace'"),
    ...handedOn(slots, (name, folder) => upload(`Keep the build of ${name}`, `built-${name}`, `${folder}\n!${folder}/cache`, `matrix.part == '${name}'`)),
  ],
  'test-integration': (slots) => [
    ...setUp(slots),
    ...handedOn(slots, (name, folder) => ({ ...download(`Take the build of ${name}`, { name: `built-${name}`, path: folder }), if: `startsWith(matrix.part, '${name}-')` })),
    make('test-integration'),
    coverage('test-integration'),
  ],
  'test-contract': (slots) => [
    // Documents are compared with those of the last release, or of main.
    ...setUp(slots, { 'fetch-depth': 0 }),
    ...tools('oasdiff'),
    download('Take what the other tests covered', { pattern: 'coverage-*', path: '.local/coverage', 'merge-multiple': true }),
    make('test-contract'),
  ],
  image: (slots) => [
    ...setUp(slots),
    { id: 'grype', ...step('Install the scanner', 'grype') },
    { ...make('image'), env: { GRYPE: expression('steps.grype.outputs.cmd') } },
    upload('Keep the image', `image-${expression('matrix.image')}`, 'dist/images'),
  ],
  publish: (_, project) => [
    checkout(),
    download('Take the image', { name: `image-${expression('matrix.image')}`, path: 'dist/images' }),
    download('Take packages and bills of materials', { name: 'dist', path: 'dist' }),
    step('Install cosign', 'cosign'),
    registry(project).signIn,
    { id: 'push', ...make('publish') },
    step('Attest where the image comes from', 'provenance', {
      'subject-name': expression('steps.push.outputs.name'), 'subject-digest': expression('steps.push.outputs.digest'), 'push-to-registry': true,
    }),
  ],
};

/** The one check that the branch rules ask for: a stage that was skipped would count as passed by itself. */
function verdict(project: Project): JsonObject {
  return {
    name: 'all stages',
    if: 'always()',
    needs: STAGES.slice(0, -1),
    'runs-on': runner(project),
    'timeout-minutes': 1,
    permissions: READ,
    env: { OUTCOMES: expression("join(needs.*.result, ' ')") },
    steps: [checkout(), make('check-stages')],
  };
}
