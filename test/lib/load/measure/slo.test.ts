import { describe, expect, it } from 'vitest';
import { keeps, parseSlo } from '../../../../lib/load/measure/slo.ts';

describe('an SLO', () => {
  it('is read from names and times', () => {
    expect(parseSlo('ttft=2s, itl=100ms,e2e=1m')).toEqual({ ttft: 2, itl: 0.1, e2e: 60 });
  });

  it.each(['', 'ttft', 'ttft=2', 'ttft=0s', 'latency=2s', 'ttft=2s,'])('refuses %j', (text) => {
    expect(() => parseSlo(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('is kept at the limit, and by no figure that is not known', () => {
    const times = { ttft: 2, itl: 0.1, tpot: Number.NaN, e2e: 9 };
    expect(keeps({ ttft: 2, itl: 0.1 }, times)).toBe(true);
    expect(keeps({ ttft: 1.9 }, times)).toBe(false);
    expect(keeps({ tpot: 5 }, times)).toBe(false);
  });
});
