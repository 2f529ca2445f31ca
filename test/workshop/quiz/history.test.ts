import { describe, expect, test } from 'vitest';
import { loadOf, type Moment, momentsOf, scaleOutIn } from '../../../workshop/quiz/run/history.ts';

/** A sample every 15 s: waiting, running, pods. */
const history = (...samples: readonly (readonly [number, number, number])[]): Moment[] =>
  samples.map(([waiting, running, pods], index) => ({ time: index * 15_000, waiting, running, pods }));
const times = (count: number, sample: readonly [number, number, number]) => Array.from({ length: count }, () => sample);

test('adds the pods up at each time', () => {
  const series = (value: number, ...at: number[]) => ({ labels: {}, points: at.map((time) => [time, value] as const) });
  expect(momentsOf([series(384, 0, 15), series(2, 15)], [series(128, 0, 15), series(64, 15)])).toEqual([
    { time: 0, waiting: 384, running: 128, pods: 1 },
    { time: 15, waiting: 386, running: 192, pods: 2 },
  ]);
});

describe('the scale-out', () => {
  const idle = times(4, [0, 0, 1]);
  const queue = times(8, [384, 128, 1]);
  const both = times(4, [200, 256, 2]);

  test('is from the first waiting request to the first sample of the second replica', () => {
    expect(scaleOutIn(history(...idle, ...queue, ...both, ...idle))).toEqual({ from: 60_000, to: 180_000 });
  });

  test('is that of the last load with a second replica, whatever load comes later', () => {
    const found = scaleOutIn(history(...queue, ...both, ...times(8, [0, 0, 1]), ...queue));
    expect(found).toEqual({ from: 0, to: 120_000 });
  });

  test('survives a sample without a queue', () => {
    expect(scaleOutIn(history(...idle, ...queue, [0, 128, 1], ...queue, ...both))?.from).toBe(60_000);
  });

  test('is undefined without a queue, and without a second replica', () => {
    expect(scaleOutIn(history(...idle, ...queue, ...idle))).toBeUndefined();
    expect(scaleOutIn(history(...idle, ...times(4, [0, 60, 2])))).toBeUndefined();
    expect(scaleOutIn([])).toBeUndefined();
  });
});

describe('a load of some loops', () => {
  const stairs = history(...times(8, [0, 96, 1]), ...times(8, [32, 128, 1]), ...times(8, [0, 96, 1]), [0, 0, 1]);

  test('is its last time', () => {
    expect(loadOf(96, stairs)).toEqual({ from: 240_000, to: 345_000 });
    expect(loadOf(160, stairs)).toEqual({ from: 120_000, to: 225_000 });
  });

  test('is undefined for a number that never ran, or only for a moment', () => {
    expect(loadOf(100, stairs)).toBeUndefined();
    expect(loadOf(160, history([0, 0, 1], [32, 128, 1], [32, 128, 1], [0, 0, 1]))).toBeUndefined();
  });
});
