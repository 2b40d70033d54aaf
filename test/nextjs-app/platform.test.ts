import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processName } from '../../generators/nextjs-app/joined-up.js';
import { serviceFacts } from '../../generators/nextjs-app/services.js';
import { ROOT } from '../support/assets.js';
import { SHOP } from '../support/run.js';
import { projectOf, treeOf } from '../support/tree.js';

const TEMPLATES = join(ROOT, 'templates/nextjs-app');
const treeOfSpec = async (text: string): Promise<ReadonlyMap<string, string>> => treeOf(await projectOf(text));

const BOOKS = `openapi: 3.1.0
info: { title: Books, version: "1" }
servers: [{ url: https://books.example/v2 }]
security: [{ login: [books.read] }, { key: [] , login: [] }]
paths:
  /books:
    get:
      operationId: list
      parameters: [{ name: X-Shelf, in: header, schema: { type: string } }]
      responses: { "200": { description: fine, headers: { X-Total: { schema: { type: integer } } } } }
  /about:
    get: { operationId: about, security: [], responses: { "204": { description: nothing } } }
components:
  securitySchemes:
    login: { type: oauth2, flows: { clientCredentials: { tokenUrl: /t, scopes: { books.read: r, books.write: w } } } }
    key: { $ref: '#/components/securitySchemes/other' }
    other: { type: apiKey, in: header, name: X-Key }
    tls: { type: mutualTLS }
`;

describe('web: false', () => {
  it('leaves nothing of the web app', async () => {
    const tree = await treeOfSpec(`${SHOP}web: false\n`);
    // But for the decision to have none.
    expect([...tree.keys()].filter((path) => /(^|[/-])web([./-]|$)/.test(path) && !path.endsWith('-no-web-app.md'))).toEqual([]);
    for (const path of ['.gitignore', '.env.example', 'README.md', 'docs/adr/README.md']) expect(tree.get(path), path).not.toMatch(/Next\.js|WEB_/);
  });
});

describe('the platform of the web app', () => {
  it('plans every file of the server, the scripts, the migrations and the attack tests', async () => {
    const planned = new Set((await treeOfSpec(SHOP)).keys());
    const folders = ['migrations', 'scripts', 'src/app/api', 'src/app/auth', 'src/app/health', 'src/server', 'tests/attack'];
    const found = folders.flatMap((folder) => readdirSync(join(TEMPLATES, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `web/${join(entry.parentPath, entry.name).slice(TEMPLATES.length + 1).replaceAll('\\', '/')}`));
    expect(found.filter((path) => !planned.has(path))).toEqual([]);
  });

  it('has a lock that holds digests and no addresses', () => {
    const packages = Object.entries(JSON.parse(readFileSync(join(TEMPLATES, 'package-lock.json'), 'utf8')).packages as Record<string, { integrity?: string; resolved?: string; inBundle?: boolean }>);
    expect(packages.length).toBeGreaterThan(300);
    for (const [path, { integrity, resolved, inBundle }] of packages) {
      expect(resolved, path).toBeUndefined();
      if (path !== '' && inBundle !== true) expect(integrity, path).toMatch(/^sha512-/);
    }
  });

  it('pins every dependency exactly, as the lock has it', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(TEMPLATES, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
    const { packages } = JSON.parse(readFileSync(join(TEMPLATES, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string }> };
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
  });

  it('steps aside when a service is called web', async () => {
    expect(processName(await projectOf(SHOP))).toBe('web');
    const text = SHOP.replace('  catalog:', '  web:');
    expect(processName(await projectOf(text))).toBe('web-app');
    const toml = (await treeOfSpec(text)).get('tools/localdev/processes/web-app.toml');
    expect(toml).toContain('database = "shop_web_app"');
    expect(toml).toContain('callback = "/auth/callback"');
    expect((await treeOfSpec(text)).get('.env.example')).toMatch(/^WEB_CLIENT_ID=web-app$/m);
  });

  it('makes its secret locally', async () => {
    expect((await treeOfSpec(SHOP)).get('.env.example')).toContain('WEB_SECRET=<generated>');
  });
});

describe('what the server knows about a service', () => {
  it('comes from its document: operations, credentials, scopes, headers', async () => {
    const text = SHOP.replace(/services:[^]*/, 'services:\n  books:\n    openapi: specs/openapi/books.yaml\n');
    const facts = serviceFacts(await projectOf(text, { 'specs/openapi/books.yaml': BOOKS }));
    expect(facts).toEqual({
      books: {
        basePath: '/v2',
        operations: { 'GET /books': 'login|key login', 'GET /about': '' },
        schemes: { login: 'token', key: 'header X-Key', other: 'header X-Key', tls: 'unsupported' },
        scopes: 'books.read books.write',
        requestHeaders: 'x-shelf',
        responseHeaders: 'x-total',
      },
    });
  });
});
