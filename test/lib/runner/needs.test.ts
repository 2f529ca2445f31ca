import { describe, expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { LogEntry } from '../../../lib/log/entry.ts';
import { mustStand, neededSteps, watchNeededSteps } from '../../../lib/runner/needs.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Step, step } from '../../../lib/step/step.ts';
import { failed, type Look, met, pending } from '../../../lib/wait/condition.ts';
import { waitFor } from '../../../lib/wait/wait.ts';

const GONE = pending('there is none');
type State = () => Look<unknown>;

function of(id: string, needs: readonly string[], options: Partial<Step> = {}, ...states: State[]): Step {
  const looks = states.length > 0 ? states : [() => met(1)];
  const done = () => looks.map((look) => ({ what: id, placeholder: 0, timeout: 0, look: async () => look() }));
  return step({ id, title: id, section: id, needs, actions: () => [], done, ...options });
}

/** Time advances to the next wake-up when only waits are left. */
function hurried(): { session: Session; now: () => number } {
  let now = 0;
  const sleeping = new Set<{ readonly until: number; readonly wake: () => void }>();
  const go = (): void => {
    const next = [...sleeping].sort((a, b) => a.until - b.until)[0];
    if (!next) return;
    sleeping.delete(next);
    now = next.until;
    next.wake();
  };
  const clock = {
    now: () => now,
    pace: 1,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        const abort = (): void => {
          sleeping.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { until: now + ms, wake };
        sleeping.add(sleeper);
        signal?.addEventListener('abort', abort);
        setImmediate(go);
      }),
  };
  const pace = () => ({ change: () => undefined, release: () => undefined });
  const log = { write: () => undefined };
  const { signal } = new AbortController();
  return { session: { target: { clock }, pace, log, signal, known: new Map() } as unknown as Session, now: () => now };
}

const commandOf = ({ id }: Step): string => `run ${id}`;
const chain = (cluster?: State, secret?: State): readonly Step[] => [
  of('cluster', [], {}, ...(cluster ? [cluster] : [])),
  of('secret', ['cluster'], {}, ...(secret ? [secret, () => met(1)] : [])),
  of('bucket', []),
  of('server', ['secret', 'bucket']),
  of('ask', ['server'], { readOnly: true }, () => GONE),
  of('load', ['ask'], { outlives: true }, () => GONE),
  of('watch', ['ask', 'load']),
];

describe('the needed steps', () => {
  it('are all direct and indirect needs in order, without steps that only look or run beside it', () => {
    const steps = chain();
    expect(neededSteps(steps.at(-1)!, steps).map(({ id }) => id)).toEqual(['cluster', 'secret', 'bucket', 'server']);
  });

  it('are checked before a step starts, and the first absent one is named with its command', async () => {
    const steps = chain(
      () => GONE,
      () => GONE,
    );
    await expect(mustStand([steps[3]!], steps, hurried().session, commandOf)).rejects.toMatchObject({
      code: 'NOT_DONE',
      message: expect.stringContaining('server needs cluster'),
      evidence: ['there is none'],
      remedy: 'run cluster',
    });
  });

  it('are recommended in one run up to the step where another needed step stands on the absent one', async () => {
    const to = ({ id }: Step): string => `run all to ${id}`;
    const absent = chain(
      () => GONE,
      () => GONE,
    );
    const several = mustStand([absent[3]!], absent, hurried().session, commandOf, to);
    await expect(several).rejects.toMatchObject({ remedy: 'run all to server' });
    const steps = chain().map((one) => (one.id === 'bucket' ? of('bucket', [], {}, () => GONE) : one));
    const single = mustStand([steps[3]!], steps, hurried().session, commandOf, to);
    await expect(single).rejects.toMatchObject({ remedy: 'run bucket' });
  });

  it('are each checked once, and not below a done step', async () => {
    const asked: string[] = [];
    const counting = (id: string, needs: readonly string[]): Step =>
      of(id, needs, {}, () => {
        asked.push(id);
        return met(1);
      });
    const steps = [counting('cluster', []), counting('secret', ['cluster']), of('a', ['cluster', 'secret'])];
    await mustStand([steps[2]!], steps, hurried().session, commandOf);
    expect(asked).toEqual(['secret']);
  });

  it('do not include steps that run beside it', () => {
    const steps = [of('cluster', []), of('load', ['cluster'])];
    const watch = of('watch', ['cluster', 'load'], { during: [steps[1]!] });
    expect(neededSteps(watch, [...steps, watch]).map(({ id }) => id)).toEqual(['cluster']);
  });

  it('are checked for all steps of a run, without those that the run does', async () => {
    const steps = [
      of('cluster', []),
      of('adapter', ['cluster'], {}, () => GONE),
      of('load', []),
      of('hpa', ['adapter']),
    ];
    await mustStand(steps, steps, hurried().session, commandOf);
    await mustStand(steps.slice(1), steps, hurried().session, commandOf);
    await expect(mustStand(steps.slice(2), steps, hurried().session, commandOf)).rejects.toMatchObject({
      message: expect.stringContaining('hpa needs adapter'),
      remedy: 'run adapter',
    });
  });

  it('let the step start when all are done', async () => {
    const steps = chain();
    for (const one of steps) await mustStand([one], steps, hurried().session, commandOf);
  });

  it('may be partly met: a metric without a recent sample does not block a step', async () => {
    const steps = chain(undefined, () => GONE);
    const written: LogEntry[] = [];
    const log = { write: (entry: LogEntry) => void written.push(entry) };
    await mustStand([steps[3]!], steps, { ...hurried().session, log }, commandOf);
    const text = 'secret is only partly done: there is none\nTo run it again: run secret';
    expect(written).toEqual([{ kind: 'warning', text }]);
  });

  it('refuse the step when one can no longer be met', async () => {
    const error = new RunbookError('SCALED_TO_ZERO', 'scaled to 0', { remedy: 'resume' });
    const steps = chain(undefined, () => failed(error));
    await expect(mustStand([steps[3]!], steps, hurried().session, commandOf)).rejects.toBe(error);
  });

  it('end a wait when one is gone in two checks', async () => {
    const steps = chain(() => GONE);
    const { session, now } = hurried();
    const collapse = (signal: AbortSignal) => watchNeededSteps(steps[3]!, steps, session, signal, commandOf);
    const never = { what: 'it comes', placeholder: 0, timeout: 36_000_000, look: async () => pending('not yet') };
    await expect(waitFor(never, { ...session, collapse })).rejects.toMatchObject({
      code: 'NOT_DONE',
      remedy: 'run cluster',
    });
    expect(now()).toBeLessThan(3_600_000);
  });

  it.each<[string, State[]]>([
    ['is unwell, as a rollout is', [() => GONE, () => met(1)]],
    [
      'cannot be asked for',
      [
        () => {
          throw new Error('no answer');
        },
      ],
    ],
    ['seems gone once', [flicker()]],
  ])('do not end a wait when one %s', async (_, states) => {
    const steps = [of('server', [], {}, ...states), of('ask', ['server'])];
    const { session } = hurried();
    const collapse = (signal: AbortSignal) => watchNeededSteps(steps[1]!, steps, session, signal, commandOf);
    let looks = 0;
    const look = async () => (++looks > 40 ? met('here') : pending('not yet'));
    const soon = { what: 'it comes', placeholder: '', timeout: 36_000_000, look };
    expect(await waitFor(soon, { ...session, collapse })).toBe('here');
  });
});

/** Gone at every second look. */
function flicker(): State {
  let looks = 0;
  return () => (looks++ % 2 === 0 ? GONE : met(1));
}
