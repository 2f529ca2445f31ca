import { describe, expect, it } from 'vitest';
import { formatLimit, judge, limitOf, limitReached } from '../../../lib/runner/limit.ts';
import type { Billed } from '../../../lib/runner/meter.ts';
import { FakeClock, settled } from '../fake-clock.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('the flags of a limit', () => {
  it('mean hours and US dollars', () => {
    expect(limitOf({ 'max-hours': '4', budget: '0.5' })).toEqual({ longest: 4 * HOUR, budget: 0.5 });
  });

  it('are no limit when both are missing', () => {
    expect(limitOf({})).toBeUndefined();
  });

  it.each(['0', '-1', 'four', 'Infinity', ''])('refuse %j', (text) => {
    expect(() => limitOf({ 'max-hours': text })).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => limitOf({ budget: text })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('are named together', () => {
    expect(formatLimit({ longest: 1.5 * HOUR, budget: 50 })).toBe('1h 30m or $50');
    expect(formatLimit({ budget: 50 })).toBe('$50');
  });
});

describe('the judgement', () => {
  it('is the rest of the time without a budget', () => {
    expect(judge({ longest: 4 * HOUR }, { elapsed: HOUR, dollars: 100, perHour: 20 })).toBe(3 * HOUR);
  });

  it('looks again every five minutes with a budget, and sooner when the money ends sooner', () => {
    expect(judge({ budget: 50 }, { elapsed: 0, dollars: 0, perHour: 20 })).toBe(5 * MINUTE);
    expect(judge({ budget: 50 }, { elapsed: 0, dollars: 49, perHour: 20 })).toBe(3 * MINUTE);
    expect(judge({ budget: 50 }, { elapsed: 0, dollars: 0, perHour: 0 })).toBe(5 * MINUTE);
  });

  it('is a reason at the limit', () => {
    expect(judge({ longest: HOUR }, { elapsed: HOUR, dollars: 0, perHour: 0 })).toContain('--max-hours');
    expect(judge({ budget: 50 }, { elapsed: 0, dollars: 50, perHour: 0 })).toContain('--budget');
  });
});

describe('the wait for a limit', () => {
  const waiting = (limit: Parameters<typeof limitReached>[0], list: () => Promise<readonly Billed[]>) => {
    const clock = new FakeClock();
    const stop = new AbortController();
    let ended: unknown;
    limitReached(limit, { clock, signal: stop.signal, since: 0, list }).then(
      (why) => {
        ended = { why, at: clock.now() };
      },
      () => {
        ended = 'aborted';
      },
    );
    return { clock, stop, ended: () => ended };
  };

  it('ends when the hours have passed, and asks for no cost', async () => {
    const it = waiting({ longest: 4 * HOUR }, () => Promise.reject(new Error('not asked')));
    await it.clock.advance(4 * HOUR - 1);
    expect(it.ended()).toBeUndefined();
    await it.clock.advance(1);
    expect(it.ended()).toMatchObject({ at: 4 * HOUR });
  });

  it('ends when the list prices of what stood add up to the budget', async () => {
    let stands: readonly Billed[] = [];
    const it = waiting({ budget: 20 }, async () => stands);
    await it.clock.advance(HOUR);
    stands = [{ name: 'node', perHour: 10, since: HOUR }];
    await it.clock.advance(2 * HOUR);
    expect(it.ended()).toMatchObject({ at: 3 * HOUR });
  });

  it('counts on with the last known price while the question fails', async () => {
    let asked = 0;
    const node = { name: 'node', perHour: 10, since: 0 };
    const list = () => (asked++ === 0 ? Promise.resolve([node]) : Promise.reject(new Error('down')));
    const it = waiting({ budget: 20 }, list);
    await it.clock.advance(2 * HOUR);
    expect(it.ended()).toMatchObject({ at: 2 * HOUR });
  });

  it('ends with the run', async () => {
    const it = waiting({ longest: HOUR }, async () => []);
    await settled();
    it.stop.abort();
    await settled();
    expect(it.ended()).toBe('aborted');
    expect(it.clock.sleeping).toBe(0);
  });
});
