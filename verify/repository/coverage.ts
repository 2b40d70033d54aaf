/** Which documented (operation, status below 500) pairs were really answered. */
import { existsSync, readFileSync } from 'node:fs';

import { type OpenApi, operations, type Service } from './repository.js';

/** One answer that was seen. `service` is empty when only the application's title is known. */
export interface Seen {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Answers noted by the pytest recorder: lines of `[title, method, path, status]`. */
export function recorded(file: string, services: readonly Service[]): Seen[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').flatMap((line) => {
    const [title, method, path, status] = JSON.parse(line) as [string, string, string, number];
    const owners = services.filter(({ document }) => document.info.title === title);
    return (owners.length > 0 ? owners : services).map(({ name }) => ({ service: name, method, path, status }));
  });
}

function basePath(document: OpenApi): string {
  const url = document.servers?.[0]?.url ?? '/';
  return (url.startsWith('http') ? new URL(url).pathname : url).replace(/\/$/, '');
}

function pattern(path: string): RegExp {
  const parts = path.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]*')}$`);
}

/** `covered` of `all` pairs; `missing` names the rest. */
export function pairs(service: Service, seen: readonly Seen[]): { all: number; covered: number; missing: string[] } {
  const base = basePath(service.document);
  const documented = operations(service.document).map((operation) => ({
    ...operation, test: pattern(operation.path), literal: operation.path.replace(/\{[^}]+\}/g, '').length,
  })).sort((a, b) => b.literal - a.literal);
  const found = new Set<string>();
  for (const answer of seen) {
    if (answer.service !== service.name) continue;
    const paths = answer.path.startsWith(base) ? [answer.path.slice(base.length), answer.path] : [answer.path];
    const operation = documented.find(({ method, test }) => method === answer.method && paths.some((path) => test.test(path)));
    if (operation !== undefined) found.add(`${operation.id} ${answer.status}`);
  }
  const all = documented.flatMap(({ id, statuses }) => (
    statuses.filter((status) => /^[1-4]\d\d$/.test(status)).map((status) => `${id} ${status}`)
  ));
  const missing = all.filter((pair) => !found.has(pair)).sort();
  return { all: all.length, covered: all.length - missing.length, missing };
}
