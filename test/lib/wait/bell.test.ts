import { expect, it } from 'vitest';
import { Bell } from '../../../lib/wait/bell.ts';

it('wakes the one that waits', async () => {
  const bell = new Bell();
  const woken = bell.next();
  bell.ring();
  await expect(woken).resolves.toBeUndefined();
});

it('counts a ring that nobody waited for, once', async () => {
  const bell = new Bell();
  bell.ring();
  bell.ring();
  await bell.next();
  const late = Promise.race([bell.next().then(() => 'rung'), Promise.resolve('silent')]);
  expect(await late).toBe('silent');
});
