/** A host that keeps what is printed, over a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from '../../src/kit.js';
import type { Generator } from '../../src/kit.js';
import { main } from '../../src/cli/program.js';
import type { Host } from '../../src/cli/host.js';
import type { Tool } from '../../src/pipeline.js';
import { realSystem } from '../../src/write/system.js';
import type { System } from '../../src/write/system.js';
import { sourceTool } from '../support/run.js';

/** A generator with a file of every ownership; `release` is what the blueprint's next version changes. */
export function demoGenerator(release = 1): Generator {
  return {
    name: 'specs', description: 'demo',
    plan: ({ project, history }) => [
      ...project.documents.map((d) => text(d.path, d.text, { ownership: d.ownership })),
      text('README.md', `# ${project.title}\n\nRelease ${release}.\n`, { rules: ['DOC-04'] }),
      text('run.sh', '#!/bin/sh\n', { ownership: 'derived', executable: true }),
      text('app/handlers.py', `RELEASE = ${release}\n`, { ownership: 'seeded' }),
      ...(history.paths.has('docs/adr/0001.md') ? [] : [text('docs/adr/0001.md', 'First.\n', { ownership: 'history' })]),
      ...(release === 1 ? [text('old.txt', 'old\n')] : [text('bin.dat', 'a\u0000b', { ownership: 'derived' })]),
    ],
  };
}

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface Bench {
  readonly folder: string;
  path(name: string): string;
  run(...argv: string[]): Promise<Ran>;
  with(changes: { tool?: Partial<Tool>; system?: System; env?: Record<string, string>; build?: string }): Bench;
  remove(): void;
}

/** A folder to work in and a way to run the command line there. */
export function bench(changes: { tool?: Partial<Tool>; system?: System; env?: Record<string, string>; build?: string } = {}, folder = mkdtempSync(join(tmpdir(), 'cli-'))): Bench {
  const build = changes.build ?? 'build-1';
  return {
    folder,
    path: (name) => join(folder, name),
    async run(...argv) {
      let out = '';
      let err = '';
      const host: Host = {
        system: changes.system ?? realSystem, cwd: folder, env: changes.env ?? {}, version: '0.0.0-test',
        interactive: false, colour: false, progress: false,
        build: () => build,
        tool: () => Promise.resolve(sourceTool({ build, generators: [demoGenerator()], manifests: [], ...changes.tool })),
        out: (text) => void (out += text), err: (text) => void (err += text),
      };
      const exit = await main(argv, host);
      return { exit, out, err };
    },
    with: (more) => bench({ ...changes, ...more }, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
