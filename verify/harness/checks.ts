/** One check, one printed line: what, with which tool and version, how much it inspected, how long it took. */
import { inCi } from './checkout.js';

/** What a check found. A check that inspected nothing is red: some tools exit 0 then. */
export interface Inspected {
  readonly count: number;
  /** What was counted: `files`, `tests`, `requests`. */
  readonly unit: string;
  /** Everything that is wrong; none is a pass. */
  readonly problems: readonly string[];
  /** A few words for the line: `coverage 96.2 %`. */
  readonly note?: string;
}

/** Thrown by a check whose tool is not here: skipped by name, a failure under CI=true. */
export class MissingTool extends Error {
  constructor(readonly tool: string, readonly why: string) {
    super(`${tool}: ${why}`);
    this.name = 'MissingTool';
  }
}

export interface Line {
  readonly subject: string;
  readonly check: string;
  readonly tool: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly count: number;
  readonly unit: string;
  readonly seconds: number;
  readonly note: string;
}

const words = { passed: 'ok     ', failed: 'FAILED ', skipped: 'skipped' };

/** Collects lines and prints each as it comes. */
export class Ledger {
  readonly lines: Line[] = [];

  count(state: Line['state']): number {
    return this.lines.filter((line) => line.state === state).length;
  }

  /** Runs one check; never throws. Returns whether it passed. */
  async check(subject: string, check: string, tool: string, inspect: () => Promise<Inspected>): Promise<boolean> {
    const from = Date.now();
    const seconds = (): number => Math.round((Date.now() - from) / 100) / 10;
    const line = { subject, check, tool, count: 0, unit: 'things', note: '' };
    try {
      const { count, unit, problems, note = '' } = await inspect();
      const all = count > 0 ? problems : [...problems, 'inspected nothing'];
      const state = all.length === 0 ? 'passed' : 'failed';
      this.add({ ...line, state, count, unit, note, seconds: seconds() }, all);
      return state === 'passed';
    } catch (error) {
      if (error instanceof MissingTool) {
        this.add({ ...line, state: inCi ? 'failed' : 'skipped', note: error.message, seconds: seconds() }, []);
        return false;
      }
      const text = error instanceof Error ? error.message : String(error);
      this.add({ ...line, state: 'failed', seconds: seconds() }, [text]);
      return false;
    }
  }

  private add(line: Line, problems: readonly string[]): void {
    this.lines.push(line);
    const counted = line.state === 'skipped' ? '' : `${line.count} ${line.unit}`;
    const parts = [line.tool, counted, line.note, `${line.seconds.toFixed(1)} s`].filter((part) => part !== '');
    console.log(`${words[line.state]} ${line.subject} · ${line.check} · ${parts.join(' · ')}`);
    for (const text of problems.slice(0, 12)) console.log(indent(text));
    if (problems.length > 12) console.log(indent(`… and ${problems.length - 12} more`));
  }

  /** The closing line that every caller ends with, alone on its line. */
  close(): number {
    const [passed, failed, skipped] = [this.count('passed'), this.count('failed'), this.count('skipped')];
    for (const line of this.lines.filter(({ state }) => state === 'failed')) {
      console.log(`FAILED  ${line.subject} · ${line.check}`);
    }
    for (const line of this.lines.filter(({ state }) => state === 'skipped')) {
      console.log(`skipped ${line.subject} · ${line.check} · ${line.note}`);
    }
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed > 0 || passed === 0 ? 1 : 0;
  }
}

function indent(text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.length > 40 ? [`… ${lines.length - 40} lines before`, ...lines.slice(-40)] : lines;
  return shown.map((line) => `        ${line.slice(0, 400)}`).join('\n');
}

/** Problems of a finished command: its last lines when it did not exit as expected. */
export function exitProblems(
  finished: { readonly code: number; readonly output: string }, expected = 0, tail = 40,
): string[] {
  if (finished.code === expected) return [];
  const lines = finished.output.trimEnd().split('\n').slice(-tail);
  return [`exit ${finished.code}, expected ${expected}\n${lines.join('\n')}`];
}
