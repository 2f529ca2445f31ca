import { describe, expect, it } from 'vitest';
import { lost } from '../../../lib/kubernetes/conditions.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { type ContainerStatus, lastEnd } from '../../../lib/kubernetes/pods.ts';

const NOW = Date.parse('2026-08-01T08:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();
const BACK_OFF = { waiting: { reason: 'CrashLoopBackOff' } };

/** A container that ran for `ran` seconds and ended `ended` seconds ago. */
function status(ended: number, ran: number, state: ContainerStatus['state'] = BACK_OFF): ContainerStatus {
  const terminated = { reason: 'Error', exitCode: 1, startedAt: ago(ended + ran), finishedAt: ago(ended) };
  return { name: 'c', restartCount: 4, ready: false, ...(state && { state }), lastState: { terminated } };
}

const running = (since: number): ContainerStatus['state'] => ({ running: { startedAt: ago(since) } });
const at = (since = 0) => ({ now: NOW, since });

describe('how a container ended last', () => {
  it('counts while the container waits for its restart', () => {
    expect(lastEnd(status(100, 5), at())).toBeDefined();
  });

  it('counts until the next container has run for as long', () => {
    expect(lastEnd(status(30, 60, running(20)), at())).toBeDefined();
  });

  it('does not count once the next container has run longer: an adapter that crashed hours ago', () => {
    expect(lastEnd(status(9_840, 5, running(9_800)), at())).toBeUndefined();
  });

  it('does not count for a wait that began later: a token that is fixed by now', () => {
    expect(lastEnd(status(100, 5), at(NOW - 90_000))).toBeUndefined();
    expect(lastEnd(status(80, 5), at(NOW - 90_000))).toBeDefined();
  });

  it('does not count when the container is ready', () => {
    expect(lastEnd({ ...status(10, 5), ready: true }, at())).toBeUndefined();
  });
});

describe('a pod', () => {
  const pod = (container: ContainerStatus): KubernetesObject => ({
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', uid: '1' },
    status: { containerStatuses: [container] },
  });

  it('fails the wait when its container crashed often, and again since the wait began', () => {
    expect(lost(pod(status(10, 5)), at(NOW - 60_000))).toMatchObject({
      state: 'failed',
      error: { remedy: 'kubectl logs p -c c -n n --previous' },
    });
  });

  it('does not fail the wait for earlier crashes', () => {
    expect(lost(pod(status(70, 5)), at(NOW - 60_000))).toBeUndefined();
  });

  it('does not fail the wait while its container runs again', () => {
    expect(lost(pod(status(10, 50, running(5))), at(NOW - 60_000))).toBeUndefined();
  });

  it('does not fail the wait after few crashes', () => {
    expect(lost(pod({ ...status(10, 5), restartCount: 2 }), at())).toBeUndefined();
  });
});
