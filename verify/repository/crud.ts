/** Records created, read, changed, listed and removed through HTTP, as `test/specs/<spec>.requests.json` says. */
import { isDeepStrictEqual } from 'node:util';

import { type Live, request } from './live.js';

/** One record of the script. `$name` in a body stands for the id of the record made as `name`. */
export interface Step {
  readonly service: string;
  readonly as: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly patch: Record<string, unknown>;
}

type Result = { readonly count: number; readonly problems: string[] };

function substitute(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string' && value.startsWith('$')) return ids.get(value.slice(1)) ?? value;
  if (Array.isArray(value)) return value.map((item) => substitute(item, ids));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, ids)]));
  }
  return value;
}

/** Runs the steps of one service in order, then deletes in reverse; every answer is compared. */
export async function crud(live: Live, steps: readonly Step[]): Promise<Result> {
  const problems: string[] = [];
  let count = 0;
  const ids = new Map<string, string>();
  const call = async (expected: number, ...[method, path, body, headers]: [string, string, unknown?, Record<string, string>?]) => {
    count += 1;
    const answer = await request(live, method, path, body, headers ?? {});
    if (answer.status !== expected) {
      problems.push(`${method} ${path}: ${answer.status}, expected ${expected}: ${JSON.stringify(answer.body).slice(0, 400)}`);
    }
    if (answer.status >= 400) {
      const type = answer.headers.get('content-type') ?? '';
      if (!type.startsWith('application/problem+json')) problems.push(`${method} ${path}: ${answer.status} as ${type}`);
    }
    return answer;
  };
  const same = (what: string, got: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(got, expected)) {
      problems.push(`${what}: ${JSON.stringify(got)?.slice(0, 300)} instead of ${JSON.stringify(expected)?.slice(0, 300)}`);
    }
  };
  const made: { readonly item: string; version: number }[] = [];
  for (const step of steps) {
    const body = substitute(step.body, ids) as Record<string, unknown>;
    const created = await call(201, 'POST', step.path, body);
    const record = created.body as Record<string, unknown>;
    if (created.status !== 201 || typeof record.id !== 'string') return { count, problems };
    ids.set(step.as, record.id);
    const item = `${step.path}/${record.id}`;
    for (const [name, value] of Object.entries(body)) same(`${step.path} ${name}`, record[name], value);
    if (!(created.headers.get('location') ?? '').endsWith(item)) problems.push(`Location ${created.headers.get('location')}`);
    same('ETag after POST', created.headers.get('etag'), '"1"');
    same('read back', (await call(200, 'GET', item)).body, record);
    await call(304, 'GET', item, undefined, { 'if-none-match': '"1"' });
    await call(401, 'GET', item, undefined, { authorization: '' });
    await call(422, 'POST', step.path, { ...body, unknownProperty: 1 });
    await call(428, 'PATCH', item, step.patch);
    await call(412, 'PATCH', item, step.patch, { 'if-match': '"77"' });
    const patched = await call(200, 'PATCH', item, step.patch, { 'if-match': '"1"' });
    for (const [name, value] of Object.entries(step.patch)) same(`patched ${name}`, (patched.body as Record<string, unknown>)[name], value);
    same('ETag after PATCH', patched.headers.get('etag'), '"2"');
    const list = (await call(200, 'GET', `${step.path}?limit=100`)).body as { items?: { id: string }[] };
    if (!list.items?.some(({ id }) => id === record.id)) problems.push(`${step.path}: the list lacks ${record.id}`);
    await call(422, 'GET', `${step.path}?nonsense=1`);
    made.push({ item, version: 2 });
  }
  for (const { item, version } of made.reverse()) {
    await call(428, 'DELETE', item);
    await call(204, 'DELETE', item, undefined, { 'if-match': `"${version}"` });
    await call(404, 'GET', item);
  }
  return { count, problems };
}
