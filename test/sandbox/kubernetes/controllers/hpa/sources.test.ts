import type { MetricSpec } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, test } from 'vitest';
import type { ApiReply } from '../../../../../sandbox/core/http.ts';
import { MetricsClient } from '../../../../../sandbox/kubernetes/controllers/hpa/metrics-client.ts';
import { SOURCES } from '../../../../../sandbox/kubernetes/controllers/hpa/sources.ts';

const NOW = Date.UTC(2026, 0, 1, 1);
const LONG_AGO = '2026-01-01T00:00:00Z';

/** A pod of two containers that request 500m and 1Gi each, ready for long. */
const pod = (name: string, status: object = {}): Pod => ({
  metadata: { name },
  spec: {
    containers: ['server', 'sidecar'].map((container) => ({
      name: container,
      resources: { requests: { cpu: '500m', memory: '1Gi' } },
    })),
  },
  status: {
    phase: 'Running',
    startTime: LONG_AGO,
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: LONG_AGO }],
    ...status,
  },
});

/** The response of metrics.k8s.io: usage by pod and container. */
const usage = (
  pods: Readonly<Record<string, Readonly<Record<string, object>>>>,
  timestamp = '2026-01-01T00:59:50Z',
) => ({
  body: {
    kind: 'PodMetricsList',
    items: Object.entries(pods).map(([name, containers]) => ({
      metadata: { name },
      timestamp,
      window: '30s',
      containers: Object.entries(containers).map(([container, used]) => ({ name: container, usage: used })),
    })),
  },
});

const evaluate = (spec: MetricSpec, pods: Pod[], reply: ApiReply, collects = true) => {
  const asked: string[] = [];
  const client = new MetricsClient({
    store: {
      list: () => [{ spec: { group: 'custom.metrics.k8s.io', version: 'v1beta1', versionPriority: 1 } }] as never[],
    },
    collectsResources: () => collects,
    request: async (_, path) => {
      asked.push(path);
      return reply;
    },
  });
  const scale = { replicas: pods.length, statusReplicas: pods.length, selector: 'app=a' };
  const subject = { namespace: 'default', scale, pods, tolerances: { up: 0.1, down: 0.1 }, now: NOW };
  return Object.assign(SOURCES[spec.type]!.evaluate(spec, subject, client), { asked });
};

const cpu = (averageUtilization: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

describe('a resource', () => {
  test('is reckoned over all containers of a pod', async () => {
    const answer = evaluate(cpu(80), [pod('a')], usage({ a: { server: { cpu: '1200m' }, sidecar: { cpu: '400m' } } }));
    // 1600m of 1000m = 160 %: 160 / 80 = 2
    expect(await answer).toEqual({
      replicas: 2,
      name: 'cpu resource utilization (percentage of request)',
      status: {
        type: 'Resource',
        resource: { name: 'cpu', current: { averageUtilization: 160, averageValue: '1600m' } },
      },
    });
    expect(answer.asked).toEqual(['/apis/metrics.k8s.io/v1beta1/namespaces/default/pods?labelSelector=app%3Da']);
  });

  test('may have an absolute target; memory is shown in powers of 1024', async () => {
    const target = { type: 'AverageValue', averageValue: '512Mi' };
    const spec = { type: 'Resource', resource: { name: 'memory', target } };
    const answer = await evaluate(
      spec,
      [pod('a')],
      usage({ a: { server: { memory: '1Gi' }, sidecar: { memory: '0' } } }),
    );
    expect(answer).toMatchObject({
      replicas: 2,
      name: 'memory resource',
      status: { resource: { current: { averageValue: '1Gi' } } },
    });
  });

  test('of one container is reckoned against that container’s request', async () => {
    const target = { type: 'Utilization', averageUtilization: 50 };
    const spec = { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'server', target } };
    const answer = await evaluate(spec, [pod('a')], usage({ a: { server: { cpu: '500m' }, sidecar: { cpu: '9' } } }));
    // 500m of 500m = 100 %: 100 / 50 = 2
    expect(answer).toMatchObject({
      replicas: 2,
      name: 'cpu container resource utilization (percentage of request)',
      status: { containerResource: { container: 'server', current: { averageUtilization: 100 } } },
    });
  });

  const both = usage({ a: { server: { cpu: '3' } }, b: { server: { cpu: '3' } } });

  test.each([
    ['not ready', { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: LONG_AGO }] }],
    ['without a Ready condition', { conditions: [] }],
    [
      'in its first five minutes, not ready',
      {
        startTime: '2026-01-01T00:58:00Z',
        conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:58:00Z' }],
      },
    ],
    [
      // ready at 00:59:40, so a sample of 00:59:50 with a window of 30 s reaches back before that
      'in its first five minutes, with a sample from before it was ready',
      {
        startTime: '2026-01-01T00:58:00Z',
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:59:40Z' }],
      },
    ],
  ])('of a pod %s is not believed for cpu', async (_, status) => {
    // a: 300 %; b counts as idle: (3 + 0) of 2 = 150 %: 150 / 80 = 1.875: ceil(1.875 × 2) = 4
    expect(await evaluate(cpu(80), [pod('a'), pod('b', status)], both)).toMatchObject({
      replicas: 4,
      status: { resource: { current: { averageUtilization: 300 } } },
    });
  });

  test.each([
    [
      'that was ready once',
      { conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:30:00Z' }] },
    ],
    [
      'in its first five minutes, ready for longer than the sample reaches back',
      {
        startTime: '2026-01-01T00:58:00Z',
        conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:59:00Z' }],
      },
    ],
  ])('of a pod %s is believed for cpu', async (_, status) => {
    // 6 of 2 = 300 %: 300 / 80 = 3.75: ceil(3.75 × 2) = 8
    expect(await evaluate(cpu(80), [pod('a'), pod('b', status)], both)).toMatchObject({ replicas: 8 });
  });

  test.each<[string, Pod[], ApiReply, string]>([
    ['nothing', [pod('a')], usage({}), 'no metrics returned from resource metrics API'],
    [
      'no figure for the resource',
      [pod('a')],
      usage({ a: { server: { memory: '1' } } }),
      'did not receive metrics for targeted pods (pods might be unready)',
    ],
    [
      'usage without a request',
      [{ ...pod('a'), spec: { containers: [{ name: 'bare' }] } }],
      usage({ a: { bare: { cpu: '1' } } }),
      'missing request for cpu in container bare of Pod a',
    ],
  ])('with %s fails', async (_, pods, reply, message) => {
    await expect(evaluate(cpu(80), pods, reply)).rejects.toThrow(message);
  });

  test('is not collected where the cluster’s autoscaling add-on is off', async () => {
    const answer = evaluate(cpu(80), [pod('a')], usage({ a: { server: { cpu: '1' } } }), false);
    await expect(answer).rejects.toThrow('no metrics returned from resource metrics API');
    expect(answer.asked).toEqual([]);
  });
});

describe('an object’s metric', () => {
  const describedObject = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'main' };
  const object = (target: object): MetricSpec =>
    ({ type: 'Object', object: { describedObject, metric: { name: 'hits' }, target } }) as MetricSpec;
  const reply = { body: { items: [{ describedObject: { name: 'main' }, value: '30' }] } };

  test('is asked for by the object, and shared by the ready pods', async () => {
    const answer = evaluate(object({ type: 'Value', value: '10' }), [pod('a'), pod('b', { conditions: [] })], reply);
    // 30 / 10 = 3: ceil(3 × 1 ready) = 3
    expect(await answer).toMatchObject({
      replicas: 3,
      name: 'Ingress metric hits',
      status: { object: { current: { value: '30' } } },
    });
    expect(answer.asked).toEqual([
      '/apis/custom.metrics.k8s.io/v1beta1/namespaces/default/ingresses.networking.k8s.io/main/hits',
    ]);
  });

  test('is divided among the pods when the target is an average', async () => {
    const answer = await evaluate(object({ type: 'AverageValue', averageValue: '20' }), [pod('a')], reply);
    // 30 / (20 × 1) = 1.5: ceil(30 / 20) = 2
    expect(answer).toMatchObject({ replicas: 2, status: { object: { current: { averageValue: '30' } } } });
  });

  test('that is missing is reported as upstream reports it', async () => {
    const status = { kind: 'Status', message: 'no such metric' };
    const answer = evaluate(object({ type: 'Value', value: '10' }), [pod('a')], { status: 404, body: status });
    await expect(answer).rejects.toThrow(
      'unable to get metric hits: Ingress on default main/unable to fetch metrics from custom metrics API: no such metric',
    );
  });
});
