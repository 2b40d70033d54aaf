import { describe, expect, it } from 'vitest';
import { nonsense } from '../../generators/runbooks/promql.js';

const SENSE = [
  'up == 0', 'absent(up{job="x"})', 'sum by (a, b) (rate(http_requests_total{status=~"5..",}[5m])) / ignoring (a) group_left sum(rate(x[5m])) > 0.5',
  'sum(rate(x[1h30m])) by (job) > bool 3', 'histogram_quantile(0.95, sum by (le) (rate(x_bucket[5m]))) > 1e-3', '-2 ^ 2 * up > -Inf',
  'topk(3, x) and on () y unless z or w', 'max_over_time(rate(x[1m])[5m:30s] offset -1d) > 0', 'x @ 1700000000 offset 5m == 1', 'x @ end() > 0x1F',
  'label_replace(up, "a", "$1", "b", "(.*)") == 0', '{__name__=~"http_.+",job!=""} > 0', 'quantile_over_time(0.9, x[5m]) > 1', 'predict_linear(x[1h], 3600) < 0',
  'count_values("v", x) > 1', 'time() - x > 60', 'vector(1) > 0', 'up # a comment\n == 0', "up{a='b\\'c',d=`e`} == 0", 'sum(x) > 1 and sum(y) > 2', 'by > 1', 'day_of_week() == 0 and on () x > 1',
  'namespace:http:rate5m > 1', 'x % 2 == 1', 'min without (a) (x) < 1', 'scalar(x) + y > 1', 'UP > 1 OR y > 2',
];

const NONSENSE: Readonly<Record<string, RegExp>> = {
  '': /ends where a value/, 'up ==': /ends where a value/, 'up up': /expected an operator/, '(up == 0': /ends before `\)`/, 'sum(rate(x)) > 1': /`rate` takes a range/,
  'rate(x[5m] > 1': /takes no range/, 'x[5m]': /range of a series/, '1 + 1': /comes to a number/, '"text"': /comes to a text/, 'nosuch(x) > 1': /no function `nosuch`/,
  'x{a=b} > 1': /text in quotes/, 'x{a="b" c="d"} > 1': /expected `,`/, 'x{a=~"("} > 1': /pattern that is none/, 'x{a=~"(?=b)"} > 1': /look-around/, '{} > 1': /label that is not empty/,
  'rate(x[5]) > 1': /duration such as 5m/, 'rate(x[5 minutes]) > 1': /duration such as 5m/, 'sum(x[5m]) > 1': /not a range of one/, 'topk(x) > 1': /takes 2 arguments/, 'x and 1': /joins series/,
  'x > "a"': /takes no text/, 'orders > 5 for 10m': /expected an operator/, 'x; drop': /expected an operator/, '{{ $labels.x }}': /expected a label/, 'and x': /nothing on its left/, 'x > = 1': /expected a value/,
  'abs(1) > 1': /takes a series/, 'x{a="b} > 1': /text in quotes/, 'x[0s] > 1': /duration/, '😀': /expected a value/, '- "a"': /a sign takes no text/, 'x offset 5 > 1': /duration such as 5m/, 'x @ y > 1': /expected a time/,
};

describe('an expression of an alert', () => {
  it.each(SENSE)('makes sense: %s', (text) => expect(nonsense(text)).toBeNull());

  it.each(Object.entries(NONSENSE))('is nonsense: %s', (text, why) => expect(nonsense(text)).toMatch(why));

  it('may be nested only as deeply as people write', () => {
    expect(nonsense(`${'('.repeat(100)}up${')'.repeat(100)} == 0`)).toBeNull();
    expect(nonsense('('.repeat(100_000))).toMatch(/too deeply/);
  });
});
