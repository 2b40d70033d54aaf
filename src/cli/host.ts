/** What a command may use of the outside: streams, the system, this copy of Specwright. */
import type { Tool } from '../pipeline.js';
import type { System } from '../write/system.js';

/** The surroundings of one run. Tests pass their own. */
export interface Host {
  readonly system: System;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** True when a person sits in front of it. */
  readonly interactive: boolean;
  /** True when standard output may be coloured; NO_COLOR and --no-color come on top. */
  readonly colour: boolean;
  /** True when standard error is a terminal: progress goes there. */
  readonly progress: boolean;
  /** Digest of the build; null from source. Cheap. */
  build(): string | null;
  /** Everything this copy brings along. Loads more. */
  tool(): Promise<Tool>;
  out(text: string): void;
  err(text: string): void;
}

/** The flags every command has. */
export interface CommonOptions {
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
}
