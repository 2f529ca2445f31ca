import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SandboxClock } from '../../../lib/target/sandbox-clock.ts';
import { type Place, place } from '../../runbook/place.ts';

describe("the sandbox's clock", () => {
  let at: Place;
  let clock: SandboxClock;
  beforeAll(async () => {
    at = await place();
    const { signal, target } = at.session();
    const { apiUrl, accessToken } = target;
    clock = await SandboxClock.open(apiUrl!, await accessToken(signal), signal);
  });
  afterAll(async () => {
    clock?.close();
    await at.clear();
  });

  it.each([0, -1, -60_000])('does not sleep when the time has passed (%i ms)', async (ms) => {
    await clock.sleep(ms);
  });

  it('takes an hour in which nothing happens to its end, and does not run ahead of it', async () => {
    const { target } = at.session();
    const before = target.clock.now();
    await target.setActivity(new Set(['wait']));
    await target.clock.sleep(3_600_000);
    const passed = target.clock.now() - before;
    await target.setActivity(new Set());
    expect(passed).toBeGreaterThanOrEqual(3_600_000);
    expect(passed).toBeLessThan(3_620_000);
  });

  it('ends every wait with an error when the sandbox refuses a line', async () => {
    const asleep = clock.sleep(3_600_000);
    const paced = clock.setPace(1e9);
    await expect(paced).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
    await expect(asleep).rejects.toMatchObject({ code: 'TARGET_UNREACHABLE' });
  });
});
