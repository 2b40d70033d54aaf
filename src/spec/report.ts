/** Where the problems of one reading go: offsets become positions here and nowhere else. */
import { problem } from '../problems.js';
import type { Position, Problem, Severity } from '../problems.js';
import { nearest } from './names.js';

/** A stretch of the text that came from a `--set` argument. */
export interface Inserted {
  readonly start: number;
  readonly end: number;
  /** The whole argument, `a.b=VALUE`. */
  readonly argument: string;
  /** Where in the argument the stretch starts; null when the text was rewritten on its way in. */
  readonly offset: number | null;
}

/** Suggestions are for slips; a spec with more of them than this is something else. */
const MOST_COMPARISONS = 50_000;

export class Report {
  readonly problems: Problem[] = [];
  private readonly lines: number[] = [0];
  private errors = 0;
  private comparisons = MOST_COMPARISONS;

  constructor(
    private readonly file: string,
    private readonly text: string,
    private readonly inserted: readonly Inserted[] = [],
  ) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.lines.push(at + 1);
  }

  get failed(): boolean {
    return this.errors > 0 || this.problems.some((each) => each.severity === 'error');
  }

  /** The nearest of the candidates; none any more once a spec has had thousands of names looked up. */
  nearest(written: string, ...candidates: readonly Iterable<string>[]): string | null {
    if (this.comparisons <= 0) return null;
    const all = candidates.flatMap((each) => [...each]);
    this.comparisons -= all.length;
    return nearest(written, all);
  }

  error(code: string, at: number, message: string, help: string | null): void {
    this.add('error', code, at, message, help);
  }

  warning(code: string, at: number, message: string, help: string | null): void {
    this.add('warning', code, at, message, help);
  }

  private add(severity: Severity, code: string, at: number, message: string, help: string | null): void {
    if (severity === 'error') this.errors += 1;
    this.problems.push(problem(code, message, this.position(at), help, severity));
  }

  /** The `--set` argument a character came from. */
  argumentAt(offset: number): Inserted | null {
    return this.inserted.find((each) => offset >= each.start && offset < Math.max(each.end, each.start + 1)) ?? null;
  }

  /** Line and column (code points) of an offset; the argument itself when the text came from `--set`. */
  position(offset: number): Position {
    const from = this.argumentAt(offset);
    if (from !== null) {
      const within = from.offset === null ? from.argument.indexOf('=') + 1 : from.offset + offset - from.start;
      return { file: `--set ${from.argument}`, line: 1, column: Array.from(from.argument.slice(0, within)).length + 1 };
    }
    const at = Math.min(offset, this.text.length);
    const line = this.lineOf(at);
    const before = this.text.slice(this.lines[line] ?? 0, at).replace(/^\uFEFF/, '');
    return { file: this.file, line: line + 1, column: Array.from(before).length + 1 };
  }

  private lineOf(offset: number): number {
    let low = 0;
    let high = this.lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.lines[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Everything found, by position; a problem said twice about one place is said once. */
  sorted(): Problem[] {
    const seen = new Set<string>();
    return this.problems
      .filter((each) => {
        const key = JSON.stringify([each.file, each.line, each.column, each.code, each.message]);
        return !seen.has(key) && seen.add(key);
      })
      .sort((a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || compare(a.code, b.code));
  }
}

function compare(a: string | null, b: string | null): number {
  const [left, right] = [a ?? '', b ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
