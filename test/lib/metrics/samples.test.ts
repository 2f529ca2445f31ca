import { describe, expect, it } from 'vitest';
import { Samples } from '../../../lib/metrics/samples.ts';

const page = (counts: readonly number[]): string =>
  [
    '# HELP t a histogram',
    ...['0.1', '0.5', '+Inf'].map((le, at) => `t_bucket{le="${le}",model_name="a,b}"} ${counts[at]}`),
    `t_count{model_name="m"} ${counts[2]}`,
    'vllm:num_requests_waiting{engine="0"} 3.0',
    'vllm:num_requests_waiting{engine="1"} 4.0',
    'up 1e+02',
  ].join('\n');

describe('the samples of a page', () => {
  const before = new Samples(page([10, 10, 10]));
  const after = new Samples(page([10, 110, 120]));

  it('add up over label sets', () => {
    expect(after.value('vllm:num_requests_waiting')).toBe(7);
    expect(after.value('up')).toBe(100);
    expect(after.value('missing')).toBeUndefined();
  });

  it('give quantiles of what was observed since another page, interpolated in the bucket', () => {
    // 110 observations: none up to 0.1, 100 up to 0.5.
    expect(after.quantile('t', 0.5, before)).toBeCloseTo(0.1 + 0.4 * 0.55, 9);
    expect(after.quantile('t', 0.99, before)).toBe(0.5);
  });

  it('give no quantile without observations', () => {
    expect(before.quantile('t', 0.5, before)).toBeUndefined();
    expect(before.quantile('missing', 0.5, before)).toBeUndefined();
  });
});
