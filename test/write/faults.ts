/** A file system that fails, or dies, at its nth changing call. */
import * as nodeFs from 'node:fs';
import { realSystem, systemWith } from '../../src/write/system.js';
import type { FileSystem, System } from '../../src/write/system.js';

const CHANGING = ['writeFileSync', 'mkdirSync', 'renameSync', 'linkSync', 'copyFileSync', 'unlinkSync', 'rmdirSync', 'rmSync', 'chmodSync'] as const;

/** Thrown where a process would have been killed: nothing runs after it. */
export class Killed extends Error {}

export interface Faulty extends System {
  /** Changing calls so far. */
  calls(): number;
}

/** `fail`: the nth call throws ENOSPC once. `kill`: it and every later call die, a write leaving half its bytes. */
export function faultySystem(n: number, how: 'fail' | 'kill'): Faulty {
  let count = 0;
  let dead = false;
  const fs: Record<string, unknown> = { ...nodeFs };
  for (const name of CHANGING) {
    const real = nodeFs[name] as (...args: unknown[]) => unknown;
    fs[name] = (...args: unknown[]): unknown => {
      if (dead) throw new Killed();
      count += 1;
      if (count !== n) return real(...args);
      if (name === 'writeFileSync') {
        const bytes = Buffer.from(args[1] as Uint8Array);
        real(args[0], bytes.subarray(0, bytes.length / 2), args[2]);
      }
      if (how === 'kill') {
        dead = true;
        throw new Killed();
      }
      throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC' });
    };
  }
  // A process that is gone afterwards: no system counts that far.
  const processes = { ...realSystem.processes, own: () => ({ pid: 4_999_999, start: '1' }) };
  return { ...realSystem, fs: fs as FileSystem, processes, calls: () => count };
}

/** The real system, with `meddle` called once, just before the first rename of a path with this ending. */
export function meddledSystem(ending: string, meddle: () => void): System {
  let done = false;
  const renameSync: FileSystem['renameSync'] = (from, to) => {
    if (!done && String(from).endsWith(ending)) {
      done = true;
      meddle();
    }
    nodeFs.renameSync(from, to);
  };
  return { ...realSystem, fs: { ...nodeFs, renameSync } };
}

/** The real system, where a signal arrives in the middle of the nth changing call or program. */
export function signalledSystem(n: number): Faulty {
  const controller = new AbortController();
  const real = systemWith(controller.signal);
  let count = 0;
  const tick = (): void => {
    count += 1;
    if (count === n) controller.abort();
  };
  const fs: Record<string, unknown> = { ...nodeFs };
  for (const name of CHANGING) {
    const call = nodeFs[name] as (...args: unknown[]) => unknown;
    fs[name] = (...args: unknown[]): unknown => {
      tick();
      return call(...args);
    };
  }
  const run: System['run'] = (...args) => {
    const running = real.run(...args);
    tick();
    return running;
  };
  return { ...real, run, fs: fs as FileSystem, calls: () => count };
}
