import { beforeEach, describe, expect, it } from 'vitest';
import type { RefusalKind } from '../../../lib/command/refusal.ts';
import { seen } from '../../../lib/diagnosis/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { failed, met, otherwise, pending } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { settled } from '../fake-clock.ts';
import { type StillSession, stillSession } from './still-session.ts';
import { condition, never, outcome } from './waiting.ts';

describe('a wait', () => {
  let at: StillSession;
  beforeEach(() => {
    at = stillSession();
  });

  it('returns the value of a met condition without waiting', async () => {
    expect(
      await waitFor(
        condition(() => met('value')),
        at.session,
      ),
    ).toBe('value');
    expect(at.clock.now()).toBe(0);
    expect(at.said).toEqual([{ kind: 'met', what: 'disk is empty', elapsed: 0 }]);
  });

  it('logs what is so instead, when it ends with another outcome', async () => {
    const value = await waitFor(
      condition(() => otherwise('full', 'disk is full for good')),
      at.session,
    );
    expect(value).toBe('full');
    expect(at.said).toEqual([{ kind: 'met', what: 'disk is empty', instead: 'disk is full for good', elapsed: 0 }]);
  });

  it('polls until the condition is met', async () => {
    const looks = [never(), never(), met('value')];
    const result = outcome(
      waitFor(
        condition(() => looks.shift()!),
        at.session,
      ),
    );
    await at.clock.advance(duration('1m'));
    expect(result).toEqual({ value: 'value' });
  });

  it('polls after 2 s, then less often, at least every 20 s', async () => {
    const looks: number[] = [];
    outcome(
      waitFor(
        condition(() => {
          looks.push(at.clock.now());
          return never();
        }),
        at.session,
      ),
    );
    await at.clock.advance(duration('3m'));
    const gaps = looks.slice(1).map((moment, index) => moment - looks[index]!);
    expect(gaps.slice(0, 2)).toEqual([2_000, 3_000]);
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
    expect(gaps.at(-1)).toBe(20_000);
    at.abort(new Error('enough'));
  });

  it('logs the condition, the progress, the elapsed time and the timeout', async () => {
    outcome(waitFor(condition(never), at.session));
    await at.clock.advance(3_000);
    expect(at.said).toEqual(
      [0, 2_000].map((elapsed) => ({
        kind: 'waiting',
        what: 'disk is empty',
        progress: 'not yet',
        elapsed,
        timeout: duration('10m'),
      })),
    );
    at.abort(new Error('enough'));
  });

  it('gives up after the timeout, with the last progress and the evidence', async () => {
    const evidence = async () => seen('container', ['something odd']);
    const result = outcome(waitFor(condition(never, { evidence }), at.session));
    await at.clock.advance(duration('10m') - 1);
    expect(result).toEqual({});
    await at.clock.advance(1);
    expect(result.error).toMatchObject({ code: 'WAIT_TIMEOUT' });
    expect((result.error as RunbookError).evidence.join('\n')).toMatch(/not yet.*something odd/s);
  });

  it('gives up in time during a look', async () => {
    const hanging = condition(never, {
      look: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    });
    const result = outcome(waitFor(hanging, at.session));
    await at.clock.advance(duration('10m'));
    expect(result.error).toMatchObject({ code: 'WAIT_TIMEOUT' });
  });

  it('ignores a failure to collect evidence', async () => {
    const evidence = () => Promise.reject(new Error('no evidence'));
    const result = outcome(waitFor(condition(never, { evidence }), at.session));
    await at.clock.advance(duration('10m'));
    expect(result.error).toMatchObject({ code: 'WAIT_TIMEOUT' });
  });
  it.each([
    ['met', () => met('value')],
    ['failed', () => failed(new RunbookError('OPERATION_FAILED', ''))],
  ] as const)('leaves no sleeper when it is %s', async (_, look) => {
    const evidence = async () => [];
    outcome(waitFor(condition(look, { evidence }), at.session));
    await settled();
    expect(at.clock.sleeping).toBe(0);
    expect(at.paces.at(-1)).toBe('released');
  });

  it('lets time run fast only between looks, which run commands', async () => {
    const looks = [never(), met('value')];
    outcome(
      waitFor(
        condition(() => looks.shift()!),
        at.session,
      ),
    );
    await at.clock.advance(duration('1m'));
    expect(at.paces).toEqual(['command', 'wait', 'command', 'wait', 'released']);
  });

  it('uses the watch if there is one, and restarts it when it ends', async () => {
    let watches = 0;
    const watched = condition(never, {
      look: () => Promise.reject(new Error('asked')),
      watch: async function* () {
        watches++;
        yield pending(`watch ${watches}`);
        if (watches === 3) yield met('value');
      },
    });
    const result = outcome(waitFor(watched, at.session));
    await at.clock.advance(duration('1m'));
    expect([result, watches]).toEqual([{ value: 'value' }, 3]);
  });

  const broken = (kind: RefusalKind) =>
    new RunbookError('COMMAND_FAILED', 'kubectl exited with code 1', { cause: { tool: 'kubectl', kind, message: '' } });
  const breaking = (times: number, kind: RefusalKind) => {
    const seen = { watches: 0 };
    const watched = condition(never, {
      watch: async function* () {
        if (++seen.watches <= times) throw broken(kind);
        yield met('value');
      },
    });
    return { watched, seen };
  };

  it.each(['disconnected', 'expired', 'notListening', 'noToken', 'throttled', 'unavailable'] as const)(
    'takes a watch up again that breaks with %s, and logs the reason once',
    async (kind) => {
      const { watched, seen } = breaking(3, kind);
      const result = outcome(waitFor(watched, at.session));
      await at.clock.advance(duration('1m'));
      expect([result, seen.watches]).toEqual([{ value: 'value' }, 4]);
      expect(at.said.filter((entry) => entry.kind === 'warning')).toHaveLength(1);
    },
  );

  it('ends at its limit while every watch breaks', async () => {
    const result = outcome(waitFor(breaking(Number.POSITIVE_INFINITY, 'disconnected').watched, at.session));
    await at.clock.advance(duration('9m'));
    expect(result).toEqual({});
    await at.clock.advance(duration('1m'));
    expect(result.error).toMatchObject({ code: 'WAIT_TIMEOUT' });
  });

  it.each(['forbidden', 'unauthenticated', 'noContext', 'other'] as const)(
    'ends at once when its watch ends with %s, which a new watch would meet again',
    async (kind) => {
      const { watched, seen } = breaking(1, kind);
      const result = outcome(waitFor(watched, at.session));
      await at.clock.advance(0);
      expect([result.error, seen.watches]).toEqual([broken(kind), 1]);
    },
  );

  it('looks once per run for a stable value', async () => {
    let looks = 0;
    const stable = condition(() => met(`value ${++looks}`), { stable: true });
    expect([await waitFor(stable, at.session), await waitFor(stable, at.session)]).toEqual(['value 1', 'value 1']);
    const other = condition(() => met(`value ${++looks}`));
    expect([await waitFor(other, at.session), await waitFor(other, at.session)]).toEqual(['value 2', 'value 3']);
  });

  it('measures time from its own beginning', async () => {
    await at.clock.advance(5_000);
    let isMet = false;
    const result = outcome(
      waitFor(
        condition(() => (isMet ? met('value') : never())),
        at.session,
      ),
    );
    await at.clock.advance(1_000);
    isMet = true;
    await at.clock.advance(600_000);
    expect(result.value).toBe('value');
    const waited = at.said.flatMap((entry) => (entry.kind === 'waiting' || entry.kind === 'met' ? entry.elapsed : []));
    expect(waited[0]).toBe(0);
    expect(Math.max(...waited)).toBeLessThan(600_000);
  });

  it('passes the beginning of the wait to a look', async () => {
    const begins: (number | undefined)[] = [];
    await at.clock.advance(5_000);
    const result = outcome(
      waitFor(
        condition(never, {
          look: async (_session, _signal, since) => {
            begins.push(since);
            return begins.length === 2 ? met('value') : never();
          },
        }),
        at.session,
      ),
    );
    await at.clock.advance(duration('1m'));
    expect([result, begins]).toEqual([{ value: 'value' }, [5_000, 5_000]]);
  });
});
