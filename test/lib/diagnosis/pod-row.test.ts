import { expect, it } from 'vitest';
import { diagnoseText } from '../../../lib/diagnosis/index.ts';
import { brokenPod } from '../../../lib/diagnosis/pod-row.ts';

it.each([
  ['METADATA_SERVER', 'kube-system   gke-metadata-server-4pq8w   0/1   CrashLoopBackOff   516   26h'],
  ['METRICS_SERVER', 'metrics-server-v1.33.0-7c9d6-x2k4q   0/2   Error   3   2m'],
  [
    'ADAPTER_DOWN',
    'custom-metrics   custom-metrics-stackdriver-adapter-65dd5ddc76-h4s5d   0/1   ImagePullBackOff   0   9m',
  ],
  ['GMP_OPERATOR_DOWN', 'gmp-system   gmp-operator-848d58c7c7-h4s5d   0/1   CrashLoopBackOff   7 (2m ago)   14m'],
])('a row of kubectl get pods about a broken pod of the system is %s', (code, row) => {
  expect(diagnoseText(`NAME   READY   STATUS   RESTARTS   AGE\n${row}\n`).map((found) => found.code)).toContain(code);
});

it.each([
  'gke-metadata-server-4pq8w   1/1   Running   0   26h',
  'gke-metadata-server-4pq8w   0/1   ContainerCreating   0   3s',
  'my-gke-metadata-server-checker-4pq8w   0/1   CrashLoopBackOff   4   1h',
  'gke-metadata-server 0/1 CrashLoopBackOff',
])('is no row of a broken pod of that name: %s', (row) => {
  expect(brokenPod('gke-metadata-server').test(row)).toBe(false);
});
