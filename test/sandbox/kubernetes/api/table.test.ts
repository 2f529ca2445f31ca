import { expect, test } from 'vitest';
import { age, humanDuration } from '../../../../sandbox/kubernetes/api/table/column.ts';
import { ago, cells, NOW } from './cells.ts';

const [SECOND, MINUTE, HOUR, DAY, YEAR] = [1, 60, 3600, 86_400, 31_536_000];
test.each([
  [-5 * SECOND, '<invalid>'],
  [-1 * SECOND, '0s'],
  [0, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [5 * MINUTE + 10, '5m10s'],
  [10 * MINUTE + 10, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR + 5 * MINUTE, '3h5m'],
  [8 * HOUR + 5 * MINUTE, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY + 3 * HOUR, '2d3h'],
  [8 * DAY + 3 * HOUR, '8d'],
  [700 * DAY, '700d'],
  [2 * YEAR + 30 * DAY, '2y30d'],
  [9 * YEAR + 30 * DAY, '9y'],
])('%d seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds * 1000)).toBe(text);
});

test('an unset time has no age', () => {
  expect(age(undefined, NOW)).toBe('<unknown>');
  expect(age(null, NOW)).toBe('<unknown>');
});

const pods = (current?: object, target: object = { averageValue: '10' }) => ({
  spec: { metrics: [{ type: 'Pods', pods: { target } }] },
  status: { currentMetrics: current ? [{ type: 'Pods', pods: { current } }] : null },
});
const cpu = (current?: number) => ({
  spec: { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 80 } } }] },
  status: {
    currentMetrics:
      current === undefined ? [] : [{ type: 'Resource', resource: { current: { averageUtilization: current } } }],
  },
});
const external = { type: 'External', external: { target: { averageValue: '5' } } };

test.each([
  ['nothing measured yet', pods(), '<unknown>/10'],
  ['a whole number', pods({ averageValue: '35' }), '35/10'],
  ['thousandths', pods({ averageValue: '34972m' }), '34972m/10'],
  ['the processor', cpu(50), 'cpu: 50%/80%'],
  ['the processor unmeasured', cpu(), 'cpu: <unknown>/80%'],
  ['an external average', { spec: { metrics: [external] }, status: {} }, '<unknown>/5 (avg)'],
  [
    'three metrics',
    { spec: { metrics: [external, external, external] } },
    '<unknown>/5 (avg), <unknown>/5 (avg) + 1 more...',
  ],
  ['no metrics', { spec: {} }, '<none>'],
])(
  'an autoscaler’s targets: %s',
  (_what, { spec, status: measured = {} }: { spec: object; status?: object }, targets) => {
    const scaleTargetRef = { kind: 'Deployment', name: 'vllm-tpu' };
    const shown = cells('horizontalpodautoscalers', {
      spec: { ...spec, scaleTargetRef, minReplicas: 1, maxReplicas: 2 },
      status: measured,
    });
    expect(shown).toEqual({
      Name: 'x',
      Reference: 'Deployment/vllm-tpu',
      Targets: targets,
      MinPods: '1',
      MaxPods: 2,
      Replicas: 0,
      Age: '60s',
    });
  },
);

test.each([
  ['pending', { type: 'LoadBalancer', clusterIP: '1.2.3.4' }, {}, '<pending>'],
  [
    'balanced',
    { type: 'LoadBalancer', clusterIP: '1.2.3.4' },
    { loadBalancer: { ingress: [{ ip: '9.9.9.9' }] } },
    '9.9.9.9',
  ],
  ['internal', { type: 'ClusterIP', clusterIP: '1.2.3.4' }, {}, '<none>'],
  ['elsewhere', { type: 'ExternalName', externalName: 'example.com' }, {}, 'example.com'],
])('a service is shown: %s', (_what, spec, state, external) => {
  const ports = [{ port: 8000, nodePort: 30_123, protocol: 'TCP' }];
  const shown = cells('services', { spec: { ...spec, ports }, status: state });
  expect(shown).toMatchObject({ 'External-IP': external, 'Port(s)': '8000:30123/TCP' });
});

test('a node is shown with its state', () => {
  const conditions = [{ type: 'Ready', status: 'True' }];
  const shown = cells('nodes', {
    spec: { unschedulable: true },
    status: { conditions, nodeInfo: { kubeletVersion: 'v1.33.5' } },
  });
  expect(shown).toMatchObject({ Status: 'Ready,SchedulingDisabled', Roles: '<none>', Version: 'v1.33.5' });
});

test('an event is shown with when it was last seen', () => {
  const involvedObject = { kind: 'Pod', name: 'p' };
  const event = {
    involvedObject,
    type: 'Warning',
    reason: 'Failed',
    message: ' text ',
    firstTimestamp: ago(300),
    lastTimestamp: ago(20),
    count: 4,
  };
  expect(cells('events', event)).toMatchObject({
    'Last Seen': '20s',
    Object: 'pod/p',
    Message: 'text',
    'First Seen': '5m',
    Count: 4,
  });
});
