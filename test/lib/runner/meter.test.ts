import { expect, it } from 'vitest';
import { Meter, metering } from '../../../lib/runner/meter.ts';
import type { Session } from '../../../lib/session/session.ts';
import { stillSession } from '../wait/still-session.ts';

const HOUR = 3_600_000;
const node = { name: 'node', perHour: 20, since: 0 };

it('counts a resource from its creation until now', () => {
  const meter = new Meter(0);
  meter.read([{ ...node, since: HOUR }], 2 * HOUR);
  expect(meter.spent(3 * HOUR)).toBe(40);
  expect(meter.perHour).toBe(20);
});

it('counts nothing from before the run', () => {
  const meter = new Meter(2 * HOUR);
  meter.read([node], 3 * HOUR);
  expect(meter.spent(3 * HOUR)).toBe(20);
});

it('counts a deleted resource until the reading that misses it', () => {
  const meter = new Meter(0);
  meter.read([node], 0);
  meter.read([], HOUR);
  meter.read([], 5 * HOUR);
  expect(meter.spent(9 * HOUR)).toBe(20);
  expect(meter.items).toEqual([]);
});

it('takes a new resource of the same name for another one', () => {
  const meter = new Meter(0);
  meter.read([node], 0);
  meter.read([{ ...node, since: HOUR }], HOUR);
  expect(meter.spent(2 * HOUR)).toBe(40);
});

it('reads every two minutes and at the end, and survives a reading that fails', async () => {
  const { session, clock, said } = stillSession();
  const target = { ...session.target, kind: 'sandbox' } as Session['target'];
  const own: Session = { ...session, target, through: () => own };
  let readings = 0;
  const list = async () => {
    readings++;
    if (readings === 2) throw new Error('no answer');
    return [node];
  };
  const { meter, end } = metering(list, own);
  for (let minute = 0; minute < 10; minute++) await clock.advance(60_000);
  await end();
  expect(readings).toBeGreaterThanOrEqual(5);
  expect(said.at(-1)).toMatchObject({ kind: 'cost', perHour: 20, simulated: true });
  expect(meter.spent(clock.now())).toBeCloseTo(20 / 6);
});
