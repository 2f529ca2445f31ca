import { expect, test } from 'vitest';
import { eventsOf } from '../../../workshop/page/world/events.ts';
import { podOf } from '../../../workshop/page/world/pods.ts';
import { topologyOf } from '../../../workshop/page/world/topology.ts';
import { chips, object, pod, tpuNode } from './objects.ts';

const running = { name: 'vllm', ready: true, restartCount: 0, state: { running: {} } };
const READY = { phase: 'Running', containerStatuses: [running] };

test('puts pods on their nodes, TPU nodes first, and counts the chips in use', () => {
  const cpu = object('Node', 'a-cpu', { status: { conditions: [{ type: 'Ready', status: 'True' }] } });
  const pods = [pod('p1', READY, { nodeName: 'tpu', ...chips(8) }), pod('p2', { phase: 'Pending' }, chips(8))];
  const { nodes, homeless } = topologyOf([cpu, tpuNode('tpu')], pods);
  expect(
    nodes.map(({ name, chips, usedChips, pods }) => [name, chips, usedChips, pods.map((one) => one.name)]),
  ).toEqual([
    ['tpu', 8, 8, ['p1']],
    ['a-cpu', 0, 0, []],
  ]);
  expect(homeless.map(({ name }) => name)).toEqual(['p2']);
});

test('a pod on a node that is gone has no node', () => {
  const { homeless } = topologyOf([], [pod('p', READY, { nodeName: 'gone' })]);
  expect(homeless).toHaveLength(1);
});

test('shows a bounded number of nodes and says how many are hidden', () => {
  const { nodes, hiddenNodes } = topologyOf(
    Array.from({ length: 30 }, (_, at) => tpuNode(`n${at}`)),
    [],
  );
  expect([nodes.length, hiddenNodes]).toEqual([24, 6]);
});

test.each([
  ['Running', 'good', READY, {}],
  ['Running', 'busy', { phase: 'Running', containerStatuses: [{ ...running, ready: false }] }, {}],
  ['Terminating', 'over', READY, { deletionTimestamp: '2026-01-01T00:00:00Z' }],
  ['Pending', 'busy', { phase: 'Pending' }, {}],
  ['Failed', 'bad', { phase: 'Failed' }, {}],
  [
    'CrashLoopBackOff',
    'bad',
    {
      phase: 'Running',
      containerStatuses: [
        {
          name: 'vllm',
          ready: false,
          restartCount: 3,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'm' } },
        },
      ],
    },
    {},
  ],
  [
    'ContainerCreating',
    'busy',
    {
      phase: 'Pending',
      containerStatuses: [
        { name: 'vllm', ready: false, restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } },
      ],
    },
    {},
  ],
] as const)('a pod is %s, which is %s', (status, mood, state, metadata) => {
  expect(podOf(pod('p', state, {}, metadata))).toMatchObject({ status, mood });
});

test('a pod that no node takes says what the scheduler says', () => {
  const conditions = [{ type: 'PodScheduled', status: 'False', message: '0/1 nodes are available' }];
  expect(podOf(pod('p', { phase: 'Pending', conditions })).why).toBe('0/1 nodes are available');
});

test('events come newest first, bounded and cut, and only from the given namespaces', () => {
  const event = (name: string, namespace: string, second: number) =>
    object(
      'Event',
      name,
      { type: 'Warning', message: 'x'.repeat(1000), lastTimestamp: new Date(second * 1000).toISOString() },
      { namespace },
    );
  const many = Array.from({ length: 60 }, (_, at) => event(`e${at}`, 'vllm', at));
  const shown = eventsOf([...many, event('other', 'kube-system', 99)], ['vllm']);
  expect([shown.length, shown[0]!.id, shown[0]!.message.length]).toEqual([40, 'uid-e59', 301]);
});
