/** The executable: streams and signals in, exit code out. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type * as App from './app.js';
import { loadBundle } from './code-cache.js';
import type { Host } from './host.js';

declare const SPECWRIGHT_VERSION: string;

const home = new URL('./', import.meta.url);
const undos = new Set<() => void>();

/** A reader that went away (`| head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    for (const undo of undos) undo();
    process.exit(130);
  });
}

const out = (text: string): void => void process.stdout.write(text);

const hostOf = (app: typeof App): Host => ({
  system: app.realSystem,
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
  err: (text) => void process.stderr.write(text),
  onInterrupt(undo) {
    undos.add(undo);
    return () => undos.delete(undo);
  },
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

/** Resolves once everything written to a stream so far has left, or cannot. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> => new Promise((resolve) => stream.write('', () => resolve()));

/** Ends at once: emptying a heap of which nothing is needed any more would take longer than `--help` does. */
async function leave(code: number): Promise<void> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(process.exitCode ?? code);
}

async function start(argv: readonly string[]): Promise<number> {
  const help = keptHelp(argv);
  if (help === null) return await run(argv);
  out(help);
  return 0;
}

void start(process.argv.slice(2)).then(leave);
