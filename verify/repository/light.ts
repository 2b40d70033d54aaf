/**
 * A generated repository judged without its own `make setup`: its locked packages come from the cache, its own packages
 * from the source tree. For runs over hundreds of repositories.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Finished, run } from '../harness/process.js';
import { lockedPython } from '../tools/install.js';

export interface Light {
  readonly folder: string;
  /** Programs of the locked Python environment. */
  readonly bin: string;
  readonly env: NodeJS.ProcessEnv;
}

function packages(folder: string): string[] {
  return ['libs', 'tools', 'services'].flatMap((group) => {
    const parent = join(folder, group);
    return existsSync(parent) ? readdirSync(parent).map((name) => join(parent, name)).filter((path) => existsSync(join(path, 'src'))) : [];
  });
}

/** The environment of a repository; packages are installed once per lock. */
export async function light(folder: string): Promise<Light> {
  const lock = join(folder, 'requirements/dev.txt');
  const digest = createHash('sha256').update(readFileSync(lock)).digest('hex');
  const bin = await lockedPython(lock, digest);
  const sources = packages(folder).map((path) => join(path, 'src'));
  const env = {
    ...process.env, PATH: `${bin}:${process.env.PATH}`, PYTHONPATH: sources.join(':'), PYTHONDONTWRITEBYTECODE: '1', VIRTUAL_ENV: join(bin, '..'),
  };
  return { folder, bin, env };
}

/** ruff check and ruff format --check of the whole repository. */
export async function ruff(repository: Light, program = join(repository.bin, 'ruff')): Promise<string[]> {
  const problems: string[] = [];
  for (const words of [['check', '--no-cache', '.'], ['format', '--no-cache', '--check', '.']]) {
    const finished = await run([program, ...words], { cwd: repository.folder, env: repository.env, timeout: 120 });
    if (finished.code !== 0) problems.push(`ruff ${words[0]}: ${finished.output.slice(-3000)}`);
  }
  return problems;
}

/** mypy --strict, package by package, as the repository's own lint stage does it. */
export async function mypy(repository: Light, cacheFolder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const path of packages(repository.folder)) {
    const folders = ['src', 'tests', 'migrations'].filter((name) => existsSync(join(path, name)));
    if (!folders.includes('src')) continue;
    const finished: Finished = await run(
      [join(repository.bin, 'mypy'), '--config-file', 'pyproject.toml', '--cache-dir', cacheFolder, ...folders.map((name) => join(path, name))],
      { cwd: repository.folder, env: { ...repository.env, MYPYPATH: repository.env.PYTHONPATH ?? '' }, timeout: 600 },
    );
    if (finished.code !== 0) problems.push(`mypy ${path}: ${finished.output.slice(-3000)}`);
  }
  return problems;
}
