import { beforeEach, describe, expect, it } from 'vitest';
import { seen } from '../../../lib/diagnosis/index.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { failed } from '../../../lib/wait/condition.ts';
import { duration } from '../../../lib/wait/duration.ts';
import { waitFor } from '../../../lib/wait/wait.ts';
import { settled } from '../fake-clock.ts';
import { type StillSession, stillSession } from './still-session.ts';
import { condition, never, outcome } from './waiting.ts';

describe('a wait that cannot be met', () => {
  let at: StillSession;
  beforeEach(() => {
    at = stillSession();
  });
  it('ends at once with the error of a failed condition', async () => {
    const error = new RunbookError('OPERATION_FAILED', 'it failed');
    const evidence = async () => seen('container', ['because of this']);
    const result = outcome(
      waitFor(
        condition(() => failed(error), { evidence }),
        at.session,
      ),
    );
    await settled();
    expect(result.error).toMatchObject({ code: 'OPERATION_FAILED' });
    expect((result.error as RunbookError).evidence).toContain('because of this');
    expect(at.clock.now()).toBe(0);
  });

  it('throws the error of a look', async () => {
    const error = new RunbookError('COMMAND_FAILED', 'kubectl failed');
    const looks = [never, () => Promise.reject(error)];
    const result = outcome(waitFor(condition(never, { look: async () => looks.shift()!() }), at.session));
    await at.clock.advance(2_000);
    expect(result.error).toBe(error);
  });

  it('ends with a known cause when its patience is over', async () => {
    const evidence = async () => seen('container', ['OOMKilled']);
    const result = outcome(waitFor(condition(never, { evidence, timeout: duration('60m') }), at.session));
    await at.clock.advance(duration('30m'));
    expect(result.error).toMatchObject({ code: 'WAIT_FAILED', diagnosis: 'OUT_OF_MEMORY' });
    expect(at.said).toContainEqual(expect.objectContaining({ kind: 'cause' }));
  });

  it('ends when a needed step is gone', async () => {
    const error = new RunbookError('NOT_DONE', 'run 03 first');
    let collapse = (_: RunbookError): void => undefined;
    at = stillSession({
      collapse: () =>
        new Promise<RunbookError>((resolve) => {
          collapse = resolve;
        }),
    });
    const result = outcome(waitFor(condition(never), at.session));
    await at.clock.advance(5_000);
    expect(result).toEqual({});
    collapse(error);
    await settled();
    expect(result.error).toBe(error);
  });

  it('ends at once with the reason of an aborted session', async () => {
    const result = outcome(waitFor(condition(never), at.session));
    await at.clock.advance(1_000);
    const reason = new RunbookError('ABORTED', 'Interrupted');
    at.abort(reason);
    await settled();
    expect(result.error).toBe(reason);
  });

  it('ends with the reason of its own signal', async () => {
    const own = new AbortController();
    const result = outcome(waitFor(condition(never), at.session, own.signal));
    await at.clock.advance(1_000);
    const reason = new Error('enough');
    own.abort(reason);
    await settled();
    expect(result.error).toBe(reason);
  });
});
