/** The outside world, passed in: files, processes, time. Tests hand over one that fails where they want. */
import type { spawnSync as SpawnSync } from 'node:child_process';
import * as nodeFs from 'node:fs';
import { createRequire } from 'node:module';

/** The calls on files that Specwright makes, all synchronous: for many small files nothing is faster. */
export type FileSystem = Pick<
  typeof nodeFs,
  | 'readFileSync' | 'writeFileSync' | 'mkdirSync' | 'renameSync' | 'linkSync' | 'copyFileSync' | 'unlinkSync' | 'rmdirSync' | 'rmSync'
  | 'lstatSync' | 'readdirSync' | 'realpathSync' | 'existsSync' | 'chmodSync'
>;

/** What a child process came to; `status` is null when it could not be started. */
export interface RunResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything a stage may ask of the outside. */
export interface System {
  readonly fs: FileSystem;
  /** Runs a program to its end; never through a shell. */
  run(command: string, args: readonly string[], cwd: string): RunResult;
  /** Milliseconds, for progress only: no output depends on it. */
  now(): number;
}

/** The real one. */
export const realSystem: System = {
  fs: nodeFs,
  run(command, args, cwd) {
    // Most runs start no program, and the module takes a thirtieth of such a run to load.
    const { spawnSync } = createRequire(import.meta.url)('node:child_process') as { spawnSync: typeof SpawnSync };
    const child = spawnSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
    return { status: child.error === undefined ? child.status : null, stdout: child.stdout ?? '', stderr: child.stderr ?? '' };
  },
  now: () => performance.now(),
};
