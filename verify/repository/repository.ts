/** A generated repository under inspection, and what can be read off its files. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { type Finished, type RunOptions, run } from '../harness/process.js';

/** One service: its name and the document it serves. */
export interface Service {
  readonly name: string;
  readonly document: OpenApi;
  /** True when the document was drafted from entities. */
  readonly drafted: boolean;
}

export interface OpenApi {
  readonly info: { readonly title: string; readonly description?: string };
  readonly servers?: readonly { readonly url: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [key: string]: unknown;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly statuses: readonly string[];
  readonly ifMatch: boolean;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Every operation of a bundled document. */
export function operations(document: OpenApi): Operation[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) => methods.flatMap((method) => {
    const operation = item[method] as { operationId?: string; responses?: object; parameters?: unknown } | undefined;
    if (operation === undefined) return [];
    const parameters = JSON.stringify([operation.parameters ?? [], item.parameters ?? []]);
    return [{
      id: operation.operationId ?? `${method} ${path}`, method: method.toUpperCase(), path,
      statuses: Object.keys(operation.responses ?? {}),
      ifMatch: /"if-?match"/i.test(parameters),
    }];
  }));
}

export class Repository {
  constructor(
    /** The spec's name in the printed lines. */
    readonly subject: string,
    readonly folder: string,
    readonly logs: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Runs `make TARGET…` in the repository, with a log of its own. */
  make(targets: readonly string[], options: RunOptions = {}): Promise<Finished> {
    const env = { ...this.env, ...options.env };
    const command = ['make', '--no-print-directory', ...targets];
    return run(command, { timeout: 1500, ...options, cwd: this.folder, env, log: this.log(targets.join('-')) });
  }

  log(name: string): string {
    return join(this.logs, `${name.replace(/[^\w.=-]+/g, '_').slice(0, 80)}.log`);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  read(...parts: string[]): string {
    return readFileSync(this.path(...parts), 'utf8');
  }

  /** The program `name` of the repository's own Python environment. */
  python(name: string): string {
    return this.path('.venv/bin', name);
  }

  /** The services, with the documents they serve. */
  services(): Service[] {
    const folder = this.path('services');
    if (!existsSync(folder)) return [];
    return readdirSync(folder).sort().flatMap((name) => {
      const document = findDocument(join(folder, name, 'src'));
      if (document === null) return [];
      const text = this.read('specwright.yaml');
      const parsed = JSON.parse(readFileSync(document, 'utf8')) as OpenApi;
      return [{ name, document: parsed, drafted: !isGiven(text, name) }];
    });
  }
}

function findDocument(src: string): string | null {
  if (!existsSync(src)) return null;
  for (const name of readdirSync(src)) {
    const file = join(src, name, 'openapi.json');
    if (existsSync(file)) return file;
  }
  return null;
}

function isGiven(spec: string, service: string): boolean {
  const lines = spec.split('\n');
  const from = lines.findIndex((line) => line.trim() === `${service}:`);
  if (from < 0) return false;
  const indent = (lines[from] ?? '').search(/\S/);
  const rest = lines.slice(from + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && line.search(/\S/) <= indent);
  return rest.slice(0, end < 0 ? rest.length : end).some((line) => /^\s+openapi:/.test(line));
}

/** A port nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
