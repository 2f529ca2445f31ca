import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { processRuns } from '../../../lib/background/condition.ts';
import { findProcess } from '../../../lib/background/find.ts';
import { recordFile } from '../../../lib/background/record.ts';
import { startProcess, stopProcess } from '../../../lib/background/start.ts';
import { releaseBackground, stopBackground } from '../../../lib/runner/runner.ts';
import type { Session } from '../../../lib/session/session.ts';
import { type Place, place } from '../../runbook/place.ts';

const of = (program: string) => ({
  name: 'work',
  module: new URL(`./${program}.ts`, import.meta.url).href,
});

describe('a background process', () => {
  let at: Place;
  let session: Session;
  const TOKEN = 'hf_backgroundTokenThatStaysHidden';

  beforeAll(async () => {
    at = await place();
    session = at.session({ HF_TOKEN: TOKEN, NAMESPACE: `background-${process.pid}` });
  });
  afterEach(async () => void (await stopProcess('work', session)));
  afterAll(() => at.clear());

  const file = (): string => recordFile('work', session);
  const runs = async (): Promise<boolean> =>
    (await processRuns('work', 'work is running').look(session, session.signal)).state === 'met';
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  async function gone(pid: number): Promise<void> {
    while (isAlive(pid)) await setTimeout(20);
  }

  it('has the configuration of its starter, and reports its state', async () => {
    await startProcess(of('counter'), session);
    const { snapshot } = (await findProcess(file()))!;
    expect(snapshot).toEqual({ model: session.config.MODEL, token: TOKEN.length });
  });

  it('receives secrets in no argument, environment or file', async () => {
    await startProcess(of('counter'), session);
    const { pid } = (await findProcess(file()))!;
    const texts = await Promise.all(
      [`/proc/${pid}/cmdline`, `/proc/${pid}/environ`, file()].map((one) => readFile(one, 'utf8')),
    );
    expect(texts.filter((text) => text.includes(TOKEN))).toEqual([]);
  });

  it('is not started twice', async () => {
    await startProcess(of('counter'), session);
    const first = (await findProcess(file()))!.pid;
    await startProcess(of('counter'), session);
    expect((await findProcess(file()))!.pid).toBe(first);
  });

  it('ends with the run, and adds its result to the report', async () => {
    await startProcess(of('counter'), session);
    const { pid } = (await findProcess(file()))!;
    await stopBackground(session);
    expect(await runs()).toBe(false);
    expect(isAlive(pid)).toBe(false);
    expect(session.report.data.facts.work).toBe('the end');
  });

  it('outlives a run that releases it, and can be stopped by another run', async () => {
    await startProcess(of('counter'), session);
    releaseBackground(session);
    await stopBackground(session);
    const { pid } = (await findProcess(file()))!;
    const other = at.session({ HF_TOKEN: TOKEN, NAMESPACE: session.config.NAMESPACE });
    expect(await stopProcess('work', other)).toBe(true);
    expect(other.report.data.facts.work).toBe('the end');
    await gone(pid);
    expect(await stopProcess('work', other)).toBe(false);
  });

  it.each([
    ['after its longest time', 'brief'],
    ['when its work has no purpose left', 'lost'],
  ])('ends by itself %s', async (_, program) => {
    const pace = session.pace('wait');
    await startProcess(of(program), session);
    releaseBackground(session);
    while (await runs()) await setTimeout(20);
    pace.release();
    expect(await findProcess(file())).toBeUndefined();
  });

  it('counts as gone after it was killed', async () => {
    await startProcess(of('counter'), session);
    const { pid } = (await findProcess(file()))!;
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(await runs()).toBe(false);
    await stopBackground(session);
  });

  it('reports why it cannot start', async () => {
    await expect(startProcess(of('broken'), session)).rejects.toMatchObject({
      code: 'LOAD_INPUT',
      evidence: ['a line'],
      remedy: 'Find something.',
    });
    expect(await runs()).toBe(false);
  });
});
