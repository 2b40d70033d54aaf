/**
 * Plop's door to the same generators: plop asks and lists, our functions plan, render and write. Plop's own renderer
 * never runs: it escapes HTML, blanks unknown names and writes wherever a path leads.
 */
import { resolve } from 'node:path';
import type { NodePlopAPI } from 'node-plop';
import { generators } from '../generators/index.js';
import { packedTool } from './cli/tool.js';
import { regenerate } from './pipeline/generate.js';
import type { Tool } from './pipeline.js';
import { InputError } from './problems.js';
import { realSystem } from './write/system.js';
import type { System } from './write/system.js';

declare const SPECWRIGHT_VERSION: string;

/** Registers every generator with plop. */
export default function plopfile(plop: NodePlopAPI): void {
  registerGenerators(plop, () => packedTool(new URL('./', import.meta.url), SPECWRIGHT_VERSION), realSystem);
}

/** The same with a tool and a system of the caller's. */
export function registerGenerators(plop: NodePlopAPI, tool: () => Tool, system: System): void {
  plop.setWelcomeMessage('Which part of a repository is to be rendered from its specwright.yaml?');
  plop.setActionType('specwright', async (answers, config) => {
    const { generator } = (config as unknown as { data: { generator: string | null } }).data;
    return await renderPart(resolve(String(answers['dir'])), generator, tool(), system);
  });
  const names = [...generators, ...tool().manifests].map(({ name, description }) => ({ name, description }));
  for (const { name, description } of [{ name: 'all', description: 'the whole repository' }, ...names.sort((a, b) => (a.name < b.name ? -1 : 1))]) {
    plop.setGenerator(name, {
      description,
      prompts: [{ type: 'input', name: 'dir', message: 'Folder of the repository', default: '.' }],
      actions: [{ type: 'specwright', data: { generator: name === 'all' ? null : name } }],
    });
  }
}

/** Renders one generator's files, or all; answers with what plop prints. @throws Error with every problem in words. */
async function renderPart(root: string, only: string | null, tool: Tool, system: System): Promise<string> {
  try {
    const { changes } = await regenerate(root, tool, system, only);
    const touched = changes.filter((change) => change.after !== null || change.action === 'delete' || change.action === 'conflict');
    return touched.length === 0 ? 'nothing to do' : touched.map((change) => `${change.action} ${change.path}`).join('\n');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const words = error.problems.map((p) => `${[p.file, p.line, p.column].filter((x) => x !== null).join(':')} ${p.message}`);
    throw new Error(words.join('\n'), { cause: error });
  }
}
