import { expect, it } from 'vitest';
import { elapse } from '../../../lib/wait/elapse.ts';
import { settled } from '../fake-clock.ts';
import { stillSession } from './still-session.ts';

it('waits for exactly that time, and logs every 15 s', async () => {
  const { session, clock, said, paces } = stillSession();
  let over = false;
  const passing = elapse(40_000, 'forty seconds have passed', session).then(() => {
    over = true;
  });
  await clock.advance(39_999);
  expect(over).toBe(false);
  await clock.advance(1);
  await passing;
  expect(said.map((entry) => [entry.kind, 'elapsed' in entry && entry.elapsed])).toEqual([
    ['waiting', 0],
    ['waiting', 15_000],
    ['waiting', 30_000],
    ['met', 40_000],
  ]);
  expect(paces).toEqual(['wait', 'released']);
});

it('ends with the reason of an aborted session, and releases the pace', async () => {
  const { session, clock, paces, abort } = stillSession();
  const passing = elapse(40_000, 'it', session);
  const caught = passing.catch((error: unknown) => error);
  await clock.advance(20_000);
  const reason = new Error('enough');
  abort(reason);
  await settled();
  expect(await caught).toBe(reason);
  expect(paces.at(-1)).toBe('released');
});
