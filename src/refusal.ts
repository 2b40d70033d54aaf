/** Refusing what only planning can see is wrong: with the place in the spec that is to blame. */
import { InputError, problem } from './problems.js';
import type { Project } from './project/model.js';
import { readSpec } from './spec/read.js';

/** @throws InputError always: one problem at the place that `path` names in the project's spec. */
export function refuse(project: Project, path: readonly (string | number)[], code: string, message: string, help: string): never {
  const at = readSpec(project.specText, 'specwright.yaml', { set: [] }).at(path);
  throw new InputError([problem(code, message, at, help)]);
}
