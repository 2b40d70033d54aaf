/** The outside world, passed in: files, processes, time. Tests hand over one that fails where they want. */
import type { ChildProcess } from 'node:child_process';
import * as nodeFs from 'node:fs';
import { Interrupted } from '../problems.js';
import { processesOf } from './processes.js';
import type { Processes } from './processes.js';

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
  /** Runs a program to its end, never through a shell. @throws Interrupted, with the program ended, unless it had done its work. */
  run(command: string, args: readonly string[], cwd: string, input?: Uint8Array): Promise<RunResult>;
  readonly processes: Processes;
  /** Milliseconds, for progress only: no output depends on it. */
  now(): number;
  /** Aborted once a signal has said that the run is to end. */
  readonly interruption: AbortSignal;
}

/**
 * A place where a run may end. Everything here is synchronous, and signals are heard only when the event loop turns:
 * so it turns at each of these places, and nowhere else does a signal change what happens. @throws Interrupted.
 */
export async function safePoint({ interruption }: Pick<System, 'interruption'>): Promise<void> {
  await new Promise(setImmediate);
  if (interruption.aborted) throw new Interrupted();
}

/** The real one. `interruption` is aborted by whoever hears the signals. */
export function systemWith(interruption: AbortSignal): System {
  return {
    fs: nodeFs,
    async run(command, args, cwd, input) {
      if (interruption.aborted) throw new Interrupted();
      const result = await runToEnd(command, args, cwd, interruption, input);
      if (interruption.aborted && result.status !== 0) throw new Interrupted();
      return result;
    },
    processes: processesOf(nodeFs),
    now: () => performance.now(),
    interruption,
  };
}

/** The real one, which nothing interrupts. */
export const realSystem: System = systemWith(new AbortController().signal);

/** A program in a process group of its own: the signals of the terminal reach it through us alone, with its children. */
const OWN_GROUP = process.platform !== 'win32';
const PATIENCE = 2000;

async function runToEnd(command: string, args: readonly string[], cwd: string, interruption: AbortSignal, input: Uint8Array | undefined): Promise<RunResult> {
  // Most runs start no program, and the module takes a thirtieth of such a run to load.
  const { spawn } = await import('node:child_process');
  return await new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], detached: OWN_GROUP });
    let stdout = '';
    let stderr = '';
    // A program that ends early does not read on.
    child.stdin?.on('error', () => undefined).end(input);
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const stop = (): void => {
      end(child, 'SIGTERM');
      setTimeout(() => end(child, 'SIGKILL'), PATIENCE).unref();
    };
    interruption.addEventListener('abort', stop, { once: true });
    const settle = (status: number | null): void => {
      interruption.removeEventListener('abort', stop);
      resolve({ status, stdout, stderr });
    };
    child.on('error', () => settle(null));
    child.on('close', (code) => settle(code ?? 128));
  });
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (OWN_GROUP && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended already.
  }
}
