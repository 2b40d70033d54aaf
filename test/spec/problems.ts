import { InputError } from '../../src/problems.js';
import type { Problem } from '../../src/problems.js';
import { readSpec } from '../../src/spec/index.js';

/** Every error of a spec, one line each; none when it is legal. */
export function problemsOf(text: string, set: readonly string[] = []): string[] {
  return errorsOf(text, set).map((each) => `${each.file === 'specwright.yaml' ? '' : `${each.file}:`}${each.line}:${each.column} ${each.code} ${each.message}${each.help === null ? '' : ` | ${each.help}`}`);
}

/** Every error of a spec. */
export function errorsOf(text: string, set: readonly string[] = []): readonly Problem[] {
  try {
    readSpec(text, 'specwright.yaml', { set });
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.filter((each) => each.severity === 'error');
  }
}
