import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findProcess } from '../../../lib/background/find.ts';
import { recordFile } from '../../../lib/background/record.ts';
import { stopProcess } from '../../../lib/background/start.ts';
import { beginLimited, type Ending } from '../../../lib/runner/limited.ts';
import { stopBackground } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { step } from '../../../lib/step/step.ts';
import { type Place, place } from '../../runbook/place.ts';

const HOUR = 3_600_000;

describe('a run with a limit', () => {
  let at: Place;
  let session: Session;
  const ending: Ending = {
    watchdog: { name: 'limited', module: new URL('../background/counter.ts', import.meta.url).href },
    step: async () => step({ id: 'end', title: '', section: '', actions: () => [], done: () => [] }),
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

  it('is refused by a runbook without an ending', async () => {
    const refused = beginLimited({ longest: HOUR }, { keep: true, runbook: {}, session, stop: () => undefined });
    await expect(refused).rejects.toMatchObject({ code: 'USAGE' });
  });
});
