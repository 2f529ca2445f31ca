import { afterEach, beforeEach } from 'vitest';
import { podMonitoring } from '../../../../../sandbox/kubernetes/controllers/pod-monitoring/controller.ts';
import type { Sample } from '../../../../../sandbox/monitoring/monitoring.ts';
import { openCluster, type TestCluster } from '../../adapter/cluster.ts';

export let cluster: TestCluster;
export let samples: Sample[];

export const start = (options?: Parameters<typeof openCluster>[0]): void => {
  cluster = openCluster(options);
  samples = [];
  cluster.run(
    podMonitoring({ ...cluster, monitoring: { ...cluster.monitoring, ingest: (all) => void samples.push(...all) } }),
  );
};

/** Give each test of a file a cluster. */
export function withCluster(): void {
  beforeEach(() => start());
  afterEach(() => cluster.close());
}

export const monitor = (endpoint: object = {}, spec: object = {}): void => {
  cluster.store.create('podmonitorings', {
    apiVersion: 'monitoring.googleapis.com/v1',
    kind: 'PodMonitoring',
    metadata: { namespace: 'default', name: 'vllm-pod-monitoring' },
    spec: {
      selector: { matchLabels: { app: 'vllm-tpu' } },
      endpoints: [{ port: 8000, path: '/metrics', interval: '15s', ...endpoint }],
      ...spec,
    },
  });
};

export const status = () => cluster.store.get('podmonitorings', 'default', 'vllm-pod-monitoring')!.status;
export const named = (name: string): Sample[] => samples.filter((sample) => sample.name === name);
