import { describe, expect, it } from 'vitest';
import { stageOf } from '../../../lib/kubernetes/conditions.ts';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';

function pod(status: object): KubernetesObject {
  return { kind: 'Pod', metadata: { name: 'p', uid: '1' }, spec: {}, status };
}

describe('the stage of a pod', () => {
  it("is the scheduler's message while the pod has no node", () => {
    const message = '0/1 nodes are available: 1 Insufficient google.com/tpu.';
    const conditions = [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
    expect(stageOf(pod({ phase: 'Pending', conditions }))).toBe(`not scheduled: ${message}`);
  });

  it('is the reason of a waiting container', () => {
    const containerStatuses = [
      { name: 'c', restartCount: 0, state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } },
    ];
    expect(stageOf(pod({ phase: 'Pending', containerStatuses }))).toBe('ImagePullBackOff: no such image');
  });

  it('includes the sidecars', () => {
    const initContainerStatuses = [
      { name: 'gke-gcsfuse-sidecar', restartCount: 0, state: { waiting: { reason: 'PodInitializing' } } },
    ];
    expect(stageOf(pod({ phase: 'Pending', initContainerStatuses }))).toBe('PodInitializing');
  });

  it('distinguishes a running pod from a ready one', () => {
    expect(stageOf(pod({ phase: 'Running' }))).toBe('running, not ready');
  });
});
