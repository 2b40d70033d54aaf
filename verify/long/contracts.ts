/**
 * `npm run verify:contracts -- DIR`: every OpenAPI document of a folder as the contract of a service. A document is a file
 * `NAME.yaml|json`, or a folder with an `openapi.yaml|json` and the files it refers to. One row a document.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { parse } from 'yaml';

import { Ledger } from '../harness/checks.js';
import { program, workFolder } from '../harness/checkout.js';
import { run, serve } from '../harness/process.js';
import { record } from '../harness/record.js';
import { type Light, light, mypy, ruff } from '../repository/light.js';
import { freePort, type OpenApi, operations, Repository } from '../repository/repository.js';
import { schemathesis } from '../repository/schemathesis.js';
import { goTool } from '../tools/install.js';
import { goTools, pythonTools } from '../tools/pins.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, fast: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } },
});
const folder = resolve(process.env.INIT_CWD ?? '.', positionals[0] ?? '');
if (positionals.length !== 1 || !statSync(folder).isDirectory()) {
  console.error('usage: npm run verify:contracts -- DIR [--only NAME] [--fast]');
  process.exit(2);
}

interface Given { readonly name: string; readonly source: string; readonly entry: string }

function documents(): Given[] {
  return readdirSync(folder).sort().flatMap((name) => {
    const source = join(folder, name);
    if (/\.(ya?ml|json)$/.test(name)) return [{ name: basename(name, extname(name)), source, entry: name }];
    const entry = ['openapi.yaml', 'openapi.yml', 'openapi.json'].find((file) => existsSync(join(source, file)));
    return entry === undefined ? [] : [{ name, source, entry }];
  }).filter(({ name }) => values.only === undefined || values.only.split(',').includes(name));
}

const ledger = new Ledger();
const work = workFolder('contracts');
console.log(`logs: ${work}`);

/** The document in a project of its own; null when it is refused (with positions). */
async function generate(given: Given, home: string): Promise<string | null> {
  const specs = join(home, 'spec/specs/openapi');
  mkdirSync(specs, { recursive: true });
  const nested = statSync(given.source).isDirectory();
  cpSync(given.source, nested ? join(specs, given.name) : join(specs, given.entry), { recursive: true });
  const path = nested ? `specs/openapi/${given.name}/${given.entry}` : `specs/openapi/${given.entry}`;
  const spec = join(home, 'spec/specwright.yaml');
  writeFileSync(spec, JSON.stringify({
    specwright: 1, name: 'contract', domain: 'contracts', owner: 'team', blueprint: 'api-gateway', web: false,
    services: { api: { openapi: path } },
  }));
  const target = join(home, 'project');
  let made = false;
  await ledger.check(given.name, 'generated', 'specwright', async () => {
    const finished = await run([process.execPath, program, 'new', target, '--spec', spec, '--yes', '--no-git', '--json'], {
      timeout: 180, log: join(home, 'new.log'),
    });
    made = finished.code === 0;
    if (made) return { count: (JSON.parse(finished.stdout) as { files: unknown[] }).files.length, unit: 'files', problems: [] };
    if (finished.code !== 2) return { count: 1, unit: 'runs', problems: [`exit ${finished.code}: ${finished.output.slice(-1500)}`] };
    const { problems } = JSON.parse(finished.stdout) as { problems: { severity: string; file: string; line: number; column: number; message: string }[] };
    const errors = problems.filter(({ severity }) => severity === 'error');
    const lines = errors.map((one) => `refused: ${one.file}:${one.line}:${one.column}: ${one.message}`);
    return { count: errors.length, unit: 'diagnostics', problems: lines };
  });
  return made ? target : null;
}

function given(given: Given): OpenApi {
  const file = statSync(given.source).isDirectory() ? join(given.source, given.entry) : given.source;
  return parse(readFileSync(file, 'utf8'), { maxAliasCount: -1 }) as OpenApi;
}

async function judge(one: Given): Promise<void> {
  const home = join(work, one.name);
  mkdirSync(home, { recursive: true });
  const target = await generate(one, home);
  if (target === null) return;
  const repository: Light = await light(target);
  const [service] = new Repository(one.name, target, home, repository.env).services();
  if (service === undefined) {
    await ledger.check(one.name, 'operations', 'files', async () => ({ count: 0, unit: 'operations', problems: ['no service with an openapi.json'] }));
    return;
  }
  await ledger.check(one.name, 'operations', 'yaml', async () => {
    const wanted = operations(given(one)).map(({ method, path }) => `${method} ${path}`);
    const got = new Set(operations(service.document).map(({ method, path }) => `${method} ${path}`));
    return { count: wanted.length, unit: 'operations', problems: wanted.filter((name) => !got.has(name)).map((name) => `lost: ${name}`) };
  });
  await ledger.check(one.name, 'routed', 'python', async () => {
    const code = 'import json; from api.main import create_app; app = create_app(); print("ROUTES " + json.dumps(sorted({f"{m} {r.path}" for r in app.routes if hasattr(r, "methods") for m in r.methods or []})))';
    const env = { ...repository.env, MOCK: '1', OIDC_ISSUER: 'http://127.0.0.1:1', OIDC_AUDIENCE: 'x', ENVIRONMENT: 'local' };
    const finished = await run([join(repository.bin, 'python'), '-c', code], { cwd: target, env, timeout: 120, log: join(home, 'import.log') });
    const line = finished.stdout.match(/^ROUTES (.*)$/m)?.[1];
    return { count: line === undefined ? 0 : (JSON.parse(line) as unknown[]).length, unit: 'routes', problems: finished.code === 0 ? [] : [finished.output.slice(-2000)] };
  });
  await ledger.check(one.name, 'ruff', `ruff ${pythonTools.ruff}`, async () => ({ count: 1, unit: 'repositories', problems: await ruff(repository) }));
  await ledger.check(one.name, 'oasdiff', `oasdiff ${goTools.oasdiff.version}`, async () => {
    const [base, revision] = [join(home, 'given.json'), join(home, 'served.json')];
    writeFileSync(revision, JSON.stringify(service.document));
    // As JSON on both sides: oasdiff sees differences between the styles of YAML and JSON where there are none.
    const nested = statSync(one.source).isDirectory();
    if (!nested) writeFileSync(base, JSON.stringify(given(one)));
    const finished = await run([await goTool('oasdiff'), 'diff', nested ? join(one.source, one.entry) : base, revision, '--fail-on-diff', '--exclude-elements', 'extensions'], { timeout: 180, log: join(home, 'oasdiff.log') });
    return { count: operations(service.document).length, unit: 'operations', problems: finished.code === 0 ? [] : [finished.output.slice(0, 2500)] };
  });
  if (values.fast) return;
  await ledger.check(one.name, 'mypy', 'mypy --strict', async () => ({ count: 1, unit: 'repositories', problems: await mypy(repository, join(work, 'mypy')) }));
  await ledger.check(one.name, 'mock', `schemathesis ${pythonTools.schemathesis}`, () => mocked(repository, new Repository(one.name, target, home, repository.env)));
}

/** Schemathesis against \`MOCK=1\`. */
async function mocked(repository: Light, project: Repository): ReturnType<typeof schemathesis> {
  const python = join(repository.bin, 'python');
  await run([python, '-m', 'localdev.dotenv'], { cwd: repository.folder, env: repository.env });
  const port = await freePort();
  const server = await serve(
    [python, '-m', 'localdev', 'run', '--service', 'api', '--port', String(port), '--mock', '1'], /READY (http:\/\/\S+)/,
    { cwd: repository.folder, env: repository.env, log: join(project.logs, 'mock.log'), timeout: 60 },
  );
  try {
    const token = await run([python, '-m', 'localdev', 'token'], { cwd: repository.folder, env: repository.env });
    const [service] = project.services();
    if (service === undefined) throw new Error('no service');
    return await schemathesis(project, service, { url: (server.ready[1] ?? '').replace(/\/$/, ''), token: token.stdout.trim(), server }, [], 'examples,coverage,fuzzing');
  } finally {
    await server.stop();
  }
}

for (const one of documents()) {
  await judge(one);
  // A server that is on its way out may still be writing.
  if (!values.keep) await rm(join(work, one.name, 'project'), { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }).catch(() => undefined);
}
await record('verify:contracts', ledger);
process.exitCode = ledger.close();
