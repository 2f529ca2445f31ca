import { describe, expect, it } from 'vitest';
import { bodies } from '../../../runbook/calibrate/workload.ts';

interface Body {
  readonly prompt: string;
  readonly max_tokens: number;
}

describe('the requests of the ladder', () => {
  const of = bodies({ model: 'm', outputTokens: 1000 }, 3) as (n: number) => Body;
  const all = Array.from({ length: 2000 }, (_, n) => of(n));

  it('have prompts that differ from the beginning, in every load', () => {
    const other = bodies({ model: 'm', outputTokens: 1000 }, 4) as (n: number) => Body;
    expect(new Set([...all, other(0)].map(({ prompt }) => prompt.slice(0, 8))).size).toBe(2001);
  });

  it('have uniform lengths from half to one and a half of the mean', () => {
    const lengths = all.map(({ max_tokens }) => max_tokens);
    expect(Math.min(...lengths)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1500);
    expect(lengths.reduce((sum, one) => sum + one, 0) / 2000).toBeCloseTo(1000, -1.4);
    expect(lengths.filter((one) => one < 750).length).toBeGreaterThan(400);
  });

  it('are the same in every run', () => {
    expect(bodies({ model: 'm', outputTokens: 1000 }, 3)(17)).toEqual(all[17]);
  });
});
