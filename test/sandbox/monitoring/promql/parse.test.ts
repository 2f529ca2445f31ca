import { expect, test } from 'vitest';
import type { Expression } from '../../../../sandbox/monitoring/promql/ast.ts';
import { PromqlError } from '../../../../sandbox/monitoring/promql/errors.ts';
import { parse } from '../../../../sandbox/monitoring/promql/parse.ts';

/** An expression with every operation in parentheses. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'string':
      return JSON.stringify(expression.value);
    case 'selector': {
      const { matchers, offset, at } = expression;
      const name = matchers.map(({ value }) => value).join(',');
      return `${name}${offset === undefined ? '' : ` offset ${offset}`}${at === undefined ? '' : ` @ ${at}`}`;
    }
    case 'matrix':
      return `(${show(expression.selector)})[${expression.range}]`;
    case 'subquery':
      return `${show(expression.expression)}[${expression.range}:${expression.step ?? ''}]`;
    case 'call':
      return `${expression.name}(${expression.args.map(show).join(', ')})`;
    case 'aggregation':
      return `${expression.operator}(${show(expression.expression)})`;
    case 'binary':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'unary':
      return `(${expression.operator}${show(expression.expression)})`;
    case 'paren':
      return show(expression.expression);
  }
}

test.each([
  ['a + b offset 5m * c', '(a + (b offset 300000 * c))'],
  ['a + b @ 10 * c', '(a + (b @ 10000 * c))'],
  ['a == b + c offset 5m > d', '((a == (b + c offset 300000)) > d)'],
  ['-a offset 5m', '(-a offset 300000)'],
  ['max_over_time((a + b)[5m:])', 'max_over_time((a + b)[300000:])'],
  ['-1 ^ 2', '(-(1 ^ 2))'],
  ['2 ^ 3 ^ 2', '(2 ^ (3 ^ 2))'],
  ['a ^ -b * c', '((a ^ (-b)) * c)'],
  ['a - b - c', '((a - b) - c)'],
  ['a or b and c unless d', '(a or ((b and c) unless d))'],
  ['a AND b OR c', '((a and b) or c)'],
  ['a * -b offset -5m', '(a * (-b offset -300000))'],
  ['rate(a[1h30m] @ end() offset 1m)', 'rate((a offset 60000 @ end)[5400000])'],
  ['vector(1_000 + 0x1f + .5e1 + 1m30s)', 'vector((((1000 + 31) + 5) + 90))'],
  ['label_join(a, "\\u00e9\\x41\\101\\n", `\\n`, \'"\')', 'label_join(a, "éAA\\n", "\\\\n", "\\"")'],
  ['# comment\n a # more', 'a'],
])('reads %s as Prometheus does', (query, shown) => {
  expect(show(parse(query))).toBe(shown);
});

test.each([
  ['a +', '1:4: parse error: unexpected end of input'],
  ['a $ b', '1:3: parse error: unexpected "$"'],
  ['sum(\n  a b)', '2:5: parse error: unexpected "b"'],
  ['nope(1)', '1:1: parse error: unknown function with name "nope"'],
  ['limitk(2, a)', 'aggregation "limitk" is not supported'],
  ['a fill(0) + b', 'parse error'],
  ['a + fill(0) b', '"fill(0)" is not supported'],
  ['a anchored', '"anchored" is not supported'],
  ['a smoothed', '"smoothed" is not supported'],
  ['a </ 3', '"</" is not supported'],
  ['info(a)', 'function "info" is not supported'],
  ['histogram_sum(a)', 'function "histogram_sum" is not supported'],
  ['double_exponential_smoothing(a[5m], 0.1, 0.1)', 'function "double_exponential_smoothing" is not supported'],
  ['a[5m + 1m]', 'duration expressions such as "5m + 1m" are not supported'],
  ['a offset (1m)', 'not a valid duration string'],
  ['a{b="\\q"}', '1:6: parse error: unknown escape sequence'],
  ['a{b=~"(?<"}', 'parse error: error parsing regexp'],
  ['sum(1)', 'expected type instant vector in aggregation expression, got scalar'],
])('says what is wrong with %s', (query, text) => {
  expect(() => parse(query)).toThrow(
    expect.objectContaining({ code: 'bad_data', message: expect.stringContaining(text) }),
  );
  expect(() => parse(query)).toThrow(PromqlError);
});

test('refuses an expression that is nested too deeply', () => {
  const nested = (depth: number) => `${'('.repeat(depth)}up${')'.repeat(depth)}`;
  expect(parse(nested(400))).toMatchObject({ kind: 'paren' });
  for (const query of [nested(600), '('.repeat(100_000), `${'up + '.repeat(600)}up`, `${'-'.repeat(100_000)}up`]) {
    expect(() => parse(query)).toThrow(PromqlError);
  }
});

test('does not let a regular expression take exponential time', () => {
  const { matchers } = parse('a{b=~"(x+x+)+y"}') as Extract<Expression, { kind: 'selector' }>;
  // An engine that goes back would take longer than the universe is old.
  expect(matchers[0]!.matches('x'.repeat(5_000))).toBe(false);
  // It also knows references to a group, which no linear engine can follow.
  expect(() => parse(String.raw`a{b=~"(x)\\1"}`)).toThrow(PromqlError);
});
