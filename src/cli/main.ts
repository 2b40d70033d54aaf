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
    if (name === OUTPUT) writeSync(process.stderr.fd, `error: ${reason instanceof Error ? reason.message : name} [environment]\n`);
  } finally {
    process.exit(EXIT.environment);
  }
}

type Stream = NodeJS.WriteStream & { readonly fd: number };

/** The streams that something was printed to. Making one takes time, and `--quiet` needs none. */
const used: Stream[] = [];

/** Prints to a stream. Into files by hand: Node's streams lose without a word what a full disk has no room for. */
function printer(stream: Stream, name: string): (text: string) => void {
  used.push(stream);
  stream.on('error', (error) => unprintable(error, name));
  const stat = fstatSync(stream.fd);
  if (!stat.isFile() && !(stat.isCharacterDevice() && !stream.isTTY)) return (text) => void stream.write(text);
  return (text) => {
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(stream.fd, bytes, at);
    } catch (error) {
      unprintable(error, name);
    }
  };
}

const OUTPUT = 'standard output';
let toOut: ((text: string) => void) | undefined;
let toErr: typeof toOut;
const out = (text: string): void => (toOut ??= printer(process.stdout, OUTPUT))(text);
const err = (text: string): void => (toErr ??= printer(process.stderr, 'standard error'))(text);

/** Heard at the safe points of a run, which ends there on its own. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const hostOf = (app: typeof App): Host => ({
  system: app.systemWith(interruption.signal),
  cwd: process.cwd(),
  env: process.env,
  version: SPECWRIGHT_VERSION,
  // Asked for when they are needed: each makes a stream.
  get interactive() { return process.stdin.isTTY && process.stdout.isTTY; },
  get colour() { return process.stderr.isTTY; },
  get progress() { return process.stderr.isTTY; },
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
