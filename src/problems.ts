/**
 * What is wrong with an input, as a value. Every stage collects problems and goes on as far as it can;
 * only `cli` prints them, all at once.
 */

/** `error` stops the run before anything is written; `warning` never changes an exit code. */
export type Severity = 'error' | 'warning';

/** A place in a text a person wrote. Lines and columns count from 1; columns count code points. */
export interface Position {
  /** Relative to the target directory, or as the user gave it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, with everything a person needs to mend it. */
export interface Problem {
  /** Stable, kebab-case, `area/what`: `spec/unknown-key`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** What was expected, the nearest valid name, or what to do next. */
  readonly help: string | null;
}

/** Builds a problem; `at` is where, or null when no text is to blame. */
export function problem(
  code: string,
  message: string,
  at: Position | null,
  help: string | null = null,
  severity: Severity = 'error',
): Problem {
  return { code, severity, message, file: at?.file ?? null, line: at?.line ?? null, column: at?.column ?? null, help };
}

/** A refusal: the input is wrong (exit code 2). Carries every problem found so far. */
export class InputError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((p) => p.message).join('\n'));
    this.name = 'InputError';
  }
}

/** The person at the keyboard, or the system, wants the run to end (exit code 130). The message says what is done. */
export class Interrupted extends Error {
  constructor(message = 'Interrupted; nothing is half-written') {
    super(message);
    this.name = 'Interrupted';
  }
}

/** The environment is in the way: disk, permissions, a missing tool (exit code 4). */
export class EnvironmentError extends Error {
  constructor(
    message: string,
    readonly help: string | null = null,
  ) {
    super(message);
    this.name = 'EnvironmentError';
  }
}
