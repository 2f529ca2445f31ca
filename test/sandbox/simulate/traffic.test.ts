import { describe, expect, it } from 'vitest';
import { parseStages, poisson, readTrace } from '../../../sandbox/simulate/traffic.ts';
import { limitsOf, numbersOf, timeOf, whole } from '../../../sandbox/simulate/values.ts';

const line = (timestamp: number): string => JSON.stringify({ timestamp, input_length: 8, output_length: 50 });
const refused = expect.objectContaining({ code: 'SIMULATION_INPUT' });

describe('the traffic of stages', () => {
  it('has the rate of each stage, also while it changes', () => {
    const arrivals = poisson(parseStages('1000s:2,1000s:2-10'), { input: 8, output: 100 }, 1);
    const early = arrivals.filter(({ at }) => at < 1_000_000).length;
    expect(early / 2000).toBeCloseTo(1, 1);
    expect((arrivals.length - early) / 6000).toBeCloseTo(1, 1);
  });

  it('has answers whose mean is as asked for', () => {
    const arrivals = poisson(parseStages('1h:1'), { input: 8, output: 100 }, 1);
    const mean = arrivals.reduce((sum, { output }) => sum + output, 0) / arrivals.length;
    expect(mean / 100).toBeCloseTo(1, 1);
  });

  it.each(['10m', '10m:x', '0s:1', ''])('refuses %j', (text) => {
    expect(() => parseStages(text)).toThrow(refused);
  });
});

describe('a trace', () => {
  it('is read line by line', () => {
    expect(readTrace(`${line(0)}\n${line(5)}\n`, 'a')).toEqual([
      { at: 0, input: 8, output: 50 },
      { at: 5, input: 8, output: 50 },
    ]);
  });

  it.each([
    ['a missing field', '{"timestamp": 0}', 'a:1'],
    ['a time before the one above', `${line(5)}\n${line(1)}`, 'a:2'],
    ['no request', '', 'a has'],
  ])('with %s is refused with its line', (_, text, place) => {
    expect(() => readTrace(text, 'a')).toThrow(expect.objectContaining({ message: expect.stringContaining(place) }));
  });
});

it('values of flags are read, and refused with what was expected', () => {
  expect([timeOf('x', '90s'), whole('x', '3', 1), numbersOf('x', '1,5')]).toEqual([90_000, 3, [1, 5]]);
  expect([numbersOf('x', '4:10:3,20'), numbersOf('x', '0.1:0.3:0.1')]).toEqual([
    [4, 7, 10, 20],
    [0.1, 0.2, 0.3],
  ]);
  expect(limitsOf('ttft=2s,e2e=1m')).toEqual({ ttft: 2, e2e: 60 });
  for (const read of [
    () => timeOf('x', '90'),
    () => whole('x', '0', 1),
    () => numbersOf('x', '1,a'),
    () => numbersOf('x', '4:2'),
    () => numbersOf('x', '1:9:0'),
    () => numbersOf('x', '1:2:3:4'),
    () => limitsOf('itl=1s'),
  ])
    expect(read).toThrow(refused);
});
