/** Processes of this machine, named so that a number which is used again is not mistaken for the process before. */
import type { spawnSync as SpawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { errorCode } from './errors.js';
import type { FileSystem } from './system.js';

/** A process for good: its number, and when it was started as the system counts; `0` where that cannot be known. */
export interface ProcessId {
  readonly pid: number;
  readonly start: string;
}

/** What a run may ask about processes. */
export interface Processes {
  own(): ProcessId;
  isAlive(process: ProcessId): boolean;
}

const UNKNOWN = '0';

export function processesOf(fs: FileSystem): Processes {
  return {
    own: () => ({ pid: process.pid, start: startOf(process.pid, fs) ?? UNKNOWN }),
    isAlive({ pid, start }) {
      if (!exists(pid)) return false;
      const now = startOf(pid, fs);
      return now !== null && (now === start || now === UNKNOWN || start === UNKNOWN);
    },
  };
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one all the same.
    return errorCode(error) === 'EPERM';
  }
}

/** Null for a process that has ended and is only remembered. */
function startOf(pid: number, fs: FileSystem): string | null {
  if (process.platform === 'linux') return startOnLinux(pid, fs);
  if (process.platform === 'win32') return UNKNOWN;
  // Loaded where it is needed alone: elsewhere the kernel's files say the same.
  const { spawnSync } = createRequire(import.meta.url)('node:child_process') as { spawnSync: typeof SpawnSync };
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const [, state = '', time = ''] = /^\s*(\S+)\s+(.*\S)\s*$/.exec(stdout ?? '') ?? [];
  if (state.startsWith('Z')) return null;
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? UNKNOWN : String(milliseconds);
}

/** `/proc/PID/stat`: after the name, which may hold anything, the state comes third and the start twenty-second. */
function startOnLinux(pid: number, fs: FileSystem): string | null {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state = '', ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return ['Z', 'X'].includes(state) ? null : (rest[18] ?? UNKNOWN);
  } catch {
    return UNKNOWN;
  }
}
