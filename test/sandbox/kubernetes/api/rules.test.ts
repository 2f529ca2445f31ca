import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './fixture.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const post = (path: string, body: object) => api.request(path, { method: 'POST', body });

function podMonitoring(endpoint: object, spec: object = {}) {
  return post('/apis/monitoring.googleapis.com/v1/namespaces/default/podmonitorings', {
    apiVersion: 'monitoring.googleapis.com/v1',
    kind: 'PodMonitoring',
    metadata: { name: 'm' },
    spec: {
      selector: { matchLabels: { app: 'a' } },
      endpoints: [{ port: 8000, interval: '10s', ...endpoint }],
      ...spec,
    },
  });
}

test.each<[string, object, object, string]>([
  [
    'a timeout above the interval',
    { timeout: '1m' },
    {},
    'spec.endpoints[0]: Invalid value: "object": scrape timeout (60s) must not be greater than scrape interval (10s)',
  ],
  ['port 0', { port: 0 }, {}, 'spec.endpoints[0].port: Invalid value: "": Port is required'],
  [
    'a protected label',
    {},
    { targetLabels: { fromPod: [{ from: 'a', to: 'job' }] } },
    'spec.targetLabels.fromPod[0].to: Invalid value: "string": cannot relabel onto protected label "job"',
  ],
  [
    'a relabeling onto a protected label',
    { metricRelabeling: [{ targetLabel: 'cluster', replacement: 'x' }] },
    {},
    'spec.endpoints[0].metricRelabeling[0].targetLabel: Invalid value: "string": cannot relabel onto protected label "cluster"',
  ],
  [
    'a pattern that matches protected labels',
    { metricRelabeling: [{ action: 'labeldrop', regex: '.*' }] },
    {},
    'denied request: Relabeling rule regex would match protected label: "project_id"',
  ],
  [
    'the same port twice',
    {},
    {
      endpoints: [
        { port: 1, interval: '10s' },
        { port: 1, interval: '10s', path: '/b' },
      ],
    },
    "ValidatingAdmissionPolicy 'unique-ports.monitoring.googleapis.com' with binding 'unique-ports.monitoring.googleapis.com' denied request: Ports must be unique across all endpoints",
  ],
])('refuses a PodMonitoring with %s', async (_, endpoint, spec, message) => {
  const { status, json } = await podMonitoring(endpoint, spec);
  expect([status, json.message]).toEqual([422, expect.stringContaining(message)]);
});

test('takes a PodMonitoring whose timeout is below its interval', async () => {
  expect((await podMonitoring({ timeout: '5s' })).status).toBe(201);
});

function autoscaler(metric: object, spec: object = {}) {
  return post('/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers', {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'h' },
    spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'd' }, metrics: [metric], ...spec },
  });
}

const pods = (target: object) => ({ type: 'Pods', pods: { metric: { name: 'm' }, target } });

test.each<[string, object, object, string]>([
  [
    'a Value for pods',
    pods({ type: 'Value', value: '10' }),
    {},
    'spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue',
  ],
  [
    'a target of 0',
    pods({ type: 'AverageValue', averageValue: '0' }),
    {},
    'spec.metrics[0].pods.target.averageValue: Invalid value: resource.Quantity{i:resource.int64Amount{value:0, scale:0}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:"0", Format:"DecimalSI"}: must be positive',
  ],
  [
    'another source than its type',
    { type: 'Pods', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
    {},
    'spec.metrics[0].pods: Required value: must populate information for the given metric source',
  ],
  [
    'two targets of a resource',
    {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50, averageValue: '1' } },
    },
    {},
    'spec.metrics[0].resource.target.averageValue: Forbidden: may not set both a target raw value and a target utilization',
  ],
  [
    'a window above an hour',
    pods({ type: 'AverageValue', averageValue: '1' }),
    { behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } } },
    'spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600',
  ],
])('refuses an autoscaler with %s', async (_, metric, spec, message) => {
  const { status, json } = await autoscaler(metric, spec);
  expect([status, json.message]).toEqual([422, expect.stringContaining(message)]);
});
