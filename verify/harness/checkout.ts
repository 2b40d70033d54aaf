/** Where things are: the checkout, the cache of tools outside it, and the folder of one run. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Specwright's checkout. */
export const checkout = process.env.SPECWRIGHT_CHECKOUT ?? process.cwd();

/** The program as users start it. */
export const program = join(checkout, 'dist/specwright.js');

/** Pinned tools live here, outside every checkout, and are shared by all of them. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'specwright');

/** True where a missing tool is a failure instead of a skip. */
export const inCi = process.env.CI === 'true';

/** A fresh folder for one run. It keeps the logs; the caller removes what is big. */
export function workFolder(purpose: string): string {
  const parent = process.env.SPECWRIGHT_WORK ?? join(tmpdir(), 'specwright-verify');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, `${purpose}-`));
}
