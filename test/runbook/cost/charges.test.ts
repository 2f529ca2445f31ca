import { describe, expect, it } from 'vitest';
import { perHourOf } from '../../../lib/runner/meter.ts';
import { chargesOf } from '../../../runbook/cost/charges.ts';
import { hoursOf, scheduleOf } from '../../../runbook/park/guard.ts';
import { billTable } from '../../../runbook/park/report.ts';

const parked = {
  cluster: true,
  tpuNodes: 0,
  pricePerTpuNode: 21.6,
  cpuNodes: ['e2-medium'],
  loadBalancers: 1,
  bytes: 141 * 10 ** 9,
};

describe('what is billed', () => {
  it('is control plane, CPU node, load balancer and storage while parked', () => {
    expect(chargesOf(parked).map(({ what }) => what)).toEqual([
      'control plane',
      '1 CPU node e2-medium',
      '1 load balancer',
      '131 GiB in the bucket',
    ]);
    expect(perHourOf(chargesOf(parked))).toBeCloseTo(0.1 + 0.034 + 0.025 + (131.3 * 0.02) / 730, 4);
  });

  it('is the TPU nodes first while the model serves', () => {
    expect(chargesOf({ ...parked, tpuNodes: 2 })[0]).toEqual({ what: '2 TPU nodes', perHour: 43.2, tpu: true });
  });

  it('is neither the control plane nor the nodes of somebody else', () => {
    const shared = { ...parked, cluster: false, cpuNodes: [] };
    expect(chargesOf(shared).map(({ what }) => what)).toEqual(['1 load balancer', '131 GiB in the bucket']);
  });

  it('has an unknown price where no price is known, and no guess', () => {
    const [, node] = chargesOf({ ...parked, cpuNodes: ['n2-standard-4'] });
    expect(node).toEqual({ what: '1 CPU node n2-standard-4', perHour: 0, unknown: true });
    expect(billTable([node!])[0]).toBe('1 CPU node n2-standard-4   price unknown');
  });

  it('is a table by the hour and by the day', () => {
    expect(billTable([{ what: 'control plane', perHour: 0.1 }])).toEqual([
      'control plane  $0.100 an hour  $2.40 a day',
      'together       $0.100 an hour  $2.40 a day',
    ]);
    expect(billTable([])).toEqual(['Nothing is billed by the hour.']);
  });
});

describe('the schedule of the guard', () => {
  it('is the minute, hour, day and month in UTC, rounded up', () => {
    expect(scheduleOf(Date.UTC(2026, 10, 29, 23, 59, 1))).toBe('0 0 30 11 *');
    expect(scheduleOf(Date.UTC(2026, 10, 29, 4, 5))).toBe('5 4 29 11 *');
  });

  it.each([undefined, '0', '-1', 'x', '8000'])('refuses %s hours', (text) => {
    expect(() => hoursOf(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
