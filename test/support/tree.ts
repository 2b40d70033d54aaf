/** Whole repositories in memory, for the tests of generators. */
import { drawTree, understand } from '../../src/pipeline.js';
import type { Project } from '../../src/project/model.js';
import { sourceTool } from './run.js';

const tool = sourceTool();
const decoder = new TextDecoder();

/** The Project of a spec; `documents` are the files that it refers to. */
export async function projectOf(text: string, documents: Readonly<Record<string, string>> = {}): Promise<Project> {
  const loader = { read: (path: string) => Promise.resolve(documents[path] ?? null) };
  return (await understand({ text, file: 'specwright.yaml', set: [], loader }, tool)).project;
}

/** Paths and texts of the repository, new or after `history`. */
export async function treeOf(project: Project, history: readonly string[] = []): Promise<ReadonlyMap<string, string>> {
  const tree = await drawTree(project, { previous: null, history: { paths: new Set(history), text: () => null } }, tool);
  return new Map([...tree].map(([path, { bytes }]) => [path, decoder.decode(bytes)]));
}
