import { describe, expect, it } from 'vitest';
import { shareOf, type Traffic } from '../../../../lib/load/index.ts';

const shares = (traffic: Traffic, of: number): readonly Traffic[] =>
  Array.from({ length: of }, (_, index) => shareOf(traffic, { index, of }));

describe('shareOf', () => {
  it('gives each client as many users as whole numbers allow, and loses none', () => {
    const parts = shares({ kind: 'closed', users: 10, thinkTime: 2 }, 4);
    expect(parts.map((part) => part.kind === 'closed' && part.users)).toEqual([3, 3, 2, 2]);
    expect(parts).toMatchObject(parts.map(() => ({ kind: 'closed', thinkTime: 2 })));
  });

  it('divides the rates of each stage, from the first to the last second', () => {
    const stages = [
      { seconds: 60, rate: 2, arrivals: 'poisson' },
      { seconds: 30, rate: 2, to: 8, arrivals: 'gamma', burstiness: 0.5 },
    ] as const;
    expect(shareOf({ kind: 'open', stages }, { index: 3, of: 4 })).toEqual({
      kind: 'open',
      stages: [
        { seconds: 60, rate: 0.5, to: 0.5, arrivals: 'poisson' },
        { seconds: 30, rate: 0.5, to: 2, arrivals: 'gamma', burstiness: 0.5 },
      ],
    });
  });

  it('gives each request of a trace to exactly one client, at its time', () => {
    const requests = [0, 1, 2, 3, 4].map((at) => ({ at, input: 1, output: 1 }));
    const parts = shares({ kind: 'trace', requests }, 2);
    expect(parts).toEqual([
      { kind: 'trace', requests: [requests[0], requests[2], requests[4]] },
      { kind: 'trace', requests: [requests[1], requests[3]] },
    ]);
  });
});
