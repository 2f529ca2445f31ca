import { describe, expect, it } from 'vitest';
import { optionsOf } from '../../../runbook/calibrate/options.ts';

describe('the options of npm run calibrate', () => {
  it('have durations in seconds', () => {
    expect(optionsOf({ slo: 'ttft=2s,itl=100ms', 'wait-budget': '500ms', 'cold-start': '8m' })).toMatchObject({
      limits: { ttft: 2, itl: 0.1 },
      waitBudget: 0.5,
      coldStart: 480,
    });
  });

  it('have defaults', () => {
    expect(optionsOf({})).toMatchObject({ limits: {}, output: 'calibration', prove: false, outputTokens: 1000 });
  });

  it.each([
    { slo: 'ttft' },
    { slo: 'latency=2s' },
    { slo: 'ttft=2' },
    { 'wait-budget': '0s' },
    { 'cold-start': 'long' },
    { peak: '-1' },
    { 'max-replicas': '1.5' },
    { budget: 'all' },
  ])('refuse %j', (flags) => {
    const [[name, value]] = Object.entries(flags) as [[string, string]];
    expect(() => optionsOf(flags)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringContaining(`--${name} ${value}`) }),
    );
  });
});
