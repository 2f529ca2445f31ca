import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Clock } from '../../../../sandbox/core/clock.ts';
import { WorkQueue } from '../../../../sandbox/kubernetes/controllers/work-queue.ts';

type Reconcile = (key: string, requeueAfter: (delay: number) => void) => void | Promise<void>;

function createQueue(reconcile: Reconcile) {
  let real = 0;
  const clock = new Clock({ start: 0, pace: 1_000_000, monotonic: () => real });
  const errors: string[] = [];
  const queue = new WorkQueue({ clock, reconcile, onError: (key, error) => void errors.push(`${key} ${error}`) });
  const pass = (ms: number): void => {
    real += ms / 1_000_000;
    clock.advance();
  };
  return { queue, clock, errors, pass };
}

test('a key added several times is processed once', () => {
  const worked: string[] = [];
  const { queue, pass } = createQueue((key) => void worked.push(key));
  for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
  pass(0);
  expect(worked).toEqual(['a', 'b']);
});

test('a key that fails comes back after 5 ms, then after twice as long each time', () => {
  const times: number[] = [];
  const { queue, clock, errors, pass } = createQueue(() => {
    times.push(clock.now());
    if (times.length < 4) throw new Error('no');
  });
  queue.add('a');
  pass(1000);
  expect(times).toEqual([0, 5, 15, 35]);
  expect(errors).toHaveLength(3);
});

test('of several requests to come back the earliest wins', () => {
  const times: number[] = [];
  const { queue, clock, pass } = createQueue((_key, requeueAfter) => {
    times.push(clock.now());
    if (times.length > 1) return;
    requeueAfter(300);
    requeueAfter(100);
    requeueAfter(200);
  });
  queue.add('a');
  pass(1000);
  expect(times).toEqual([0, 100]);
});

test('a key is never worked on twice at the same time, and what came meanwhile is not lost', async () => {
  const finish: (() => void)[] = [];
  const { queue, pass } = createQueue(() => new Promise<void>((resolve) => finish.push(resolve)));
  queue.add('a');
  pass(0);
  queue.add('a');
  pass(10);
  expect(finish).toHaveLength(1);
  finish[0]!();
  await setImmediate();
  pass(10);
  expect(finish).toHaveLength(2);
});

test('a stopped queue processes nothing', () => {
  const worked: string[] = [];
  const { queue, pass } = createQueue((key) => void worked.push(key));
  queue.addAfter('a', 10);
  queue.add('b');
  queue.stop();
  queue.add('c');
  pass(100);
  expect(worked).toEqual([]);
});
