/** The executable: streams and signals in, exit code out. */
import { readFileSync } from 'node:fs';
import { realSystem } from '../write/system.js';
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

const host: Host = {
  system: realSystem,
  cwd: process.cwd(),
  env: process.env,
  version: SPECWRIGHT_VERSION,
  interactive: process.stdin.isTTY && process.stdout.isTTY,
  colour: process.stderr.isTTY,
  progress: process.stderr.isTTY,
  build: () => readFileSync(new URL('build-id', home), 'utf8').trim(),
  tool: async () => (await import('./tool.js')).packedTool(home, SPECWRIGHT_VERSION),
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  onInterrupt(undo) {
    undos.add(undo);
    return () => undos.delete(undo);
  },
};

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

const help = keptHelp(process.argv.slice(2));
if (help !== null) host.out(help);
else process.exitCode = await (await import('./program.js')).main(process.argv.slice(2), host);
