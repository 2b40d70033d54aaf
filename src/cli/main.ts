/** The executable: streams and signals in, exit code out. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type * as App from './app.js';
import { loadBundle } from './code-cache.js';
import type { Host } from './host.js';

declare const SPECWRIGHT_VERSION: string;

const home = new URL('./', import.meta.url);
const interruption = new AbortController();

/** A reader that went away (`| head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

/** Heard at the safe points of a run, which ends there on its own. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());

const out = (text: string): void => void process.stdout.write(text);

const hostOf = (app: typeof App): Host => ({
  system: app.systemWith(interruption.signal),
  cwd: process.cwd(),
  env: process.env,
  version: SPECWRIGHT_VERSION,
  interactive: process.stdin.isTTY && process.stdout.isTTY,
  colour: process.stderr.isTTY,
  progress: process.stderr.isTTY,
  build: () => readFileSync(new URL('build-id', home), 'utf8').trim(),
  tool: () => Promise.resolve(app.packedTool(home, SPECWRIGHT_VERSION)),
  out,
  err: (text) => void process.stderr.write(text),
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

const argv = process.argv.slice(2);
const help = keptHelp(argv);
if (help !== null) out(help);
else process.exitCode = await run(argv);
