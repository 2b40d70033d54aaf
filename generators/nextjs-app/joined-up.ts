/** What the web app sends to the files that it shares with others. */
import { contribute, type Contribution, type Project, type SlotTypes } from '../../src/kit.js';
import { components } from './components.js';
import { decisions } from './decisions.js';
import { readme } from './readme.js';

const FOLDER = 'web';

/** The process, its database and its variables: `web`, or another name when a service is called that. */
export function processName(project: Project): string {
  return project.deployment.workloads.find(({ kind }) => kind === 'web')?.name ?? FOLDER;
}

export function joinedUp(project: Project): readonly Contribution[] {
  return [
    contribute('process', FOLDER, process(project), 300),
    ...IGNORED.map(([key, line, why], index) => contribute('ignore', `web-${key}`, { line, why }, 300 + index)),
    ...environment(project).map((entry, index) => contribute('environment', entry.name, entry, 300 + index)),
    ...steps(project).map((step, index) => contribute('makeStep', `${step.target}-${step.name}`, step, 300 + index)),
    contribute('image', processName(project), { name: `${project.name}-${processName(project)}`, dockerfile: `${FOLDER}/Dockerfile`, context: FOLDER }, 300),
    contribute('ciPart', FOLDER, { name: FOLDER, installed: `${FOLDER}/node_modules`, built: `${FOLDER}/.next` }),
    ...components(processName(project)),
    contribute('readme', FOLDER, readme(project), 300),
    contribute('document', 'web-app', { path: 'docs/web-app.md', title: 'The web app', why: 'how it is made, and every setting that it reads' }, 240),
    ...decisions().map((decision, index) => contribute('decision', decision.slug, decision, 300 + index)),
  ];
}

function process(project: Project): SlotTypes['process'] {
  const name = processName(project);
  return {
    name,
    folder: FOLDER,
    command: ['node', 'node_modules/next/dist/bin/next', 'dev', '--hostname', '127.0.0.1'],
    port: '3000',
    ready: '/health/ready',
    database: `${project.names.snake}_${name.replaceAll('-', '_')}`,
    migrate: ['node', 'scripts/migrate.mjs'],
    needs: `${FOLDER}/node_modules`,
    callback: '/auth/callback',
    built: ['node', 'scripts/start.mjs'],
  };
}

const IGNORED: readonly (readonly [string, string, string])[] = [
  ['build', '.next/', 'built by Next.js'],
  ['types', 'next-env.d.ts', 'written by Next.js'],
  ['incremental', '*.tsbuildinfo', 'kept by TypeScript between runs'],
  ['coverage', '/web/coverage/', 'coverage of the web app'],
];

const setting = (name: string, value: string, why: string): SlotTypes['environment'] => ({ name, value, secret: false, why });

const environment = (project: Project): readonly SlotTypes['environment'][] => [
  { name: 'WEB_SECRET', value: '', secret: true, why: 'Encrypts the web app\'s cookies and sessions. A new value signs everybody out, unless the old one is in WEB_SECRET_PREVIOUS.' },
  setting('WEB_CLIENT_ID', processName(project), 'Client that the web app is at the issuer, with the redirect URI <address of the web app>/auth/callback.'),
  setting('WEB_CLIENT_SECRET', '', 'Its secret, for an issuer of your own that gave it one.'),
];

const step = (target: string, name: string, run: string): SlotTypes['makeStep'] => ({ target, name, run: `. make/lib.sh\n\nenter_node_package ${FOLDER}\n${run}` });

/** What Next.js wrote about routes that are gone by now would be checked as well. */
const FRESH_TYPES = 'rm -rf .next/types .next/dev/types\n';

const FIND_CHROMIUM = `chromium=\${CHROMIUM_PATH:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || skip "there is no Chromium: install one, or say where it is in CHROMIUM_PATH"
export CHROMIUM_PATH="$chromium"
`;

/** Runs the tests of one vitest configuration beside everything else, on the app as its sources are now. */
const besideAll = (config: string): string => `bash scripts/ensure-built.sh\ncd ..\nexec python -m localdev with-stack bash -c "cd web && vitest run --config ${config}"`;

/** First-load JavaScript of a route, compressed: the constitution's limit, or the spec's stricter one. */
function budget(project: Project): string {
  const budgets = (project.sections['web'] as { budgets?: { script_bytes?: number } } | undefined)?.budgets;
  return String(budgets?.script_bytes ?? 200_000);
}

function steps(project: Project): readonly SlotTypes['makeStep'][] {
  return [
    step('lint', 'web-eslint', 'exec eslint --max-warnings 0 .'),
    step('lint', 'web-prettier', 'exec prettier --check --log-level warn .'),
    step('lint', 'web-types', `${FRESH_TYPES}next typegen >/dev/null\nexec tsc --noEmit`),
    step('test-unit', 'web', 'exec vitest run --coverage'),
    step('build', 'web', `${FRESH_TYPES}npm run --silent build\nexec node scripts/bundle-budget.mjs ${budget(project)}`),
    step('test-integration', 'web-attacks', besideAll('vitest.attack.config.ts')),
    step('test-integration', 'web-browser', FIND_CHROMIUM + besideAll('vitest.browser.config.ts')),
  ];
}
