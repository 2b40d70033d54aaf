/** What stands beside the services needs them, a database and an issuer: `localdev with-stack` holds them ready. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Repository } from './repository.js';

/** What a process beside the services is started with; the rest of the environment is this machine's. */
const wanted = /^(DATABASE_URL|WEB_SECRET|WEB_CLIENT_ID|OIDC_ISSUER|PUBLIC_URL|SERVICE_URL_.*|AUTH_CREDENTIALS_.*)=/;

/** Calls `use` with the settings of the process while everything runs. @throws when it does not come to run. */
export async function besideServices<Result>(repository: Repository, use: (settings: readonly string[]) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'specwright-stack-'));
  const ready = join(folder, 'ready');
  const script = `env -0 > ${folder}/settings && touch ${ready} && exec cat`;
  const stack = spawn(repository.python('python'), ['-m', 'localdev', 'with-stack', 'sh', '-c', script], {
    cwd: repository.folder, env: repository.env, stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  stack.stderr.on('data', (chunk: Buffer) => { said = (said + chunk.toString()).slice(-2000); });
  const ended = new Promise<number | null>((resolve) => { stack.on('exit', resolve); });
  try {
    for (let attempt = 0; attempt < 1200 && !existsSync(ready); attempt += 1) {
      if (stack.exitCode !== null) throw new Error(`with-stack ended: ${said}`);
      await new Promise((next) => setTimeout(next, 100));
    }
    return await use(readFileSync(join(folder, 'settings'), 'utf8').split('\0').filter((line) => wanted.test(line)));
  } finally {
    stack.stdin.end();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}
