/** Child processes: run to the end with a log, or keep serving until stopped. */
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order they arrived. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Seconds until the whole process group is killed; 600 unless told. */
  readonly timeout?: number;
  /** A file that receives the command, its output and its exit code. */
  readonly log?: string;
  readonly input?: string;
  /** What decides the outcome when it is printed: the command is interrupted there, with code 125. */
  readonly until?: RegExp;
}

/** Running process groups, so that an interrupted harness leaves nothing behind. */
const groups = new Set<number>();

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Ends every process this harness started. */
export function stopEverything(): void {
  for (const pid of groups) signalGroup(pid, 'SIGKILL');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    stopEverything();
    process.exit(130);
  });
}
process.on('exit', stopEverything);

function start(command: readonly string[], options: RunOptions): ChildProcess {
  const [file, ...args] = command;
  if (file === undefined) throw new Error('an empty command');
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: true,
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  if (child.pid !== undefined) groups.add(child.pid);
  if (options.input !== undefined) child.stdin?.end(options.input);
  if (options.log !== undefined) {
    mkdirSync(dirname(options.log), { recursive: true });
    writeFileSync(options.log, `$ ${command.join(' ')}\n`);
  }
  return child;
}

/** Runs a command to its end. A command that cannot be started or runs out of time has code 127 or 124. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = start(command, options);
  let stdout = '';
  let stderr = '';
  let output = '';
  let decided = false;
  const write = (chunk: string): void => {
    output += chunk;
    if (options.log !== undefined) appendFileSync(options.log, chunk);
    if (decided || options.until?.test(output) !== true || child.pid === undefined) return;
    decided = true;
    signalGroup(child.pid, 'SIGINT');
  };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => { stdout += chunk; write(chunk); });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => { stderr += chunk; write(chunk); });
  const code = await new Promise<number>((done) => {
    const timer = setTimeout(() => {
      write(`\n(no end after ${options.timeout ?? 600} s: killed)\n`);
      if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
      done(124);
    }, (options.timeout ?? 600) * 1000);
    child.on('error', (error) => { clearTimeout(timer); write(`${error.message}\n`); done(127); });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      done(decided ? 125 : (status ?? (signal === null ? 1 : 128)));
    });
  });
  if (child.pid !== undefined) groups.delete(child.pid);
  write(`\n(exit ${code})\n`);
  return { code, stdout, stderr, output };
}

/** A process that serves until it is stopped. */
export interface Serving {
  readonly pid: number;
  /** What matched the pattern that said it was ready. */
  readonly ready: RegExpMatchArray;
  /** Everything printed so far. */
  output(): string;
  /** Sends the signal to the process alone, waits, returns its exit code; kills the group after `seconds`. */
  stop(signal?: NodeJS.Signals, seconds?: number): Promise<number>;
}

/** Starts a server and waits until its output matches `pattern`. Throws with the output when it ends or is late. */
export async function serve(
  command: readonly string[],
  pattern: RegExp,
  options: RunOptions = {},
): Promise<Serving> {
  const child = start(command, options);
  let output = '';
  const ended = new Promise<number>((done) => {
    child.on('error', (error) => { output += error.message; done(127); });
    child.on('close', (status, signal) => done(status ?? (signal === 'SIGINT' ? 130 : 128)));
  });
  const pid = child.pid ?? 0;
  const take = (chunk: string): void => {
    output += chunk;
    if (options.log !== undefined) appendFileSync(options.log, chunk);
  };
  child.stdout?.setEncoding('utf8').on('data', take);
  child.stderr?.setEncoding('utf8').on('data', take);
  const deadline = Date.now() + (options.timeout ?? 120) * 1000;
  let over = false;
  void ended.then(() => { over = true; });
  for (;;) {
    const ready = output.match(pattern);
    if (ready !== null) {
      return { pid, ready, output: () => output, stop: (signal, seconds) => stop(pid, ended, signal, seconds) };
    }
    if (over || Date.now() > deadline) {
      signalGroup(pid, 'SIGKILL');
      throw new Error(`${command.join(' ')} never said ${pattern}:\n${output.slice(-3000)}`);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

async function stop(
  pid: number, ended: Promise<number>, signal: NodeJS.Signals = 'SIGINT', seconds = 20,
): Promise<number> {
  // A terminal's Ctrl-C reaches the whole foreground group; SIGTERM reaches the process alone.
  if (signal === 'SIGINT') signalGroup(pid, signal);
  else process.kill(pid, signal);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((done) => { timer = setTimeout(() => done(124), seconds * 1000); });
  const code = await Promise.race([ended, late]);
  clearTimeout(timer);
  signalGroup(pid, 'SIGKILL');
  groups.delete(pid);
  return code;
}
