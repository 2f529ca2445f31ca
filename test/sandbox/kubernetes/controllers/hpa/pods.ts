import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { PodMetric } from '../../../../../sandbox/kubernetes/controllers/hpa/pods.ts';

const STATES: Readonly<Record<string, object>> = {
  '': { status: { phase: 'Running' } },
  P: { status: { phase: 'Pending' } },
  F: { status: { phase: 'Failed' } },
  D: { status: { phase: 'Running' }, metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } },
};

/**
 * Pods in short: `35` runs and shows 35, `-` runs and shows nothing; `P` is pending, `F` has failed, `D` is being
 * deleted, each with or without a sample (`P5`).
 */
export function podsOf(text: string): { pods: Pod[]; metrics: Map<string, PodMetric> } {
  const metrics = new Map<string, PodMetric>();
  const pods = text
    .split(' ')
    .filter((each) => each !== '')
    .map((each, index) => {
      const [, state = '', value = '-'] = /^([PFD]?)([\d.]+|-)?$/.exec(each)!;
      const name = `pod-${index}`;
      if (value !== '-') metrics.set(name, { value: Number(value) * 1000, timestamp: 0, window: 60_000 });
      const { metadata, status } = STATES[state] as Pod;
      return { metadata: { name, ...metadata }, status } as Pod;
    });
  return { pods, metrics };
}
