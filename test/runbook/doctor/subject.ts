import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Subject } from '../../../runbook/doctor/chain.ts';
import type { Page } from '../../../runbook/doctor/page.ts';

/** Enough of a session for explanations, which ask nothing. */
export const session = {
  complete: (command: unknown) => command,
  config: { CLUSTER_NAME: 'c', CONTROL_PLANE_LOCATION: 'us-east5' },
} as unknown as Session;

export const SERIES = 'vllm:num_requests_waiting';

export function pod(labels: Record<string, string> = { app: 'a' }, spec: object = {}): KubernetesObject {
  return {
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', uid: 'u', labels },
    spec: { nodeName: 'node', containers: [{ name: 'c', ports: [{ containerPort: 8000 }] }], ...spec },
    status: { phase: 'Running', podIP: '10.0.0.1', containerStatuses: [{ name: 'c', ready: true, restartCount: 0 }] },
  };
}

/** A healthy chain of a Deployment `d` in the namespace `n`. */
export function subject(change: Partial<Subject> = {}, pages: Readonly<Record<string, Page>> = {}): Subject {
  return {
    namespace: 'n',
    hpaName: 'h',
    hpa: undefined,
    own: false,
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
    target: {
      kind: 'Deployment',
      metadata: { name: 'd', uid: 'u' },
      spec: { selector: { matchLabels: { app: 'a' } } },
    },
    selector: 'app=a',
    pods: [pod()],
    monitorings: [],
    metric: {
      index: 0,
      type: 'Pods',
      name: `prometheus.googleapis.com|${SERIES}|gauge`,
      series: { name: SERIES, kind: 'gauge' },
    },
    api: undefined,
    page: async (_, port, path) => pages[`${port}${path}`] ?? { text: '', problem: 'refused' },
    ...change,
  };
}
