import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { misfit } from '../../../../sandbox/kubernetes/scheduler/filters.ts';
import { podRequests } from '../../../../sandbox/kubernetes/scheduler/pod-requests.ts';

const podOf = (spec: object): KubeObject => ({ spec: { containers: [], ...spec } }) as unknown as KubeObject;

const node = {
  name: 'node-1',
  labels: { zone: 'b', size: '8' },
  taints: [{ key: 'google.com/tpu', value: 'present', effect: 'NoSchedule' }],
  unschedulable: false,
  allocatable: new Map([
    ['cpu', 4],
    ['memory', 2 ** 30],
    ['google.com/tpu', 8],
    ['pods', 2],
  ]),
  used: new Map([
    ['cpu', 3],
    ['pods', 1],
  ]),
};
const TOLERATED = [{ key: 'google.com/tpu', operator: 'Exists', effect: 'NoSchedule' }];

const required = (...matchExpressions: object[]): object => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  },
});

describe('taints', () => {
  test.each<[string, object[], boolean]>([
    ['no toleration', [], false],
    ['any value', [{ key: 'google.com/tpu', operator: 'Exists' }], true],
    ['the value', [{ key: 'google.com/tpu', value: 'present', effect: 'NoSchedule' }], true],
    ['another value', [{ key: 'google.com/tpu', value: 'absent' }], false],
    ['another effect', [{ key: 'google.com/tpu', operator: 'Exists', effect: 'NoExecute' }], false],
    ['everything', [{ operator: 'Exists' }], true],
  ])('%s', (_case, tolerations, fits) => {
    const reasons = misfit(podOf({ tolerations }), node)?.reasons;
    expect(reasons).toEqual(fits ? undefined : ['node(s) had untolerated taint {google.com/tpu: present}']);
  });

  test('a PreferNoSchedule taint does not block a pod', () => {
    const idle = {
      ...node,
      taints: [{ key: 'DeletionCandidateOfClusterAutoscaler', value: '1', effect: 'PreferNoSchedule' }],
    };
    expect(misfit(podOf({}), idle)).toBeUndefined();
  });

  test('a cordoned node takes no pod', () => {
    expect(misfit(podOf({}), { ...node, taints: [], unschedulable: true })?.reasons).toEqual([
      'node(s) were unschedulable',
    ]);
  });
});

describe('selectors and affinities', () => {
  test.each<[object, boolean]>([
    [{ nodeSelector: { zone: 'b' } }, true],
    [{ nodeSelector: { zone: 'c' } }, false],
    [required({ key: 'zone', operator: 'In', values: ['a', 'b'] }), true],
    [required({ key: 'zone', operator: 'NotIn', values: ['a', 'b'] }), false],
    [required({ key: 'disk', operator: 'NotIn', values: ['hdd'] }), true],
    [required({ key: 'zone', operator: 'Exists' }, { key: 'disk', operator: 'Exists' }), false],
    [required({ key: 'disk', operator: 'DoesNotExist' }), true],
    [required({ key: 'size', operator: 'Gt', values: ['4'] }), true],
    [required({ key: 'size', operator: 'Lt', values: ['8'] }), false],
    [required(), false],
  ])('%j', (spec, fits) => {
    const reasons = misfit(podOf({ tolerations: TOLERATED, ...spec }), node)?.reasons;
    expect(reasons).toEqual(fits ? undefined : ["node(s) didn't match Pod's node affinity/selector"]);
  });
});

describe('resources', () => {
  const asking = (requests: object, limits: object = {}): KubeObject =>
    podOf({ tolerations: TOLERATED, containers: [{ resources: { requests, limits } }] });

  test('the remaining resources are sufficient', () => {
    expect(misfit(asking({ cpu: '1000m', memory: '1Gi', 'google.com/tpu': '8' }), node)).toBeUndefined();
  });

  test('a limit without a request is a request', () => {
    expect(misfit(asking({}, { 'google.com/tpu': '9' }), node)?.reasons).toEqual(['Insufficient google.com/tpu']);
  });

  test('each resource that is short is named', () => {
    expect(misfit(asking({ cpu: '1001m', memory: '2Gi' }), node)?.reasons).toEqual([
      'Insufficient cpu',
      'Insufficient memory',
    ]);
  });

  test('eviction helps only where the node is large enough', () => {
    expect(misfit(asking({ cpu: '2' }), node)?.preemptible).toBe(true);
    expect(misfit(asking({ cpu: '5' }), node)?.preemptible).toBe(false);
  });

  test('a node has places for so many pods', () => {
    expect(misfit(asking({}), { ...node, used: new Map([['pods', 2]]) })?.reasons).toEqual(['Too many pods']);
  });

  test('sidecars add to the containers, an init container counts where it needs more', () => {
    const cpu = (amount: string, extra: object = {}): object => ({
      resources: { requests: { cpu: amount } },
      ...extra,
    });
    const sidecar = cpu('250m', { restartPolicy: 'Always' });
    expect(podRequests(podOf({ containers: [cpu('1'), cpu('1')], initContainers: [sidecar] })).get('cpu')).toBe(2.25);
    expect(podRequests(podOf({ containers: [cpu('1')], initContainers: [sidecar, cpu('3')] })).get('cpu')).toBe(3.25);
  });
});
