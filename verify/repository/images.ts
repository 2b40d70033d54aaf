/** `make image` on stand-in base images, and each image run the way a restricted pod would. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { cache } from '../harness/checkout.js';
import { exitProblems, type Inspected } from '../harness/checks.js';
import { type Finished, run } from '../harness/process.js';
import { containersConf, standInBase } from '../tools/bases.js';
import { imageTools } from '../tools/install.js';
import { files } from './build.js';
import { freePort, type Repository } from './repository.js';

/** `docker`, as far as a Makefile uses it, on buildah and podman. */
const dockerShim = `#!/usr/bin/env bash
# docker for a machine without a daemon: buildah builds, podman runs.
set -euo pipefail
case "\${1:-}" in
  build) shift; exec buildah bud --isolation chroot --pull-never --format docker "$@" ;;
  buildx) [ "\${2:-}" = build ] || exit 0; shift 2
    exec buildah bud --isolation chroot --pull-never --format docker "$@" ;;
  # A registry of this machine speaks plain HTTP; the daemon would know.
  push) shift; digest=$(mktemp); podman push --tls-verify=false --digestfile "$digest" "$@"; echo "pushed: digest: $(cat "$digest")"; rm -f "$digest" ;;
  save) shift; exec podman save --format docker-archive "$@" ;;
  *) exec podman "$@" ;;
esac
`;

/** The environment in which \`docker\` and \`podman\` work here; installs what is missing. */
export async function imageEnvironment(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  await imageTools();
  // By its content: checkouts share the cache and may differ in what they need.
  const shims = join(cache, 'shims', createHash('sha256').update(dockerShim).digest('hex').slice(0, 12));
  mkdirSync(shims, { recursive: true });
  writeFileSync(join(shims, 'docker'), dockerShim);
  chmodSync(join(shims, 'docker'), 0o755);
  const settings = join(cache, 'containers.conf');
  writeFileSync(settings, containersConf);
  return {
    ...env, PATH: `${shims}:${env.PATH}`, STORAGE_DRIVER: 'overlay', BUILDAH_ISOLATION: 'chroot', CONTAINERS_CONF: settings,
  };
}

interface Image { readonly id: string; readonly name: string }

async function images(env: NodeJS.ProcessEnv): Promise<Image[]> {
  const { stdout } = await run(['podman', 'images', '--format', '{{.ID}} {{.Repository}}:{{.Tag}}'], { env });
  return stdout.trim().split('\n').filter((line) => line !== '').map((line) => {
    const [id = '', name = ''] = line.split(' ');
    return { id, name };
  });
}

/** Makes a stand-in for every `FROM` of the repository's Dockerfiles. */
export async function standIns(repository: Repository, env: NodeJS.ProcessEnv): Promise<void> {
  for (const path of (await files(repository)).filter((name) => /(^|\/)Dockerfile$/.test(name))) {
    const text = repository.read(path);
    const stages = [...text.matchAll(/^FROM\s+\S+\s+AS\s+(\S+)/gim)].map((match) => match[1]);
    const defaults = new Map([...text.matchAll(/^ARG\s+(\w+)=(\S+)/gm)].map((match) => [match[1], match[2]]));
    for (const [, reference = ''] of text.matchAll(/^FROM\s+(?:--\S+\s+)?(\S+)/gim)) {
      const resolved = reference.replace(/\$\{?(\w+)\}?/g, (_, name: string) => defaults.get(name) ?? '');
      if (!stages.includes(reference) && resolved !== 'scratch') await standInBase(resolved, env);
    }
  }
}

/** What no registry of packages has: the scanner of images. Without it that step is skipped, by name. */
const NO_SCANNER = /^(skipped: no image scanner|── image\/scan: SKIPPED|image +skipped: scan$)/;

/** `make image` on stand-ins: every image built, run and smoke-tested. Returns the names of the new images in `built`. */
export async function image(repository: Repository, built: string[]): Promise<Inspected> {
  const env = { ...(await imageEnvironment(repository.env)), CI: '' };
  await standIns(repository, env);
  const project = repository.read('tools/localdev/project.toml').match(/^name = "(.*)"$/m)?.[1] ?? '';
  const ours = async (): Promise<string[]> => (await images(env)).map(({ name }) => name).filter((name) => name.includes(`/${project}-`));
  const before = new Set(await ours());
  const finished = await repository.make(['image'], { env });
  const problems = exitProblems(finished);
  for (const line of finished.output.split('\n')) if (/\bskipped\b/i.test(line) && !NO_SCANNER.test(line)) problems.push(line);
  built.push(...(await ours()).filter((name) => !before.has(name)));
  const smoked = [...finished.output.matchAll(/^\S+: user \S+, read-only, healthy/gm)].length;
  if (smoked !== built.length) problems.push(`${smoked} of ${built.length} images were smoke-tested by make image`);
  const sizes = [...finished.output.matchAll(/: (\d+) MB$/gm)].map(([, size]) => `${size} MB`);
  return { count: built.length, unit: 'images', problems, note: sizes.join(', ') };
}

/**
 * Runs an image as a restricted pod would: not root, read-only root, no capabilities. Its health command has to say
 * 0 while the service answers and not 0 when nothing runs; SIGTERM has to end it with code 0.
 */
export async function smoke(repository: Repository, name: string, settings: readonly string[]): Promise<Inspected> {
  const env = await imageEnvironment(repository.env);
  const podman = (...words: string[]): Promise<Finished> => run(['podman', ...words], { env, timeout: 120 });
  const problems: string[] = [];
  const confined = [
    '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--no-healthcheck',
  ];
  const user = await podman('run', '--rm', '--entrypoint', 'id', ...confined, name, '-u');
  if (user.code !== 0 || user.stdout.trim() === '0') problems.push(`runs as ${user.output.trim().slice(-300)}`);
  const inspected = await podman('image', 'inspect', name, '--format', '{{json .Config.Healthcheck.Test}}');
  const health = healthCommand(inspected.stdout);
  if (health === null) return { count: 1, unit: 'properties', problems: [...problems, `no HEALTHCHECK: ${inspected.output.slice(0, 200)}`] };
  const port = await freePort();
  const flags = [...confined, '--env', `PORT=${port}`, ...settings.flatMap((setting) => ['--env', setting])];
  const started = await podman('run', '-d', ...flags, name);
  const id = started.stdout.trim().split('\n').at(-1) ?? '';
  try {
    if (!(await answers(`http://127.0.0.1:${port}/health/live`))) {
      problems.push(`/health/live never answered: ${started.output.slice(-500)}\n${(await podman('logs', id)).output.slice(-2000)}`);
    }
    const alive = await podman('exec', id, ...health);
    problems.push(...exitProblems(alive).map((text) => `health command while alive: ${text}`));
    const from = Date.now();
    await podman('stop', '-t', '20', id);
    const code = (await podman('inspect', id, '--format', '{{.State.ExitCode}}')).stdout.trim();
    if (code !== '0') problems.push(`SIGTERM: exit code ${code} after ${Date.now() - from} ms\n${(await podman('logs', id)).output.slice(-1500)}`);
  } finally {
    await podman('rm', '-f', id);
  }
  const [command = '', ...words] = health;
  const dead = await podman('run', '--rm', '--entrypoint', command, ...flags, name, ...words);
  if (dead.code === 0) problems.push('the health command says 0 with no service running');
  return { count: 5, unit: 'properties', problems };
}

function healthCommand(json: string): string[] | null {
  try {
    const [kind, ...words] = JSON.parse(json) as string[];
    if (kind === 'CMD') return words;
    return kind === 'CMD-SHELL' ? ['/bin/sh', '-c', words.join(' ')] : null;
  } catch {
    return null;
  }
}

async function answers(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 150; attempt += 1) {
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(1000) })).ok) return true;
    } catch {
      // Not yet.
    }
    await new Promise((next) => setTimeout(next, 200));
  }
  return false;
}
