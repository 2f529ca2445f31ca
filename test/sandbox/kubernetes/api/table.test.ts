import { expect, test } from 'vitest';
import { age, humanDuration } from '../../../../sandbox/kubernetes/api/table/column.ts';
import { tableOf } from '../../../../sandbox/kubernetes/api/table/table.ts';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { STORED } from '../../../../sandbox/kubernetes/resources/types.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

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

/** What `kubectl get` shows of the object, by column. */
function cells(resource: string, object: object): Record<string, unknown> {
  const metadata = { name: 'x', creationTimestamp: ago(60), ...(object as { metadata?: object }).metadata };
  const whole = { ...object, metadata } as KubeObject;
  const { columnDefinitions, rows } = tableOf(
    STORED.get(resource)!,
    [whole],
    { resourceVersion: '1' },
    { now: NOW, includeObject: null },
  );
  return Object.fromEntries(columnDefinitions.map(({ name }, index) => [name, rows[0]!.cells[index]]));
}

interface Container {
  readonly state?: object;
  readonly lastState?: object;
  readonly ready?: boolean;
  readonly started?: boolean;
  readonly restartCount?: number;
}
const status = (name: string, container: Container) => ({ name, ready: false, restartCount: 0, ...container });

function pod(options: {
  phase: string;
  containers?: Container[];
  init?: (Container & { sidecar?: boolean })[];
  conditions?: Record<string, string>;
  metadata?: object;
  reason?: string;
}) {
  const { phase, containers = [{}], init = [], conditions = {}, metadata = {}, reason } = options;
  return {
    metadata,
    spec: {
      containers: containers.map((_, i) => ({ name: `c${i}` })),
      initContainers: init.map(({ sidecar }, i) => ({ name: `i${i}`, ...(sidecar && { restartPolicy: 'Always' }) })),
    },
    status: {
      phase,
      ...(reason && { reason }),
      conditions: Object.entries(conditions).map(([type, value]) => ({ type, status: value })),
      containerStatuses: containers.map((container, i) => status(`c${i}`, container)),
      initContainerStatuses: init.map((container, i) => status(`i${i}`, container)),
    },
  };
}
const waiting = (reason: string) => ({ waiting: { reason } });
const terminated = (exitCode: number, reason?: string) => ({
  terminated: { exitCode, finishedAt: ago(30), ...(reason && { reason }) },
});
const running = { state: { running: {} }, ready: true };

test.each<[string, Parameters<typeof pod>[0], string, string, string]>([
  ['pending', { phase: 'Pending', containers: [] }, '0/0', 'Pending', '0'],
  [
    'pulling',
    { phase: 'Pending', containers: [{ state: waiting('ContainerCreating') }] },
    '0/1',
    'ContainerCreating',
    '0',
  ],
  ['running', { phase: 'Running', containers: [running, running] }, '2/2', 'Running', '0'],
  ['not ready', { phase: 'Running', containers: [{ state: { running: {} } }] }, '0/1', 'Running', '0'],
  [
    'crashing',
    {
      phase: 'Running',
      containers: [{ state: waiting('CrashLoopBackOff'), restartCount: 3, lastState: terminated(1, 'Error') }],
    },
    '0/1',
    'CrashLoopBackOff',
    '3 (30s ago)',
  ],
  ['completed', { phase: 'Succeeded', containers: [{ state: terminated(0, 'Completed') }] }, '0/1', 'Completed', '0'],
  ['killed', { phase: 'Failed', containers: [{ state: terminated(137, 'OOMKilled') }] }, '0/1', 'OOMKilled', '0'],
  ['an unnamed exit', { phase: 'Failed', containers: [{ state: terminated(3) }] }, '0/1', 'ExitCode:3', '0'],
  ['evicted', { phase: 'Failed', reason: 'Evicted', containers: [] }, '0/0', 'Evicted', '0'],
  [
    'terminating',
    { phase: 'Running', containers: [running], metadata: { deletionTimestamp: ago(1) } },
    '1/1',
    'Terminating',
    '0',
  ],
  ['an init container', { phase: 'Pending', init: [{ state: { running: {} } }] }, '0/1', 'Init:0/1', '0'],
  [
    'a failing init container',
    { phase: 'Pending', init: [{ state: terminated(1, 'Error') }] },
    '0/1',
    'Init:Error',
    '0',
  ],
  [
    'a waiting init container',
    { phase: 'Pending', init: [{ state: waiting('ImagePullBackOff') }] },
    '0/1',
    'Init:ImagePullBackOff',
    '0',
  ],
  [
    'a sidecar that starts',
    {
      phase: 'Pending',
      init: [{ sidecar: true, state: waiting('PodInitializing') }],
      containers: [{ state: waiting('PodInitializing') }],
    },
    '0/2',
    'Init:0/1',
    '0',
  ],
  [
    'a sidecar beside a container that is not ready',
    {
      phase: 'Running',
      init: [{ sidecar: true, ...running, started: true }],
      containers: [{ state: { running: {} } }],
      conditions: { Initialized: 'True' },
    },
    '1/2',
    'Running',
    '0',
  ],
  [
    'a sidecar beside a ready container',
    {
      phase: 'Running',
      init: [{ sidecar: true, ...running, started: true }],
      containers: [running],
      conditions: { Initialized: 'True' },
    },
    '2/2',
    'Running',
    '0',
  ],
])('a pod is shown: %s', (_what, options, ready, reason, restarts) => {
  expect(cells('pods', pod(options))).toMatchObject({ Ready: ready, Status: reason, Restarts: restarts, Age: '60s' });
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
