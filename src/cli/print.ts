/** Outcome -> streams. The only printer. */
import { resolve } from 'node:path';
import { fileReports, formatChanges } from '../report/files.js';
import { formatProblems } from '../report/problems.js';
import { createStyle } from '../report/style.js';
import type { Host } from './host.js';
import { EXIT } from './outcome.js';
import type { Outcome } from './outcome.js';

/** How to print: from the flags, which may be known even when the rest of the arguments is wrong. */
export interface Printing {
  readonly command: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly colour: boolean;
  /** Folder that problem paths are relative to, when it is not the current one. */
  readonly folder: string | null;
}

/** Prints an outcome once: one JSON document on standard output, or words. */
export function print(outcome: Outcome, printing: Printing, host: Host): void {
  if (printing.json) {
    host.out(`${JSON.stringify(document(outcome, printing.command, host.version))}\n`);
  } else if (outcome.result !== undefined) {
    host.out(outcome.result);
  }
  const style = createStyle(printing.colour);
  const shown = printing.quiet ? outcome.problems.filter((p) => p.severity === 'error') : outcome.problems;
  if (shown.length > 0) host.err(formatProblems(shown, sourceText(host, printing.folder), style));
  if (printing.quiet) return;
  if (outcome.changes !== undefined) host.err(formatChanges(outcome.changes, style, outcome.listChanges === true));
  if (outcome.words !== undefined) host.err(outcome.words);
}

/** The JSON document of the contract. */
function document(outcome: Outcome, command: string, version: string): object {
  return {
    command,
    version,
    ok: outcome.exit === EXIT.done,
    problems: outcome.problems,
    ...(outcome.changes === undefined ? {} : { files: fileReports(outcome.changes) }),
    ...outcome.extra,
  };
}

function sourceText(host: Host, folder: string | null): (file: string) => string | null {
  const places = [host.cwd, ...(folder === null ? [] : [folder])];
  return (file) => {
    for (const place of places) {
      try {
        return host.system.fs.readFileSync(resolve(host.cwd, place, file), 'utf8');
      } catch {
        continue;
      }
    }
    return null;
  };
}
