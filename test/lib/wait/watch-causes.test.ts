import { expect, it } from 'vitest';
import { seen as lines } from '../../../lib/diagnosis/index.ts';
import type { LogEntry } from '../../../lib/log/entry.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Clock } from '../../../lib/target/clock.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { watchCauses } from '../../../lib/wait/watch-causes.ts';

/** Simulated time passes in no real time, so that pauses last longer, as on the sandbox. */
function hurried(): { readonly session: Session; readonly said: LogEntry[]; readonly clock: Clock } {
  let now = 0;
  const said: LogEntry[] = [];
  const clock: Clock = {
    now: () => now,
    pace: 200,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const pace = () => ({ change: () => undefined, release: () => undefined });
  const log = { write: (entry: LogEntry) => void said.push(entry) };
  return { session: { target: { clock }, log, pace } as unknown as Session, said, clock };
}

const { signal } = new AbortController();

it('ends with a cause exactly at the end of its patience', async () => {
  const { session, clock } = hurried();
  const looks: number[] = [];
  const evidence = async () => {
    looks.push(clock.now());
    return lines('container', ['OOMKilled']);
  };
  const { cause } = await watchCauses(evidence, session, signal);
  expect(cause).toMatchObject({ code: 'OUT_OF_MEMORY', patience: '15m' });
  expect(looks.at(-1)! - looks[0]!).toBe(duration('15m'));
});

it('logs each cause once, and restarts its patience after another cause', async () => {
  const { session, said, clock } = hurried();
  const seen = ['OOMKilled', 'OOMKilled', 'ErrImagePull', 'OOMKilled'];
  let again = 0;
  const { cause } = await watchCauses(
    async () => {
      const line = seen.shift() ?? 'OOMKilled';
      if (seen.length === 0) again ||= clock.now();
      return lines('container', [line]);
    },
    session,
    signal,
  );
  expect(cause?.code).toBe('OUT_OF_MEMORY');
  expect(clock.now() - again).toBe(duration('15m'));
  expect(said.map((entry) => entry.kind)).toEqual(['cause', 'cause', 'cause']);
});

it('logs that a cause is over, once', async () => {
  const { session, said } = hurried();
  const seen = [lines('log', ['401 Client Error']), [], []];
  await watchCauses(async () => seen.shift() ?? lines('container', ['OOMKilled']), session, signal);
  expect(said.map((entry) => 'code' in entry && [entry.kind, entry.code])).toEqual([
    ['cause', 'HF_TOKEN'],
    ['cause-over', 'HF_TOKEN'],
    ['cause', 'OUT_OF_MEMORY'],
  ]);
});

it('ignores a failure to collect evidence', async () => {
  const { session, said } = hurried();
  const seen = [() => Promise.reject(new Error('no')), async () => [], async () => lines('log', ['401 Client Error'])];
  const { cause } = await watchCauses(
    () => (seen.shift() ?? (async () => lines('log', ['401 Client Error'])))(),
    session,
    signal,
  );
  expect(cause?.code).toBe('HF_TOKEN');
  expect(said).toHaveLength(1);
});

it('reports warnings that no cause explains after five minutes, with what the wait costs, and ends after twenty', async () => {
  const { session, said, clock } = hurried();
  const evidence = async () => lines('event', ['FrobnicationFailed: the frobnicator is out of tune']);
  const { cause } = await watchCauses(evidence, session, signal, { meanwhile: 'A TPU node costs $21.60 an hour.' });
  expect(cause).toBeUndefined();
  expect(clock.now()).toBeGreaterThanOrEqual(duration('20m'));
  expect(said.map(({ kind }) => kind)).toEqual(['warning', 'note']);
});

it('does not end for a symptom', async () => {
  const { session, said } = hurried();
  let looks = 0;
  const ended = new AbortController();
  const evidence = async () => {
    if (++looks === 100) ended.abort(new Error('enough'));
    return lines('log', ['WARNING 08-01 10:00:00 [hub.py:1] 401 Client Error']);
  };
  await expect(watchCauses(evidence, session, ended.signal)).rejects.toThrow('enough');
  expect(said).toEqual([]);
});

it('keeps a cause while only what it explains is to be seen', async () => {
  const { session, said } = hurried();
  let look = 0;
  const evidence = async () =>
    lines('event', [
      look++ % 3 === 0
        ? 'Failed: Failed to pull image "a": toomanyrequests: You have reached your pull rate limit'
        : 'Failed: Error: ImagePullBackOff',
    ]);
  const { cause, evidence: shown } = await watchCauses(evidence, session, signal);
  expect(cause?.code).toBe('IMAGE_RATE_LIMIT');
  expect(shown[0]?.line).toContain('toomanyrequests');
  expect(said).toHaveLength(1);
});
