/** Installers of the pinned tools, each into its own folder of the cache, from package registries only. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MissingTool } from '../harness/checks.js';
import { inCi } from '../harness/checkout.js';
import { run } from '../harness/process.js';
import { goFolders, goTools, imagePackages, lighthouseTools, manifestTools, markdownPins, npmTools, promtoolPackage, pythonTools, renovateTools, structurizrVersion, uvVersion, workflowTools } from './pins.js';
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

/** The folder of markdownlint, and of mermaid with the document that it insists on. */
export async function markdownTools(): Promise<string> {
  return once('markdown-tools', JSON.stringify(markdownPins), async (target) => {
    writeFileSync(join(target, 'package.json'), JSON.stringify({ private: true, dependencies: markdownPins }));
    await must('markdown tools', ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: target });
  });
}

/** The folder with Structurizr's parser and what it needs, as Maven resolves it. */
export async function structurizr(): Promise<string> {
  if ((await which('java')) === null) throw new MissingTool('structurizr-dsl', 'needs Java 17');
  const folder = await once('structurizr', structurizrVersion, async (target) => {
    if ((await which('mvn')) === null) throw new MissingTool('structurizr-dsl', 'needs Maven to be installed');
    const dependency = `<dependency><groupId>com.structurizr</groupId><artifactId>structurizr-dsl</artifactId><version>${structurizrVersion}</version></dependency>`;
    const project = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>specwright</groupId><artifactId>structurizr</artifactId><version>1</version><dependencies>${dependency}</dependencies></project>`;
    writeFileSync(join(target, 'pom.xml'), project);
    await must('structurizr-dsl', ['mvn', '-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(target, 'lib')}`], { cwd: target });
  });
  return join(folder, 'lib');
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

/** The folder of zizmor and shellcheck. */
export async function workflowToolFolder(): Promise<string> {
  const installer = await uv();
  const packages = Object.entries(workflowTools).map(([name, version]) => `${name}==${version}`);
  const folder = await once('workflow-tools', packages.join(' '), async (target) => {
    await must('zizmor', [installer, 'venv', '-q', '--clear', target]);
    await must('zizmor', [installer, 'pip', 'install', '-q', '-p', join(target, 'bin/python'), ...packages]);
  });
  return join(folder, 'bin');
}

/** The command that Renovate's validator is: a Node and a script. */
export async function renovateValidator(): Promise<readonly string[]> {
  const folder = await once('renovate', JSON.stringify(renovateTools), async (target) => {
    writeFileSync(join(target, 'package.json'), JSON.stringify({ private: true, dependencies: renovateTools }));
    await must('renovate', ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--engine-strict=false'], { cwd: target });
  });
  const modules = join(folder, 'node_modules');
  return [join(modules, `node-linux-${process.arch}`, 'bin/node'), join(modules, 'renovate/dist/config-validator.js')];
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

/** Prometheus's own judge of rules, out of Debian's package: the server and what it depends on stay outside. */
export async function promtool(): Promise<string> {
  const folder = await once('promtool', promtoolPackage, async (target) => {
    if ((await which('apt-get')) === null) throw new MissingTool('promtool', 'comes from a Debian package, and there is no apt-get');
    const scratch = mkdtempSync(join(tmpdir(), 'specwright-promtool-'));
    try {
      const downloaded = await run(['apt-get', 'download', '-qq', promtoolPackage], { cwd: scratch, timeout: 300 });
      // The lists of a fresh machine are empty.
      if (downloaded.code !== 0) {
        await must('promtool', ['apt-get', 'update', '-qq']);
        await must('promtool', ['apt-get', 'download', '-qq', promtoolPackage], { cwd: scratch });
      }
      const [archive = ''] = readdirSync(scratch).filter((name) => name.endsWith('.deb'));
      await must('promtool', ['dpkg-deb', '-x', archive, 'unpacked'], { cwd: scratch });
      mkdirSync(join(target, 'bin'), { recursive: true });
      cpSync(join(scratch, 'unpacked/usr/bin/promtool'), join(target, 'bin/promtool'));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
  return join(folder, 'bin/promtool');
}

/** A folder with nothing but the given programs, to be put first on a PATH. */
export function pathOf(folders: readonly string[]): string {
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  return [...folders, process.env.PATH ?? ''].join(':');
}
