import { expect, it } from 'vitest';
import { loadConfig } from '../../../lib/config/index.ts';
import { createReport } from '../../../lib/log/report.ts';
import type { Runbook } from '../../../lib/runner/runbook.ts';
import { accounting, type Ended, placeOf } from '../../../lib/runner/summary.ts';
import { step } from '../../../lib/step/step.ts';
import { stillSession } from '../wait/still-session.ts';

const config = loadConfig({ environment: {}, target: 'sandbox' });
const make = (id: string) => step({ id, title: id, section: '', actions: () => [], done: () => [] });
const two = [make('01'), make('02')];

it('numbers the steps of a run, also a copy of a step, with the expected times of the order', async () => {
  const orders: string[] = [];
  const expected: Runbook['expected'] = async (_, order) => {
    orders.push(order);
    return { '02': { low: 1, high: 2 } };
  };
  const place = await placeOf(two, { expected }, config, true);
  expect(place({ ...two[1]!, alone: true })).toEqual({ number: 2, of: 2, expected: { low: 1, high: 2 } });
  expect(place(two[0]!)).toEqual({ number: 1, of: 2, expected: undefined });
  expect(orders).toEqual(['fast']);
});

/** What the summary of a run of these steps gets to know. */
async function summarised(steps: typeof two): Promise<readonly Ended[]> {
  const { session, clock } = stillSession({ report: createReport('sandbox', 0) });
  const told: Ended[] = [];
  const summary: Runbook['summary'] = async (_, run) => {
    told.push(run);
    return { title: '', facts: [], next: [] };
  };
  const end = accounting(steps, { summary }, session, { keep: true });
  await clock.advance(90_000);
  await end.stop();
  await end.tell();
  return told;
}

it('tells what happened at the end of several steps', async () => {
  expect(await summarised(two)).toMatchObject([{ elapsed: 90_000, keep: true, fast: false, spent: undefined }]);
});

it('tells nothing at the end of one step', async () => {
  expect(await summarised(two.slice(1))).toEqual([]);
});
