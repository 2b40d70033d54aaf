/** Errors -> outcomes: which exit code, and what to say. */
import { EnvironmentError, InputError, Interrupted, problem } from '../problems.js';
import { asEnvironmentError, errorCode } from '../write/errors.js';
import { EXIT } from './outcome.js';
import type { Outcome } from './outcome.js';

/** Any thrown value as an outcome; a defect keeps its stack for the report. */
export function failure(thrown: unknown, version: string): Outcome {
  const error = asEnvironmentError(thrown, 'The system is in the way');
  if (error instanceof InputError) return { exit: EXIT.input, problems: error.problems };
  if (error instanceof Interrupted) return { exit: EXIT.interrupted, problems: [problem('cli/interrupted', error.message, null)] };
  if (error instanceof EnvironmentError) return { exit: EXIT.environment, problems: [problem('environment', error.message, null, error.help)] };
  return { exit: EXIT.defect, problems: [defect(error, version)] };
}

function defect(error: unknown, version: string): Outcome['problems'][number] {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && errorCode(error) === null ? (error.stack ?? '') : '';
  const where = stack.split('\n').slice(1, 6).map((line) => line.trim()).join('\n');
  const help = [
    'This is a defect in Specwright, not in your spec. Nothing was written.',
    `Please report it with the spec and these lines (specwright ${version}, node ${process.version}, ${process.platform}):`,
    ...(where === '' ? [] : where.split('\n')),
  ].join('\n');
  return problem('specwright/defect', message, null, help);
}
