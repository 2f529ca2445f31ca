import { expect, test } from 'vitest';
import { ManualClock, MINUTE, start, TestBucket } from '../container.ts';
import { ownAddress } from '../own-address.ts';
import { readyAt } from './log.ts';

test('a start resumes in the middle, each log line with its original time', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const first = start({ clock, mount: bucket });
  const startedAt = clock.now();
  clock.pass(20 * MINUTE);
  first.running.stop();
  const again = start({ clock, mount: bucket, startedAt, address: ownAddress(31) });
  expect(again.lines).toEqual(first.lines);
  clock.pass(20 * MINUTE);
  const undisturbed = start({ clock, mount: new TestBucket(clock), address: ownAddress(32) });
  const from = clock.now();
  clock.pass(40 * MINUTE);
  expect(readyAt(again)! - startedAt).toBe(readyAt(undisturbed)! - from);
  expect(again.exits).toEqual([]);
  again.running.stop();
  undisturbed.running.stop();
});

test('a ready server is ready immediately after a restart', () => {
  const clock = new ManualClock();
  const bucket = new TestBucket(clock);
  const startedAt = clock.now();
  start({ clock, mount: bucket }).running.stop();
  clock.pass(90 * MINUTE);
  const again = start({ clock, mount: bucket, startedAt, address: ownAddress(31) });
  expect(again.running.listens(8000)).toBe(true);
  expect(readyAt(again)!).toBeLessThan(startedAt + 30 * MINUTE);
  again.running.stop();
});
