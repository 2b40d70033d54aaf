/** Installers of the pinned tools, each into its own folder of the cache, from package registries only. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MissingTool } from '../harness/checks.js';
import { inCi } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { goTools, imagePackages, lighthouseTools, npmTools, pythonTools, uvVersion } from './pins.js';
import { once } from './stamps.js';

/** Where a program is on the PATH, or null. */
export async function which(name: string): Promise<string | null> {
  const { code, stdout } = await run(['sh', '-c', `command -v ${name}`]);
  return code === 0 ? stdout.trim() : null;
}

async function must(tool: string, command: readonly string[], options: Parameters<typeof run>[1] = {}): Promise<void> {
  const finished = await run(command, { timeout: 900, ...options });
  if (finished.code !== 0) {
    throw new MissingTool(tool, `its installation failed: ${finished.output.trim().split('\n').slice(-3).join(' | ')}`);
  }
}

/** A Go program built from the module proxy. Go's own caches are thrown away: they would be gigabytes. */
export async function goTool(name: keyof typeof goTools): Promise<string> {
  const { module, version } = goTools[name];
  const folder = await once(name, version, async (target) => {
    if ((await which('go')) === null) throw new MissingTool(name, 'needs a Go toolchain to be built');
    const scratch = mkdtempSync(join(tmpdir(), 'specwright-go-'));
    const env = {
      ...process.env, GOBIN: join(target, 'bin'), GOMODCACHE: join(scratch, 'mod'), GOCACHE: join(scratch, 'build'),
      GOFLAGS: '-modcacherw', CGO_ENABLED: '0',
    };
    try {
      await must(name, ['go', 'install', '-trimpath', '-ldflags=-s -w', `${module}@${version}`], { env });
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
  return join(folder, 'bin', name);
}

/** Redocly's command line. */
export async function redocly(): Promise<string> {
  const versions = JSON.stringify(npmTools);
  const folder = await once('npm-tools', versions, async (target) => {
    writeFileSync(join(target, 'package.json'), JSON.stringify({ private: true, dependencies: npmTools }));
    await must('@redocly/cli', ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: target });
  });
  return join(folder, 'node_modules/.bin/redocly');
}

/** Lighthouse's module. */
export async function lighthouseModule(): Promise<string> {
  const folder = await once('lighthouse', JSON.stringify(lighthouseTools), async (target) => {
    writeFileSync(join(target, 'package.json'), JSON.stringify({ private: true, dependencies: lighthouseTools }));
    await must('lighthouse', ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: target });
  });
  return join(folder, 'node_modules/lighthouse/core/index.js');
}

async function uv(): Promise<string> {
  const folder = await once('uv', uvVersion, async (target) => {
    if ((await which('python3')) === null) throw new MissingTool('uv', 'needs python3');
    await must('uv', ['python3', '-m', 'venv', target]);
    await must('uv', [join(target, 'bin/pip'), 'install', '-q', `uv==${uvVersion}`]);
  });
  return join(folder, 'bin/uv');
}

/** The folder of the Python tools' programs: schemathesis, ruff, yamllint. */
export async function pythonToolFolder(): Promise<string> {
  const installer = await uv();
  const packages = Object.entries(pythonTools).map(([name, version]) => `${name}==${version}`);
  const folder = await once('python-tools', packages.join(' '), async (target) => {
    await must('python tools', [installer, 'venv', '-q', '--clear', target]);
    await must('python tools', [installer, 'pip', 'install', '-q', '-p', join(target, 'bin/python'), ...packages]);
  });
  return join(folder, 'bin');
}

/** A Python environment with a generated repository's own locked packages, keyed by the lock's digest. */
export async function lockedPython(lock: string, digest: string): Promise<string> {
  const installer = await uv();
  const folder = await once(`locked-${digest.slice(0, 12)}`, digest, async (target) => {
    await must('locked packages', [installer, 'venv', '-q', '--clear', target]);
    await must('locked packages', [
      installer, 'pip', 'install', '-q', '--no-deps', '--require-hashes', '-p', join(target, 'bin/python'), '-r', lock,
    ]);
  });
  return join(folder, 'bin');
}

/** Makes sure that images can be built and run here: as root, apt may bring what is missing (in CI only). */
export async function imageTools(): Promise<void> {
  const missing: string[] = [];
  for (const name of imagePackages) if ((await which(name)) === null) missing.push(name);
  if (process.getuid?.() !== 0) throw new MissingTool('buildah', 'stand-in base images can be made by root only');
  if (missing.length === 0) return;
  if (!inCi || (await which('apt-get')) === null) throw new MissingTool(missing.join(', '), 'not installed');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await must('apt', ['apt-get', 'update', '-qq'], { env });
  await must('apt', ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...missing], { env });
}

/** A folder with nothing but the given programs, to be put first on a PATH. */
export function pathOf(folders: readonly string[]): string {
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  return [...folders, process.env.PATH ?? ''].join(':');
}
