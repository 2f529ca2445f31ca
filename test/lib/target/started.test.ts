import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { remember, remembered, type Started } from '../../../lib/target/started.ts';
import { type Laptop, laptop } from '../../e2e/laptop.ts';

describe('the cached output of a sandbox start', () => {
  let place: Laptop;
  let answer: Started;
  const { signal } = new AbortController();
  const start = async (): Promise<Started> => {
    const { output } = await place.run('sandbox/cli.ts', ['start', '--json']);
    return JSON.parse(output);
  };

  beforeAll(async () => {
    place = await laptop();
    vi.stubEnv('RUNBOOK_HOME', place.folder);
    answer = await start();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await place.clear();
  });

  it('does not exist before a start', async () => {
    expect(await remembered(place.environment, signal)).toBeUndefined();
  });

  it('is returned as of a running sandbox', async () => {
    expect(answer.started).toBe(true);
    await remember(answer, place.environment);
    expect(await remembered(place.environment, signal)).toEqual({ ...answer, started: false });
  });

  it('is not returned for another PATH or another folder', async () => {
    expect(await remembered({ ...place.environment, PATH: '/bin' }, signal)).toBeUndefined();
    expect(await remembered({ ...place.environment, SANDBOX_HOME: '/elsewhere' }, signal)).toBeUndefined();
  });

  it('is returned only while the sandbox is running', async () => {
    await place.run('sandbox/cli.ts', ['stop']);
    expect(await remembered(place.environment, signal)).toBeUndefined();
    await start();
    expect((await remembered(place.environment, signal))?.url).toBe(answer.url);
  });

  it('is skipped when the folder is not writable', async () => {
    vi.stubEnv('RUNBOOK_HOME', '/dev/null');
    await remember(answer, place.environment);
    expect(await remembered(place.environment, signal)).toBeUndefined();
    vi.stubEnv('RUNBOOK_HOME', place.folder);
  });
});
