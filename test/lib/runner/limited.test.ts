import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findProcess } from '../../../lib/background/find.ts';
import { recordFile } from '../../../lib/background/record.ts';
import { stopProcess } from '../../../lib/background/start.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import { beginLimited, type Ending, endLimited } from '../../../lib/runner/limited.ts';
import { stopBackground } from '../../../lib/runner/runner.ts';
import { endWatchdog, tellWatchdog } from '../../../lib/runner/watchdog.ts';
import type { Session } from '../../../lib/session/session.ts';
import { step } from '../../../lib/step/step.ts';
import { type Place, place } from '../../runbook/place.ts';

const HOUR = 3_600_000;

describe('a run with a limit', () => {
  let at: Place;
  let session: Session;
  const end = step({ id: 'end', title: '', section: '', actions: () => [], done: () => [] });
  const ending: Ending = {
    watchdog: { name: 'limited', module: new URL('./watching.ts', import.meta.url).href },
    step: async () => end,
    report: async () => undefined,
    name: () => 'end it',
    command: () => 'end',
  };

  beforeAll(async () => {
    at = await place();
    session = at.session({ NAMESPACE: `limited-${process.pid}` });
  });
  afterEach(async () => {
    await stopBackground(session);
    await stopProcess('limited', session);
    at.said.length = 0;
  });
  afterAll(() => at.clear());

  const watchdog = () => findProcess(recordFile('limited', session));
  const begin = (keep: boolean, longest: number, stop: (reason: unknown) => void = () => undefined) =>
    beginLimited({ longest }, { keep, runbook: { ending }, session, stop });

  it('ends with LIMIT_REACHED once the time has passed', async () => {
    const pace = session.pace('wait');
    let limited: Awaited<ReturnType<typeof begin>> | undefined;
    const reason = await new Promise((resolve) => {
      void begin(false, HOUR / 60, resolve).then((it) => {
        limited = it;
      });
    });
    pace.release();
    expect(reason).toMatchObject({ code: 'LIMIT_REACHED' });
    expect(limited?.reached).toBe(true);
  });

  it('has a watchdog that outlives it, and names it', async () => {
    await begin(true, HOUR);
    await stopBackground(session);
    const { pid } = (await watchdog())!;
    const notes = at.said.flatMap((entry) => (entry.kind === 'note' ? [entry.text] : []));
    expect(notes.join('\n')).toContain(`Process ${pid} `);
  });

  it('stops its watchdog when it has deleted everything, and leaves it when it keeps something', async () => {
    await (await begin(true, HOUR)).finish(session);
    expect(await watchdog()).toMatchObject({ pid: expect.any(Number) });
    await (await begin(false, HOUR)).finish(session);
    expect(await watchdog()).toBeUndefined();
  });

  describe('at its limit', () => {
    beforeAll(() => {
      const own = { ...session.environment, TARGET: 'sandbox', NAMESPACE: session.config.NAMESPACE };
      for (const [name, value] of Object.entries(own)) vi.stubEnv(name, value);
    });
    afterAll(() => void vi.unstubAllEnvs());

    const limitReached = async (step: Ending['step']): Promise<number> => {
      const own = { ...ending, step };
      const limited = await beginLimited(
        { longest: HOUR },
        { keep: true, runbook: { ending: own }, session, stop: () => undefined },
      );
      return endLimited(limited, { steps: [], ending: own }, { stopTarget: false });
    };

    it('stops its watchdog when the run itself has done what the watchdog would do', async () => {
      expect(await limitReached(async () => end)).toBe(0);
      expect(await watchdog()).toBeUndefined();
    });

    it('leaves its watchdog when the run itself has failed', async () => {
      const actions = () => {
        throw new RunbookError('WAIT_FAILED', 'no');
      };
      const fails = step({ ...end, repeats: true, actions });
      expect(await limitReached(async () => fails)).not.toBe(0);
      expect(await watchdog()).toMatchObject({ pid: expect.any(Number) });
    });
  });

  it('is named by a later run without a limit, with the process to end', async () => {
    const said = () => at.said.flatMap((entry) => (entry.kind === 'warning' ? [entry.text] : []));
    expect(await tellWatchdog(ending.watchdog, session, ending.name)).toBe(false);
    expect(said()).toEqual([]);
    await begin(true, HOUR);
    const { pid } = (await watchdog())!;
    expect(await tellWatchdog(ending.watchdog, session, ending.name)).toBe(true);
    expect(said()).toEqual([expect.stringMatching(new RegExp(`1h.*end it\\.[^]*kill ${pid}$`))]);
  });

  it('no longer applies once its watchdog is ended', async () => {
    await begin(true, HOUR);
    expect(await endWatchdog(ending.watchdog, session)).toBe(true);
    expect(await watchdog()).toBeUndefined();
    expect(await endWatchdog(ending.watchdog, session)).toBe(false);
  });

  it('is refused by a runbook without an ending', async () => {
    const refused = beginLimited({ longest: HOUR }, { keep: true, runbook: {}, session, stop: () => undefined });
    await expect(refused).rejects.toMatchObject({ code: 'USAGE' });
  });
});
