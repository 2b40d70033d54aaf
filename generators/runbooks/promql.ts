/**
 * Whether a text is an expression of PromQL that an alert can have: its grammar, and the kinds of values that
 * operators and functions take. What Prometheus alone can know (which metrics there are) is not asked.
 */

type Kind = 'number' | 'text' | 'series' | 'range';

const SERIES_FUNCTIONS = 'abs absent ceil exp floor ln log10 log2 round scalar sgn sort sort_desc sqrt timestamp acos acosh asin asinh atan atanh cos cosh sin sinh tan tanh deg rad clamp clamp_max clamp_min histogram_quantile histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar histogram_fraction label_join label_replace sort_by_label sort_by_label_desc';
const RANGE_FUNCTIONS = 'absent_over_time avg_over_time changes count_over_time delta deriv double_exponential_smoothing holt_winters idelta increase irate last_over_time mad_over_time max_over_time min_over_time predict_linear present_over_time quantile_over_time rate resets stddev_over_time stdvar_over_time sum_over_time';
const FREE_FUNCTIONS = 'time vector pi day_of_month day_of_week day_of_year days_in_month hour minute month year';
const AGGREGATIONS = new Set('sum min max avg group stddev stdvar count count_values bottomk topk quantile limitk limit_ratio'.split(' '));
/** Aggregations whose first argument is a number or a text. */
const WITH_PARAMETER = new Set(['count_values', 'bottomk', 'topk', 'quantile', 'limitk', 'limit_ratio']);
const FUNCTIONS = new Map<string, Kind | null>([
  ...SERIES_FUNCTIONS.split(' ').map((name) => [name, 'series'] as const),
  ...RANGE_FUNCTIONS.split(' ').map((name) => [name, 'range'] as const),
  ...FREE_FUNCTIONS.split(' ').map((name) => [name, null] as const),
]);
const NUMBER_RESULTS = new Set(['time', 'pi', 'scalar']);

const LEVELS: readonly (readonly string[])[] = [['or'], ['and', 'unless'], ['==', '!=', '<=', '<', '>=', '>'], ['+', '-'], ['*', '/', '%', 'atan2'], ['^']];
const COMPARISONS = new Set(LEVELS[2]);
const SETS = new Set(['and', 'or', 'unless']);
const NAME = /[A-Za-z_:][A-Za-z0-9_:]*/y;
const LABEL = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(0[xX][0-9a-fA-F]+|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?)(?![A-Za-z0-9_])|(?:[Ii][Nn][Ff]|[Nn][Aa][Nn])(?![A-Za-z0-9_:])/y;
const DURATION = /(?=[0-9])([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?(?![A-Za-z0-9_])/y;
const TEXT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y;
const SPACE = /(?:\s|#[^\n]*)+/y;
/** Deeper than anybody writes, and not so deep that the stack ends. */
const DEEPEST = 200;

class Nonsense extends Error {}

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  whole(): Kind {
    const kind = this.binary(0);
    this.skip();
    if (this.at < this.source.length) this.fail(`expected an operator before ${this.excerpt()}`);
    return kind;
  }

  private binary(level: number): Kind {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let operator = this.operator(operators); operator !== null; operator = this.operator(operators)) {
      if (COMPARISONS.has(operator)) this.word('bool');
      this.matching();
      // Only the power joins to the right.
      const right = this.binary(operator === '^' ? level : level + 1);
      left = this.joined(operator, left, right);
    }
    return left;
  }

  private joined(operator: string, left: Kind, right: Kind): Kind {
    for (const kind of [left, right]) if (kind === 'text' || kind === 'range') this.fail(`\`${operator}\` takes no ${kind === 'text' ? 'text' : 'range of a series, such as [5m]'}`);
    if (SETS.has(operator) && (left === 'number' || right === 'number')) this.fail(`\`${operator}\` joins series, not numbers`);
    return left === 'number' && right === 'number' ? 'number' : 'series';
  }

  private matching(): void {
    if (!this.word('on') && !this.word('ignoring')) return;
    this.labels();
    if ((this.word('group_left') || this.word('group_right')) && this.peek('(')) this.labels();
  }

  private unary(): Kind {
    if (++this.depth > DEEPEST) this.fail('it is nested too deeply');
    const sign = this.token('-') || this.token('+');
    // A sign binds less than a power: -2^2 is -4.
    const kind = sign ? this.binary(LEVELS.length - 1) : this.postfix(this.primary());
    if (sign && (kind === 'text' || kind === 'range')) this.fail(`a sign takes no ${kind}`);
    this.depth -= 1;
    return kind;
  }

  private postfix(first: Kind): Kind {
    let kind = first;
    for (;;) {
      if (this.token('[')) {
        if (kind === 'text' || kind === 'range' || kind === 'number') this.fail('only a series has a range such as [5m]');
        this.duration();
        if (this.token(':') && !this.peek(']')) this.duration();
        this.must(']');
        kind = 'range';
      } else if (this.word('offset')) {
        this.token('-');
        this.duration();
      } else if (this.token('@')) {
        if (this.word('start') || this.word('end')) { this.must('('); this.must(')'); } else if (this.match(NUMBER) === null) this.fail('expected a time after @');
      } else return kind;
    }
  }

  private primary(): Kind {
    if (this.token('(')) {
      const kind = this.binary(0);
      this.must(')');
      return kind;
    }
    if (this.peek('{')) return this.selector(false);
    if (this.match(TEXT) !== null) return 'text';
    if (this.match(NUMBER) !== null) return 'number';
    const name = this.match(NAME);
    if (name === null) return this.fail(this.at >= this.source.length ? 'it ends where a value is expected' : `expected a value before ${this.excerpt()}`);
    if (AGGREGATIONS.has(name) && (this.peek('(') || this.isWord('by') || this.isWord('without'))) return this.aggregation(name);
    if (this.peek('(')) return this.call(name);
    if (SETS.has(name)) this.fail(`\`${name}\` has nothing on its left`);
    return this.selector(true);
  }

  private aggregation(name: string): Kind {
    const before = this.grouping();
    const kinds = this.arguments();
    if (!before) this.grouping();
    const wanted = WITH_PARAMETER.has(name) ? 2 : 1;
    if (kinds.length !== wanted) this.fail(`\`${name}\` takes ${wanted} ${wanted === 1 ? 'argument' : 'arguments'}`);
    if (kinds.at(-1) !== 'series') this.fail(`\`${name}\` takes a series${kinds.at(-1) === 'range' ? ', not a range of one' : ''}`);
    return 'series';
  }

  private grouping(): boolean {
    if (!this.word('by') && !this.word('without')) return false;
    this.labels();
    return true;
  }

  private call(name: string): Kind {
    const takes = FUNCTIONS.get(name);
    if (takes === undefined) this.fail(`there is no function \`${name}\``);
    const kinds = this.arguments();
    if (takes === 'range' && !kinds.includes('range')) this.fail(`\`${name}\` takes a range such as [5m]`);
    if (takes === 'series' && !kinds.includes('series')) this.fail(`\`${name}\` takes a series`);
    if (takes !== 'range' && kinds.includes('range')) this.fail(`\`${name}\` takes no range such as [5m]`);
    return NUMBER_RESULTS.has(name) ? 'number' : 'series';
  }

  private arguments(): Kind[] {
    this.must('(');
    const kinds: Kind[] = [];
    if (this.token(')')) return kinds;
    do kinds.push(this.binary(0)); while (this.token(','));
    this.must(')');
    return kinds;
  }

  private selector(named: boolean): Kind {
    if (!this.token('{')) return 'series';
    let matchers = 0;
    let telling = named;
    while (!this.token('}')) {
      if (matchers > 0) this.must(',');
      if (matchers > 0 && this.token('}')) break;
      telling = this.matcher() || telling;
      matchers += 1;
    }
    if (!telling) this.fail('a selector without a name needs a label that is not empty');
    return 'series';
  }

  /** One `label="value"`; tells whether something cannot match without the label. */
  private matcher(): boolean {
    if (this.match(LABEL) === null) this.fail(`expected a label before ${this.excerpt()}`);
    const operator = this.operator(['=~', '!~', '!=', '=']);
    if (operator === null) this.fail('expected =, !=, =~ or !~ after a label');
    const value = this.match(TEXT);
    if (value === null) return this.fail('expected a text in quotes after the label');
    if (operator === '=~' || operator === '!~') this.pattern(value.slice(1, -1).replace(/\\(.)/gs, '$1'));
    return operator === '=' ? value.length > 2 : operator === '!=' ? value.length === 2 : operator === '=~' && !/^.(|\.\*)?.$/.test(value);
  }

  private pattern(source: string): void {
    try {
      if (/\(\?[=!<]|\\[1-9]/.test(source)) this.fail('RE2 has no look-around and no back-references');
      void new RegExp(source.replace(/\(\?[a-zA-Z]+\)/g, '').replace(/\(\?P</g, '(?<'), 'v');
    } catch (error) {
      if (error instanceof Nonsense) throw error;
      this.fail('a label is matched with a pattern that is none');
    }
  }

  private labels(): void {
    this.must('(');
    while (!this.token(')')) {
      if (this.match(LABEL) === null) this.fail(`expected a label before ${this.excerpt()}`);
      if (!this.token(',') && !this.peek(')')) this.fail('labels are separated by commas');
    }
  }

  private duration(): void {
    const found = this.match(DURATION);
    if (found === null || found === '' || /^0+[a-z]+$/.test(found)) this.fail('expected a duration such as 5m');
  }

  private operator(among: readonly string[]): string | null {
    for (const each of among) if (/^[a-z]/.test(each) ? this.word(each) : this.token(each)) return each;
    return null;
  }

  private word(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.at += word.length;
    return true;
  }

  private isWord(word: string): boolean {
    this.skip();
    return this.source.slice(this.at, this.at + word.length).toLowerCase() === word && !/[A-Za-z0-9_:]/.test(this.source[this.at + word.length] ?? '');
  }

  private peek(token: string): boolean {
    this.skip();
    return this.source.startsWith(token, this.at);
  }

  private token(token: string): boolean {
    if (!this.peek(token)) return false;
    this.at += token.length;
    return true;
  }

  private must(token: string): void {
    if (!this.token(token)) this.fail(this.at >= this.source.length ? `it ends before \`${token}\`` : `expected \`${token}\` before ${this.excerpt()}`);
  }

  private match(pattern: RegExp): string | null {
    this.skip();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private skip(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.source)?.[0].length ?? 0;
  }

  private excerpt(): string {
    return `\`${Array.from(this.source.slice(this.at, this.at + 40)).slice(0, 15).join('')}\``;
  }

  private fail(message: string): never {
    throw new Nonsense(message);
  }
}

/** Why a text is no expression that an alert can have; null when it is one. */
export function nonsense(expression: string): string | null {
  try {
    const kind = new Reader(expression).whole();
    return kind === 'series' ? null : `it comes to a ${kind === 'range' ? 'range of a series' : kind}, and an alert needs a series`;
  } catch (error) {
    if (error instanceof Nonsense) return error.message;
    throw error;
  }
}
