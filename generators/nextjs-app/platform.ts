/** The server side of the web app, its build and its tests: the same in every repository but for services.json. */
import { copy, data, type PlannedFile, type Project } from '../../src/kit.js';
import { serviceFacts } from './services.js';

/** Files whose name in web/ begins with a dot. */
const DOTTED: readonly (readonly [string, string])[] = [
  ['.dockerignore', 'dockerignore'],
  ['.npmrc', 'npmrc'],
  ['.nvmrc', 'nvmrc'],
  ['.prettierignore', 'prettierignore'],
  ['.prettierrc.json', 'prettierrc.json'],
];

const BUILD = [
  'eslint.config.mjs', 'next.config.ts', 'package.json', 'package-lock.json', 'postcss.config.mjs', 'tsconfig.json', 'vitest.attack.config.ts', 'vitest.config.ts',
  'vitest.setup.ts',
  'migrations/0001_sessions_and_limits.sql', 'scripts/assemble.mjs', 'scripts/healthcheck.mjs', 'scripts/migrate.mjs', 'scripts/start.mjs',
];

const SERVER = [
  'access-token', 'cookies', 'credentials', 'csp', 'database', 'env', 'gateway', 'log', 'oidc', 'origin', 'paths', 'problems', 'rate-limit', 'return-to',
  'sealing', 'service-client', 'service-facts', 'services', 'session', 'session-store', 'start-up', 'tracing',
];

const UNIT_TESTS = [
  'access-token.test.ts', 'cookies.test.ts', 'database.test.ts', 'env.test.ts', 'gateway.test.ts', 'log.test.ts', 'oidc.test.ts', 'pure.test.ts',
  'routes.test.tsx', 'service-client.test.ts', 'service-facts.test.ts', 'session.test.ts', 'session-store.test.ts', 'start-up.test.ts', 'testing.ts',
];

const ATTACKS = [
  'cross-site.test.ts', 'gateway.test.ts', 'limits.test.ts', 'platform.test.ts', 'redirects.test.ts', 'refresh.test.ts', 'sessions.test.ts',
  'support/browser.ts', 'support/fakes.ts', 'support/stack.ts',
];

const ROUTES = [
  'api/services/[service]/[...path]/route.ts', 'auth/callback/route.ts', 'auth/failed/page.tsx', 'auth/sign-in/route.ts', 'auth/sign-out/route.ts',
  'auth/signed-out/page.tsx', 'health/live/route.ts', 'health/ready/route.ts',
];

export function platform(project: Project): readonly PlannedFile[] {
  return [
    ...DOTTED.map(([path, source]) => copy(`web/${path}`, source)),
    ...BUILD.map((path) => copy(`web/${path}`, path)),
    copy('docs/web-app.md', 'web-app.md'),
    copy('make/web.mk', 'make/web.mk'),
    copy('make/contact-sheet.sh', 'make/contact-sheet.sh', { executable: true }),
    copy('web/Dockerfile', 'Dockerfile', { rules: ['DOCKER-01', 'DOCKER-02', 'DOCKER-04', 'DOCKER-05', 'DOCKER-06', 'DOCKER-07'] }),
    copy('web/scripts/bundle-budget.mjs', 'scripts/bundle-budget.mjs', { rules: ['NEXT-10', 'NEXT-11'] }),
    copy('web/scripts/ensure-built.sh', 'scripts/ensure-built.sh', { executable: true }),
    copy('web/src/proxy.ts', 'src/proxy.ts', { rules: ['NEXT-22', 'NEXT-23'] }),
    copy('web/src/instrumentation.ts', 'src/instrumentation.ts'),
    ...SERVER.map((name) => copy(`web/src/server/${name}.ts`, `src/server/${name}.ts`)),
    ...UNIT_TESTS.map((name) => copy(`web/src/server/${name}`, `src/server/${name}`)),
    data('web/src/server/services.json', serviceFacts(project), { ownership: 'derived' }),
    ...ATTACKS.map((path) => copy(`web/tests/attack/${path}`, `tests/attack/${path}`)),
    ...ROUTES.map((path) => copy(`web/src/app/${path}`, `src/app/${path}`)),
  ];
}
