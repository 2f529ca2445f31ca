import { describe, expect, it } from 'vitest';
import { jsonReport, type Result } from '../../../../lib/load/report/index.ts';
import { merged } from '../../../../runbook/load/pods/results.ts';
import { histogram, resultOf, SETUP } from '../../../lib/load/report/reports.ts';

const values = Array.from({ length: 400 }, (_, n) => 0.05 + ((n * 7919) % 400) / 30);

/** The log of a pod with every fourth value. */
function logOf(pod: number, later = 0): string {
  const own = values.filter((_, n) => n % 4 === pod);
  const result = JSON.parse(jsonReport(startedLater(resultOf(own), later), { ...SETUP, seed: pod }));
  return `8 users for 1m 00s\n${JSON.stringify(result)}\n`;
}

const startedLater = (result: Result, seconds: number): Result => ({
  ...result,
  startedAt: result.startedAt + seconds * 1000,
});

describe('merged', () => {
  it('reads the result of each pod from the logs of all, whatever else they say', () => {
    const { result, setup } = merged([0, 1, 2, 3].map((pod) => logOf(pod)).join(''), 4);
    const { count, p50, p99, max } = histogram(values).summary()!;
    expect(result.latency).toMatchObject({ count, p50, p99, max });
    expect(setup.traffic).toBe('8 users, 4 pods');
  });

  it.each([
    [
      'no figures of pods that sent one after the other',
      1,
      'the pods did not send at the same time: they started up to',
    ],
    ['the figures of pods that started almost together', 0.05, undefined],
  ])('reports %s', (_, share, bottleneck) => {
    const { seconds } = resultOf(values);
    const { result } = merged(logOf(0) + logOf(1, share * seconds), 2);
    expect(result.client.bottleneck).toEqual(bottleneck && expect.stringContaining(bottleneck));
  });

  it.each([
    ['no log', '', 4],
    [
      'the log of a pod that ended without a result',
      [0, 1, 2].map((pod) => logOf(pod)).join('8 users for 1m 00s\n'),
      4,
    ],
    ['a line that is no result', `${logOf(0)}{"no":1}\n`, 2],
  ])('refuses %s', (_, text, pods) => {
    expect(() => merged(text, pods)).toThrow(expect.objectContaining({ code: 'LOAD_INPUT' }));
  });
});
