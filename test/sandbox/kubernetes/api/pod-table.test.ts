import { expect, test } from 'vitest';
import { ago, cells } from './cells.ts';

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
