/** A service started with `make run`, and the requests made to it. */
import { type Serving, serve } from '../harness/process.js';
import { freePort, type Repository } from './repository.js';

export interface Live {
  readonly url: string;
  readonly token: string;
  readonly server: Serving;
}

/** `make run SERVICE=…` on a free port and `make token`; throws when it never answers. */
export async function start(repository: Repository, service: string, settings: readonly string[] = []): Promise<Live> {
  const port = await freePort();
  const command = ['make', '--no-print-directory', 'run', `SERVICE=${service}`, `PORT=${port}`, ...settings];
  const log = repository.log(`run-${service}${settings.join('-')}`);
  const server = await serve(command, /READY (http:\/\/\S+)/, {
    cwd: repository.folder, env: repository.env, log, timeout: 180,
  });
  const token = await repository.make(['-s', 'token']);
  if (token.code !== 0 || !/^\S+\n?$/.test(token.stdout)) {
    await server.stop();
    throw new Error(`make token printed more or less than a credential (exit ${token.code}):\n${token.output.slice(-1500)}`);
  }
  return { url: (server.ready[1] ?? '').replace(/\/$/, ''), token: token.stdout.trim(), server };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** One request with the token; JSON in and out. */
export async function request(
  live: Live, method: string, path: string, body?: unknown, headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${live.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${live.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  let parsed: unknown = text;
  try {
    parsed = text === '' ? null : JSON.parse(text);
  } catch {
    // Kept as text: the caller's comparison will show it.
  }
  return { status: response.status, headers: response.headers, body: parsed };
}
