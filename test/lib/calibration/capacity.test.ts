import { describe, expect, it } from 'vitest';
import { capacityOf, figuresOf, flawOf, type Rung } from '../../../lib/calibration/index.ts';
import { rungOn } from './server.ts';

const server = { slots: 128, step: 0.025, tokens: 1000 };
const ladder = (rungs: readonly number[], noise = 0.01): readonly Rung[] =>
  rungs.map((concurrency) => rungOn(server, concurrency, noise));

describe('the capacity of one replica', () => {
  const capacity = capacityOf(ladder([1, 64, 128, 144, 160]), { ttft: 1 })!;

  it('is its token rate on the plateau by the tokens of a request', () => {
    // 128 requests, each a token in 25 ms, 1000 tokens a request.
    expect(capacity.saturation.value).toBeCloseTo(5.12, 6);
    expect(capacity.saturationEstimate.low).toBeLessThan(5.12);
    expect(capacity.saturationEstimate.high - 5.12).toBeLessThan(0.05);
  });

  it('has the slots as the running requests and as the onset of the queue', () => {
    expect(capacity.runningMax.value).toBe(128);
    expect(capacity.queueOnset.value).toBe(128);
    expect(capacity.queueOnset.inputs).toEqual({ 'last rung without a queue': 128, 'first rung with a queue': 144 });
    expect(capacity.saturated).toBe(true);
  });

  it('has the largest rung within the limit as its SLO point', () => {
    expect(capacity.sloPoint!.value).toBe(128);
    expect(capacityOf(ladder([1, 64, 128, 144, 160]))!.sloPoint).toBeUndefined();
  });

  it('has no onset of the KV cache when the cache never fills, and the first full rung when it does', () => {
    expect(capacity.cacheOnset).toBeUndefined();
    const full = [rungOn(server, 64), rungOn({ ...server, cacheUsage: 0.99 }, 96), rungOn(server, 144)];
    expect(capacityOf(full)!.cacheOnset!.value).toBe(96);
  });

  it('is a lower bound when no request waited', () => {
    const below = capacityOf(ladder([1, 64]))!;
    expect(below.saturated).toBe(false);
    expect(below.queueOnset.value).toBe(Number.POSITIVE_INFINITY);
  });

  it('ignores rungs with failed requests, and is unknown without a usable rung', () => {
    const failed = ladder([1, 64, 128, 144, 160]).map((rung) => ({ ...rung, errors: 1 }));
    expect(capacityOf(failed)).toBeUndefined();
  });
});

describe("Little's law", () => {
  it('holds on a server that loses nothing', () => {
    expect(figuresOf(rungOn(server, 144)).little).toBeCloseTo(0, 9);
    expect(flawOf(rungOn(server, 144))).toBeUndefined();
  });

  it('fails when latencies do not belong to the load', () => {
    const rung = rungOn(server, 144);
    const slow = { ...rung, batches: rung.batches.map((one) => ({ ...one, latency: one.latency * 1.06 })) };
    expect(figuresOf(slow).little).toBeCloseTo(0.06, 9);
    expect(flawOf(slow)).toMatch(/6\.0 %/);
  });

  it('fails when no request was answered', () => {
    const rung = rungOn(server, 144);
    const silent = { ...rung, batches: rung.batches.map((one) => ({ ...one, completed: 0, latency: 0, tokens: 0 })) };
    expect(flawOf(silent)).toBe('no request was answered');
  });
});
