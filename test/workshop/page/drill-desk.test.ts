import { once } from 'node:events';
import { setImmediate as settled } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { DrillDesk } from '../../../workshop/page/drill-desk.ts';
import { contextIn } from '../../../workshop/page/view/context.ts';
import { drill } from '../../../workshop/page/view/drill.ts';
import { drillBook } from './drills.ts';

const problem = new RunbookError('TARGET_UNREACHABLE', 'The sandbox does not answer', {
  remedy: 'npm run sandbox -- start',
});
const desk = (fails: Parameters<typeof drillBook>[0] = {}) => new DrillDesk(drillBook(fails), () => undefined);
const card = async (one: DrillDesk) => drill(await one.state(), contextIn('en')).text;

test.each(['start', 'check'] as const)('a %s that fails shows its error and its remedy on the card', async (action) => {
  const one = desk({ [action]: problem });
  await expect(one.act(action, 'quota')).rejects.toMatchObject({ status: 500 });
  expect(await card(one)).toMatch(/role="alert".*The sandbox does not answer.*npm run sandbox -- start/s);
});

test('the end of the desk ends an action, and waits until it has closed what it opened', async () => {
  let closed = false;
  const start = async (_: string, signal: AbortSignal): Promise<void> => {
    if (!signal.aborted) await once(signal, 'abort');
    await settled();
    closed = true;
  };
  const one = new DrillDesk({ ...drillBook(), start }, () => undefined);
  const acting = one.act('start', 'quota');
  expect((await one.state()).busy).toBe(true);
  await one.close();
  expect(closed).toBe(true);
  await acting;
});

test('a later check in a terminal replaces the verdict', async () => {
  const book = drillBook();
  const one = new DrillDesk(book, () => undefined);
  await one.act('start', 'quota');
  await one.act('check', undefined);
  expect(await card(one)).toContain('Not passed');
  const { current } = await book.progress();
  const at = new Date(Date.parse(current!.startedAt) + 60_000).toISOString();
  const quota = { points: 2, of: 2, passed: true, hints: 1, attempts: 2, at };
  const later = { ...book, progress: async () => ({ current: { ...current!, hints: 1 }, results: { quota } }) };
  const state = { ...(await one.state()), progress: await later.progress(), verdict: undefined };
  expect(drill(state, contextIn('en')).text).toMatch(/Passed: 2 of 2 points. Hints taken: 1.*Events first/s);
  Object.assign(book, { progress: later.progress });
  expect((await one.state()).verdict).toBeUndefined();
});

test('the choice has the name that the command line wants', async () => {
  expect(await card(desk())).toContain('quota: No quota');
});

test("somebody else's drill has no buttons", async () => {
  const one = desk();
  await one.act('start', 'quota');
  const text = drill({ ...(await one.state()), readOnly: true }, contextIn('en')).text;
  expect([text.includes('Nothing starts.'), text.includes('<button')]).toEqual([true, false]);
});

test('the next action takes the error away', async () => {
  const one = desk({ check: problem });
  await one.act('check', undefined).catch(() => undefined);
  await one.act('start', 'quota');
  expect(await card(one)).not.toContain('role="alert"');
});

test('a record that cannot be read shows its error, and the page goes on', async () => {
  expect(await card(desk({ progress: problem }))).toContain('The sandbox does not answer');
});

test('an order that is none is refused in its own words, and is no error of the drill', async () => {
  const one = desk();
  await expect(one.act('start', 'nope')).rejects.toMatchObject({ status: 400, message: 'id must name a drill' });
  expect((await one.state()).problem).toBeUndefined();
});
