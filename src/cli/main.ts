/** The executable: streams and signals in, exit code out. */
import { fstatSync, readFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asEnvironmentError, errorCode } from '../write/errors.js';
import type * as App from './app.js';
import { loadBundle } from './code-cache.js';
import type { Host } from './host.js';
import { EXIT } from './outcome.js';

declare const SPECWRIGHT_VERSION: string;

const home = new URL('./', import.meta.url);
const interruption = new AbortController();

/** What cannot be printed ends the run, with a line where it can be; a reader that went away (`| head`) is no error. */
function unprintable(error: unknown, name: string): never {
  if (errorCode(error) === 'EPIPE') process.exit(process.exitCode ?? EXIT.done);
  const reason = asEnvironmentError(error, `The ${name} could not be written`);
  try {
    if (name === OUTPUT) writeSync(2, `error: ${reason instanceof Error ? reason.message : name} [environment]\n`);
  } finally {
    process.exit(EXIT.environment);
  }
}

type Stream = NodeJS.WriteStream;

/** The streams that something was printed to. Node takes as long to make one as to write fifty files. */
const used: Stream[] = [];

/** Is it a terminal? Only what may be one is asked: asking makes the stream. */
function isTerminal(fd: number, stream: () => { readonly isTTY?: boolean }): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && stream().isTTY === true;
  } catch {
    return false;
  }
}

/**
 * Prints to what the process was given. Into files and pipes by hand: Node's streams lose without a word what a full
 * disk has no room for. Terminals, and a pipe that would make us wait, go through the stream.
 */
function printer(fd: number, open: () => Stream, name: string): (text: string) => void {
  let stream: Stream | undefined;
  const throughStream = (content: string | Uint8Array): void => {
    if (stream === undefined) {
      stream = open();
      stream.on('error', (error) => unprintable(error, name));
      used.push(stream);
    }
    stream.write(content);
  };
  if (isTerminal(fd, open)) return throughStream;
  return (text) => {
    const bytes = Buffer.from(text);
    let at = 0;
    try {
      while (stream === undefined && at < bytes.length) at += writeSync(fd, bytes, at);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') unprintable(error, name);
    }
    if (at < bytes.length) throughStream(bytes.subarray(at));
  };
}

const OUTPUT = 'standard output';
let toOut: ((text: string) => void) | undefined;
let toErr: typeof toOut;
const out = (text: string): void => (toOut ??= printer(1, () => process.stdout, OUTPUT))(text);
const err = (text: string): void => (toErr ??= printer(2, () => process.stderr, 'standard error'))(text);

/** Heard at the safe points of a run, which ends there on its own. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const hostOf = (app: typeof App): Host => ({
  system: app.systemWith(interruption.signal),
  cwd: process.cwd(),
  env: process.env,
  version: SPECWRIGHT_VERSION,
  // Asked for when they are needed: each makes a stream.
  get interactive() { return isTerminal(0, () => process.stdin) && isTerminal(1, () => process.stdout); },
  get colour() { return isTerminal(2, () => process.stderr); },
  get progress() { return isTerminal(2, () => process.stderr); },
  build: () => readFileSync(new URL('build-id', home), 'utf8').trim(),
  tool: () => Promise.resolve(app.packedTool(home, SPECWRIGHT_VERSION)),
  out,
  err,
});

/** The help as the build kept it; null when the arguments ask for more than that, or the build is not finished. */
function keptHelp(argv: readonly string[]): string | null {
  const [first = '--help'] = argv;
  if (argv.length > 1 || !['--help', '-h'].includes(first)) return null;
  try {
    return readFileSync(new URL('help.txt', home), 'utf8');
  } catch {
    return null;
  }
}

/** Loads the rest and runs one command line. */
async function run(argv: readonly string[]): Promise<number> {
  const app = loadBundle<typeof App>(fileURLToPath(new URL('app.cjs', home))).exports;
  return await app.main(argv, hostOf(app));
}

/** Ends at once when everything is printed: Node's own way out takes its time, and does not hear signals any more. */
async function end(code: number): Promise<void> {
  process.exitCode = code;
  for (const stream of used) {
    if (stream.writableLength > 0) await new Promise((done) => stream.write('', done));
  }
  process.exit();
}

async function start(argv: readonly string[]): Promise<number> {
  const help = keptHelp(argv);
  if (help === null) return await run(argv);
  out(help);
  return EXIT.done;
}

void start(process.argv.slice(2)).then(end);
