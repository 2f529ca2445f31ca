import { describe, expect, it } from 'vitest';
import { breaks, type Finding, follow, type Hop, passes, stopsAt } from '../../../lib/checks/hop.ts';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { Session } from '../../../lib/session/session.ts';

const session = { signal: new AbortController().signal } as Session;
const hop = (id: string, finding: () => Promise<Finding>): Hop<string> => ({ id, about: id, examine: finding });
const good = (id: string) => hop(id, async () => passes('fine'));
const bad = (id: string, certainty: 'certain' | 'likely' | 'unknown') =>
  hop(id, async () => breaks('CODE', 'why', 'remedy', { certainty }));
const examined = (...hops: Hop<string>[]) => follow(hops, 'metric', session);

describe('the way of a metric', () => {
  it.each(['certain', 'likely'] as const)('ends at the first hop that breaks it (%s)', async (certainty) => {
    const found = await examined(good('a'), bad('b', certainty), good('c'));
    expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(stopsAt(found)?.id).toBe('b');
  });

  it('goes on after a hop of which nothing is known', async () => {
    const found = await examined(bad('a', 'unknown'), good('b'));
    expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(stopsAt(found)).toBeUndefined();
  });

  it('is not healthy if nothing is known of the last hop', async () => {
    expect(stopsAt(await examined(good('a'), bad('b', 'unknown')))?.id).toBe('b');
  });

  it('counts a question that fails as unknown, with its evidence', async () => {
    const failing = hop('a', () =>
      Promise.reject(new RunbookError('METRICS_QUERY', 'refused', { evidence: ['HTTP 403'] })),
    );
    expect(await examined(failing, good('b'))).toMatchObject([
      { ok: false, code: 'METRICS_QUERY', certainty: 'unknown', evidence: ['HTTP 403'] },
      { ok: true },
    ]);
  });
});
