/** What a command came to, before anybody prints it. */
import type { Change } from '../merge/model.js';
import type { Problem } from '../problems.js';

/** The exit codes of the contract. */
export const EXIT = { done: 0, report: 1, input: 2, defect: 3, environment: 4, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Printed by `cli` alone. */
export interface Outcome {
  readonly exit: ExitCode;
  readonly problems: readonly Problem[];
  /** For commands that plan files. */
  readonly changes?: readonly Change[];
  /** More keys of the JSON document. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** What the command is asked for: standard output, or nothing under --json. */
  readonly result?: string;
  /** For people, on standard error. */
  readonly words?: string;
  /** Lists every change, not only what needs a word. */
  readonly listChanges?: boolean;
}

/** An outcome that is done, with what to say. */
export function done(outcome: Omit<Outcome, 'exit' | 'problems'> & { readonly problems?: readonly Problem[] } = {}): Outcome {
  return { exit: EXIT.done, problems: [], ...outcome };
}
