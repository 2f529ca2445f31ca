import { expect, it } from 'vitest';
import { figuresOf, flawOf, type Rung } from '../../../lib/calibration/index.ts';
import { Samples } from '../../../lib/metrics/samples.ts';
import { measured } from '../../../runbook/calibrate/measure.ts';
import { stillSession } from '../../lib/wait/still-session.ts';

/** Tokens of each answer. */
const TOKENS = 100;

interface Server {
  /** In flight, and seconds of each request: then `users / latency` requests a second are answered. */
  readonly users: number;
  readonly latency: number;
  readonly others?: number;
  /** Ctrl-C after half a minute. */
  readonly interrupted?: boolean;
}

/** Measure an ideal server on a fake clock. */
async function rungOf({ users, latency, others = 0, interrupted }: Server): Promise<Rung> {
  const { session, clock, abort } = stillSession();
  const look = async () => {
    // It has run for an hour before.
    const answers = ((clock.now() / 1000 + 3600) * users) / latency;
    const page = new Samples(`vllm:time_to_first_token_seconds_bucket{le="1"} ${answers}
vllm:time_to_first_token_seconds_bucket{le="+Inf"} ${answers}`);
    const gauges = { running: users + others, waiting: 0, cacheUsage: 0.5 };
    const counters = { generated: answers * TOKENS, preemptions: 0, prefixQueries: 0, prefixHits: 0 };
    const totals = { completed: answers, latency: answers * latency, tokens: answers * TOKENS, errors: 0, doubts: [] };
    return [{ samples: page, at: clock.now(), ...gauges, ...counters }, totals] as const;
  };
  const measuring = measured(users, look, session);
  measuring.catch(() => undefined);
  await clock.advance(30_000);
  if (interrupted) abort(new Error('Interrupted'));
  await clock.advance(3_600_000);
  return measuring;
}

it.each([
  [60, { users: 64, latency: 10 }],
  [90, { users: 64, latency: 30 }],
  [80, { users: 2, latency: 10 }],
] as const)('a rung takes %d s: a minute, three latencies or sixteen answers', async (seconds, server) => {
  const { batches } = await rungOf(server);
  expect(batches).toHaveLength(10);
  for (const batch of batches) expect(batch.seconds).toBeCloseTo(seconds / 10, 6);
});

it('an ideal server has its rate and latency, and Little’s law holds', async () => {
  const rung = await rungOf({ users: 64, latency: 16 });
  const { tokenRate, latency, little } = figuresOf(rung);
  expect(tokenRate.mean).toBeCloseTo(400, 6);
  expect(latency).toBeCloseTo(16, 6);
  expect(little).toBeCloseTo(0, 6);
  expect(flawOf(rung)).toBeUndefined();
  expect(rung.timeToFirstToken!.p50).toBeCloseTo(0.5, 6);
});

it('a server that has more requests than were sent is used by others', async () => {
  expect((await rungOf({ users: 64, latency: 10, others: 3 })).doubts).toEqual([]);
  expect((await rungOf({ users: 64, latency: 10, others: 4 })).doubts).toEqual([
    'the server has 4 requests of other clients',
  ]);
});

it('an interruption ends it', async () => {
  await expect(rungOf({ users: 64, latency: 10, interrupted: true })).rejects.toThrow('Interrupted');
});
