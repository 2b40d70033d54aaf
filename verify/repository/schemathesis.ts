/** Schemathesis against a running service, and the requests it made. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exitProblems, type Inspected } from '../harness/checks.js';
import { run } from '../harness/process.js';
import { pythonToolFolder } from '../tools/install.js';
import type { Seen } from './coverage.js';
import type { Live } from './live.js';
import { operations, type Repository, type Service } from './repository.js';

const seed = 20261123;
const examples = 50;

/** Statuses that this version of schemathesis counts as fine by default; a setting replaces the whole list. */
const fine = {
  positive: ['2xx', '3xx', '401', '403', '404', '409', '429', '5xx'],
  negative: ['400', '401', '403', '404', '405', '406', '409', '415', '422', '428', '429', '5xx'],
  missingHeader: ['400', '401', '403', '406', '415', '422'],
} as const;

/** The only setting: 412 and 428 are expected of operations that take `If-Match`. */
function configuration(service: Service): string {
  const guarded = operations(service.document).filter(({ ifMatch }) => ifMatch);
  const list = (statuses: readonly string[]): string => JSON.stringify([...new Set([...statuses, '412', '428'])]);
  return guarded.map(({ id }) => `[[operations]]
include-operation-id = ${JSON.stringify(id)}
checks.positive_data_acceptance.expected-statuses = ${list(fine.positive)}
checks.negative_data_rejection.expected-statuses = ${list(fine.negative)}
checks.missing_required_header.expected-statuses = ${list(fine.missingHeader)}
`).join('\n');
}

interface Scheme { readonly type: string; readonly scheme?: string; readonly in?: string; readonly name?: string }

/** The header in which the document wants the credential; its first scheme decides. */
function credential(service: Service, token: string): string[] {
  const components = service.document.components as { readonly securitySchemes?: Readonly<Record<string, Scheme>> } | undefined;
  const [scheme] = Object.values(components?.securitySchemes ?? {});
  if (scheme?.type === 'apiKey' && scheme.in === 'header') return ['-H', `${scheme.name ?? ''}: ${token}`];
  const word = scheme?.type === 'http' && scheme.scheme?.toLowerCase() === 'basic' ? 'Basic' : 'Bearer';
  return ['-H', `Authorization: ${word} ${token}`];
}

interface Har {
  readonly log: { readonly entries: readonly {
    readonly request: { readonly method: string; readonly url: string };
    readonly response: { readonly status: number };
  }[] };
}

/** Runs all checks in all phases, with a token. `seen` receives every (method, path, status). */
export async function schemathesis(
  repository: Repository, service: Service, live: Live, seen: Seen[], phases = 'examples,coverage,fuzzing,stateful',
): Promise<Inspected> {
  const tool = join(await pythonToolFolder(), 'schemathesis');
  const folder = join(repository.logs, `schemathesis-${service.name}`);
  const [settings, har, document] = [`${folder}.toml`, `${folder}.har`, `${folder}-openapi.json`];
  writeFileSync(settings, configuration(service));
  writeFileSync(document, JSON.stringify(service.document));
  const finished = await run([
    tool, '--config-file', settings, 'run', document, '--url', live.url, '--phases', phases, '--checks', 'all',
    '--seed', String(seed), '-n', String(examples), ...credential(service, live.token),
    '--report', 'har', '--report-har-path', har, '--request-timeout', '20', '--warnings', 'off', '--no-color',
  ], { timeout: 1500, log: `${folder}.log`, cwd: repository.logs, env: { ...process.env, NO_COLOR: '1' } });
  const entries = existsSync(har) ? (JSON.parse(readFileSync(har, 'utf8')) as Har).log.entries : [];
  for (const { request, response } of entries) {
    seen.push({ service: service.name, method: request.method, path: new URL(request.url).pathname, status: response.status });
  }
  return { count: entries.length, unit: 'requests', problems: exitProblems(finished, 0, 120), note: `seed ${seed}, ${examples} examples` };
}
