/**
 * Loads a CommonJS bundle together with the code that V8 compiled for it at build time. Half of a short run would
 * otherwise be compiling. A cache of another Node version is not taken, and costs nothing but that time.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** A bundle that has run, and the script it came from. */
export interface Loaded<T> {
  readonly exports: T;
  readonly script: Script;
}

/**
 * V8 optimises a function once it has used up this much of a budget. A run of a fifth of a second is over before that
 * pays, and the optimiser takes the second core's time and the first one's memory: eight times the default keeps it
 * for large documents. It is part of what a cache is valid for, so the build sets it by loading through here.
 */
const OPTIMISE_LATER = '--interrupt-budget=1081344';

/** Runs the bundle at `path`; `path.cache` is its compiled code, when there is any. */
export function loadBundle<T>(path: string): Loaded<T> {
  setFlagsFromString(OPTIMISE_LATER);
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'latin1')}\n})`;
  const cachedData = readCache(`${path}.cache`);
  const script = new Script(source, { filename: path, ...(cachedData === undefined ? {} : { cachedData }) });
  const run = script.runInThisContext() as (...names: unknown[]) => void;
  const module = { exports: {} as T };
  run(module.exports, createRequire(path), module, path, dirname(path));
  return { exports: module.exports, script };
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
