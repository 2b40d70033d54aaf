/** Installers of the pinned tools, each into its own folder of the cache, from package registries only. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MissingTool } from '../harness/checks.js';
import { inCi } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { goFolders, goTools, imagePackages, lighthouseTools, manifestTools, npmTools, pythonTools, uvVersion } from './pins.js';
import type { GoTool } from './pins.js';
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

let scratch: string | null = null;

/** Go's own caches, for as long as this process runs: they would be gigabytes. */
function goEnvironment(): NodeJS.ProcessEnv {
  if (scratch === null) {
    const folder = mkdtempSync(join(tmpdir(), 'specwright-go-'));
    scratch = folder;
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  }
  return {
    ...process.env, GOMODCACHE: join(scratch, 'mod'), GOCACHE: join(scratch, 'build'), GOFLAGS: '-modcacherw', CGO_ENABLED: '0', GOTOOLCHAIN: 'auto',
  };
}

/** A Go program built from the module proxy. */
export async function goTool(name: keyof typeof goTools): Promise<string> {
  const tool: GoTool = goTools[name];
  const folder = await once(name, tool.version, async (target) => {
    if ((await which('go')) === null) throw new MissingTool(name, 'needs a Go toolchain to be built');
    const bin = join(target, 'bin');
    const main = tool.package === undefined ? tool.module : `${tool.module}/${tool.package}`;
    if (tool.own === true) await buildInOwnModule(name, tool, main, bin);
    else await must(name, ['go', 'install', '-trimpath', '-ldflags=-s -w', `${main}@${tool.version}`], { env: { ...goEnvironment(), GOBIN: bin } });
  });
  return join(folder, 'bin', name);
}

interface GoModule {
  readonly Go?: string;
  readonly Replace?: readonly { readonly Old: GoPath; readonly New: GoPath }[] | null;
  readonly Exclude?: readonly GoPath[] | null;
}
interface GoPath { readonly Path: string; readonly Version?: string }
const written = ({ Path, Version }: GoPath): string => (Version === undefined ? Path : `${Path}@${Version}`);

/** `go install` refuses a module with replace or exclude lines; a module of our own that repeats them does not. */
async function buildInOwnModule(name: string, tool: GoTool, main: string, bin: string): Promise<void> {
  const env = goEnvironment();
  const cwd = mkdtempSync(join(tmpdir(), 'specwright-go-module-'));
  const go = (...words: string[]): Promise<void> => must(name, ['go', ...words], { env: { ...env, GOFLAGS: `${env.GOFLAGS ?? ''} -mod=mod` }, cwd, timeout: 5400 });
  try {
    const source = await goModuleFolder(name, tool.source ?? tool.module, tool.version);
    const module = JSON.parse((await run(['go', 'mod', 'edit', '-json', join(source, 'go.mod')], { env })).stdout) as GoModule;
    await go('mod', 'init', 'tool');
    await go('mod', 'edit', `-go=${module.Go ?? '1.26'}`, `-require=${tool.module}@${tool.version}`, ...repeatedLines(tool, module));
    await go('build', '-trimpath', `-ldflags=-s -w ${tool.ldflags ?? ''}`, '-o', join(bin, name), main);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/** Folders of the same repository are published as modules by Kubernetes alone, under its own version numbers. */
function repeatedLines(tool: GoTool, module: GoModule): string[] {
  const replaced = (module.Replace ?? []).flatMap(({ Old, New }) => {
    if (!New.Path.startsWith('.')) return [`-replace=${written(Old)}=${written(New)}`];
    return tool.module === 'k8s.io/kubernetes' ? [`-replace=${Old.Path}=${Old.Path}@v0.${tool.version.slice('v1.'.length)}`] : [];
  });
  const moved = tool.source === undefined ? [] : [`-replace=${tool.module}=${tool.source}@${tool.version}`];
  return [...moved, ...replaced, ...(module.Exclude ?? []).map((path) => `-exclude=${written(path)}`)];
}

async function goModuleFolder(name: string, module: string, version: string): Promise<string> {
  const downloaded = await run(['go', 'mod', 'download', '-json', `${module}@${version}`], { env: goEnvironment(), timeout: 900 });
  const folder = downloaded.code === 0 ? (JSON.parse(downloaded.stdout) as { Dir?: string }).Dir : undefined;
  if (folder === undefined) throw new MissingTool(name, `its module could not be downloaded: ${downloaded.output.slice(-300)}`);
  return folder;
}

/** A folder of a Go module, such as its custom resource definitions. */
export async function goFolder(name: keyof typeof goFolders): Promise<string> {
  const { module, version, folder } = goFolders[name];
  return once(name, version, async (target) => {
    if ((await which('go')) === null) throw new MissingTool(name, 'needs a Go toolchain to be downloaded');
    cpSync(join(await goModuleFolder(name, module, version), folder), target, { recursive: true });
    await must(name, ['chmod', '-R', 'u+w', target]);
  });
}

/** The folder of checkov and kubernetes-validate. */
export async function manifestToolFolder(): Promise<string> {
  const installer = await uv();
  const packages = Object.entries(manifestTools).map(([name, version]) => `${name}==${version}`);
  const folder = await once('manifest-tools', packages.join(' '), async (target) => {
    await must('manifest tools', [installer, 'venv', '-q', '--clear', target]);
    await must('manifest tools', [installer, 'pip', 'install', '-q', '-p', join(target, 'bin/python'), ...packages]);
  });
  return join(folder, 'bin');
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
