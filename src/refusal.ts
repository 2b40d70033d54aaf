/** Refusing what only planning can see is wrong: with the place that is to blame. */
import { InputError, problem } from './problems.js';
import type { Position } from './problems.js';
import type { Project } from './project/model.js';
import { readSpec } from './spec/read.js';

/** @throws InputError always: one problem at the place that `path` names in the project's spec. */
export function refuse(project: Project, path: readonly (string | number)[], code: string, message: string, help: string): never {
  const at = readSpec(project.specText, 'specwright.yaml', { set: [] }).at(path);
  throw new InputError([problem(code, message, at, help)]);
}

/** The same at a place in a file of the repository. @throws InputError always. */
export function refuseAt(at: Position, code: string, message: string, help: string): never {
  throw new InputError([problem(code, message, at, help)]);
}
