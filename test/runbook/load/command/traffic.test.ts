import { describe, expect, it } from 'vitest';
import { secondsOf } from '../../../../lib/runner/flag-values.ts';
import { readFlags } from '../../../../lib/runner/flags.ts';
import { FLAGS, HELP } from '../../../../runbook/load/command/flags.ts';
import { rangeOf } from '../../../../runbook/load/command/range.ts';
import { endpoint, planOf } from '../../../../runbook/load/command/run.ts';
import { scheduleOf } from '../../../../runbook/load/command/traffic.ts';

const schedule = (...args: string[]) => scheduleOf(readFlags(FLAGS, args));
const USAGE = expect.objectContaining({ code: 'USAGE' });

it('sends from 64 users for a minute by default', () => {
  expect(schedule()).toMatchObject({ traffic: { kind: 'closed', users: 64, thinkTime: 0 }, seconds: 60 });
});

it('lets users think', () => {
  expect(schedule('--users', '3', '--think', '1.5s').traffic).toEqual({ kind: 'closed', users: 3, thinkTime: 1.5 });
});

it('sends at a rate, poisson by default', () => {
  const stage = { seconds: 120, rate: 2.5, arrivals: 'poisson', burstiness: 1 };
  expect(schedule('--rate', '2.5', '--duration', '2m')).toMatchObject({
    traffic: { kind: 'open', stages: [stage] },
    seconds: 120,
    rate: 2.5,
  });
});

it('sends in stages, which determine the duration', () => {
  const how = { arrivals: 'gamma', burstiness: 0.5 };
  const flags = ['--stages', '60s:2,2m:2-8', '--arrivals', 'gamma', '--burstiness', '0.5'];
  expect(schedule(...flags)).toMatchObject({
    traffic: {
      kind: 'open',
      stages: [
        { seconds: 60, rate: 2, ...how },
        { seconds: 120, rate: 2, to: 8, ...how },
      ],
    },
    seconds: 180,
  });
});

it('takes the times of a trace, and its length', () => {
  const requests = [
    { at: 0, input: 5, output: 6 },
    { at: 2.5, input: 7, output: 8 },
  ];
  const given = readFlags(FLAGS, ['--trace', 'a.jsonl']);
  expect(scheduleOf(given, requests)).toMatchObject({ traffic: { kind: 'trace', requests }, seconds: 2.5 });
});

it.each([
  ['--users', '0'],
  ['--users', '1.5'],
  ['--users', '2', '--rate', '3'],
  ['--think', '1s'],
  ['--users', '2', '--think', '1'],
  ['--rate', '-1'],
  ['--rate', 'many'],
  ['--rate', '1', '--arrivals', 'uniform'],
  ['--rate', '1', '--burstiness', '2'],
  ['--stages', '60s'],
  ['--stages', '60s:2,'],
  ['--stages', '0s:2'],
  ['--stages', '60s:2', '--duration', '5m'],
  ['--duration', '5'],
])('refuses %s %s %s %s', (...args) => {
  expect(() => schedule(...args)).toThrow(USAGE);
});

describe('values', () => {
  it.each([
    ['500ms', 0.5],
    ['90s', 90],
    ['8m', 480],
    ['1h', 3600],
  ])('%s is %d seconds', (text, seconds) => expect(secondsOf('duration', text)).toBe(seconds));

  it('reads one length and a range', () => {
    expect([rangeOf('input', '5'), rangeOf('input', '5-9')]).toEqual([
      { least: 5, most: 5 },
      { least: 5, most: 9 },
    ]);
  });

  it.each(['0', '9-5', '5-', 'x', '-5'])('refuses the length %s', (text) => {
    expect(() => rangeOf('input', text)).toThrow(USAGE);
  });
});

it.each(['http://h:8000', 'http://h:8000/', 'http://h:8000/v1', 'http://h:8000/v1/completions'])(
  'completes %s to the URL of the completions and of the chat',
  (base) => {
    expect([endpoint(base, false), endpoint(base, true)]).toEqual([
      'http://h:8000/v1/completions',
      'http://h:8000/v1/chat/completions',
    ]);
  },
);

it('refuses a URL without http', () => {
  expect(() => endpoint('h:8000', false)).toThrow(USAGE);
});

it.each([
  ['--slo', 'ttft=2s'],
  ['--slo', 'speed=2s'],
  ['--duration', '5s', '--warmup', '5s'],
])('refuses %s %s %s %s before a load', async (...args) => {
  await expect(planOf(readFlags(FLAGS, args))).rejects.toMatchObject({ code: 'USAGE' });
});

it('explains every flag in its help', () => {
  for (const name of Object.keys(FLAGS)) expect(HELP).toContain(`--${name} `);
});
