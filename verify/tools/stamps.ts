/** A tool is installed once: its folder or file carries a stamp with the version it came from. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { cache } from '../harness/checkout.js';

/**
 * Runs `install` unless the stamp says the same thing was installed before. The stamp is written last, so an
 * interrupted installation starts again.
 */
export async function once(name: string, version: string, install: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cache, name);
  const stamp = join(cache, 'stamps', name);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === version && existsSync(folder)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const from = Date.now();
  await install(folder);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, version);
  console.log(`installed ${name} (${version.slice(0, 80)}) in ${Math.round((Date.now() - from) / 1000)} s`);
  return folder;
}
