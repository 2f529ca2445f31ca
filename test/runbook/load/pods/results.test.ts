import { describe, expect, it } from 'vitest';
import { jsonReport } from '../../../../lib/load/report/index.ts';
import { merged } from '../../../../runbook/load/pods/results.ts';
import { histogram, resultOf, SETUP } from '../../../lib/load/report/reports.ts';

const values = Array.from({ length: 400 }, (_, n) => 0.05 + ((n * 7919) % 400) / 30);

/** The log of a pod with every fourth value. */
function logOf(pod: number): string {
  const own = values.filter((_, n) => n % 4 === pod);
  const result = JSON.parse(jsonReport(resultOf(own), { ...SETUP, seed: pod }));
  return `8 users for 1m 00s\n${JSON.stringify(result)}\n`;
}

describe('merged', () => {
  it('reads the result of each pod from the logs of all, whatever else they say', () => {
    const { result, setup } = merged([0, 1, 2, 3].map(logOf).join(''), 4);
    const { count, p50, p99, max } = histogram(values).summary()!;
    expect(result.latency).toMatchObject({ count, p50, p99, max });
    expect(setup.traffic).toBe('8 users, 4 pods');
  });

  it.each([
    ['no log', '', 4],
    ['the log of a pod that ended without a result', [0, 1, 2].map(logOf).join('8 users for 1m 00s\n'), 4],
    ['a line that is no result', `${logOf(0)}{"no":1}\n`, 2],
  ])('refuses %s', (_, text, pods) => {
    expect(() => merged(text, pods)).toThrow(expect.objectContaining({ code: 'LOAD_INPUT' }));
  });
});
