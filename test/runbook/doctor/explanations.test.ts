import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import type { Subject } from '../../../runbook/doctor/chain.ts';
import { declaredPorts, isQuotedNumber, mentionedPorts, pathOf, portsOf } from '../../../runbook/doctor/endpoints.ts';
import { nameOnPage, samplesOn, seePages } from '../../../runbook/doctor/exposure.ts';
import { hops, hopsOf } from '../../../runbook/doctor/hops.ts';
import type { MetricsApi } from '../../../runbook/doctor/metrics-api.ts';
import { notExposed } from '../../../runbook/doctor/not-exposed.ts';
import { queryPath } from '../../../runbook/doctor/query.ts';
import { noMonitoring } from '../../../runbook/doctor/scrape-missing.ts';
import { pod, SERIES, session, subject } from './subject.ts';

const monitoring = (namespace: string, selector: object, kind = 'PodMonitoring'): KubernetesObject => ({
  kind,
  metadata: { name: 'm', namespace, uid: 'u' },
  spec: { selector, endpoints: [{ port: 8000, interval: '15s' }] },
});
const all = { matchLabels: { app: 'a' } };
const page = (text: string) => ({ status: 200, text });

describe('a server without the metric', () => {
  const explain = async (change: Partial<Subject>, pages: Parameters<typeof subject>[1]) => {
    const of = subject(change, pages);
    return notExposed(session, of, await seePages(of));
  };
  const withArgs = (...args: string[]) => ({
    target: {
      ...subject().target!,
      spec: { template: { spec: { containers: [{ name: 'c', args }] } } },
    },
  });

  it('runs with --disable-log-stats, as an argument or in a script', async () => {
    const pages = { '8000/metrics': page('http_requests_total 1\n') };
    expect(await explain(withArgs('--port=8000', '--disable-log-stats'), pages)).toMatchObject({
      code: 'SERVER_NO_STATS',
      remedy: expect.stringContaining('"op":"remove","path":"/spec/template/spec/containers/0/args/1"'),
    });
    expect(await explain(withArgs('vllm serve m --disable_log_stats --port 1'), pages)).toMatchObject({
      code: 'SERVER_NO_STATS',
      remedy: expect.stringContaining('"value":"vllm serve m --port 1"'),
    });
    expect(await explain(withArgs('--disable-log-stats=False'), pages)).toMatchObject({ code: 'METRIC_NOT_EXPOSED' });
  });

  it('has a metric that is spelt alike, which the remedy uses', async () => {
    const pages = { '8000/metrics': page('vllm:num_requests_running 1\nvllm:num_request_waiting 2\n') };
    expect(await explain({}, pages)).toMatchObject({
      code: 'METRIC_NOT_EXPOSED',
      remedy: expect.stringContaining('"value":"prometheus.googleapis.com|vllm:num_request_waiting|gauge"'),
    });
  });

  it('has no metrics page, or one that cannot be read from here', async () => {
    expect(await explain({}, {})).toMatchObject({ code: 'NO_METRICS_PAGE', certainty: 'certain' });
    const unreachable = { text: '', problem: 'forbidden', unreachable: true };
    expect(await explain({}, { '8000/metrics': unreachable })).toMatchObject({
      code: 'PAGE_UNREACHABLE',
      certainty: 'unknown',
    });
  });
});

describe('pods that nothing scrapes', () => {
  const explain = (change: Partial<Subject>) => noMonitoring(session, subject(change));

  it.each<[string, Subject['monitorings']]>([
    ['MANAGED_PROMETHEUS_OFF', undefined],
    ['SCRAPE_MISSING', []],
    ['SCRAPE_MISSING', [monitoring('other', { matchLabels: { app: 'b' } })]],
    ['SCRAPE_NAMESPACE', [monitoring('other', all)]],
    ['SCRAPE_SELECTOR', [monitoring('n', { matchLabels: { app: 'b' } }), monitoring('other', all)]],
    ['SCRAPE_SELECTOR', [monitoring('n', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] })]],
  ])('are explained by %s', (code, monitorings) => {
    expect(explain({ monitorings })).toMatchObject({ code, certainty: 'certain' });
  });

  it('get a PodMonitoring of their labels, on one line', () => {
    const { remedy } = explain({});
    expect(remedy).toMatch(
      /^printf %s '\{.*"selector":\{"matchLabels":\{"app":"a"\}\}.*\}' \| kubectl apply -n n -f -$/,
    );
  });
});

describe('an endpoint', () => {
  const spec = { port: 'metrics', interval: '15s' };

  it('scrapes the ports whose names match, in sidecars too', () => {
    const ports = [{ name: 'metrics', containerPort: 9000 }];
    const sidecar = pod({}, { initContainers: [{ name: 's', ports }] });
    expect(portsOf(spec, sidecar)).toEqual([9000]);
    expect(portsOf({ ...spec, port: 'metric' }, sidecar)).toEqual([]);
    expect(portsOf({ ...spec, port: 1234 }, sidecar)).toEqual([1234]);
    expect(declaredPorts(sidecar).map(({ container }) => container)).toEqual(['c', 's']);
  });

  it('has a port number in quotes as a name', () => {
    expect([isQuotedNumber('8000'), isQuotedNumber(8000), isQuotedNumber('http')]).toEqual([true, false, false]);
    expect(portsOf({ ...spec, port: '8000' }, pod())).toEqual([]);
  });

  it('has a path with its parameters', () => {
    expect(pathOf(spec)).toBe('/metrics');
    expect(pathOf({ ...spec, path: 'm', params: { a: ['1', '2'] } })).toBe('/m?a=1&a=2');
  });

  it('is looked for at the ports of probes and flags', () => {
    const containers = [
      {
        args: ['--port=8001', '--port', '8002', 'x --port 8003'],
        readinessProbe: { httpGet: { path: '/h', port: 8004 } },
      },
    ];
    expect([...mentionedPorts(pod({}, { containers }))].sort()).toEqual([8001, 8002, 8003, 8004]);
  });
});

it('a page tells the labels and the values of a series', async () => {
  const text = `# TYPE ${SERIES} gauge\n${SERIES}{engine="0",model="a{b}"} 3.0\n${SERIES}_other 1\n`;
  const [seen] = await seePages(subject({}, { '8000/metrics': page(text) }));
  expect(samplesOn(seen!, SERIES)).toEqual([{ labels: { engine: '0', model: 'a{b}' }, value: '3.0' }]);
});

it('a series that metricRelabeling renames has another name on the page', async () => {
  const rule = { sourceLabels: ['__name__'], regex: 'vllm_(.*)', targetLabel: '__name__', replacement: 'vllm:$1' };
  const renaming = monitoring('n', all);
  const endpoints = [{ port: 8000, interval: '15s', metricRelabeling: [rule] }];
  const of = subject(
    { monitorings: [{ ...renaming, spec: { ...renaming.spec, endpoints } }] },
    {
      '8000/metrics': page('vllm_num_requests_waiting 3\n'),
    },
  );
  const [seen] = await seePages(of);
  expect(nameOnPage(of, seen!)).toBe('vllm_num_requests_waiting');
  expect(nameOnPage({ ...of, monitorings: [renaming] }, seen!)).toBeUndefined();
});

describe('the question of the autoscaler', () => {
  const path = (metric: object) => queryPath(subject({ metric: { index: 0, type: 'Pods', name: 'x', ...metric } }));

  it.each([
    [{ type: 'Pods' }, '/apis/custom.metrics.k8s.io/v1beta2/namespaces/n/pods/*/x?labelSelector=app%3Da'],
    [
      { type: 'Object', object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'i' } },
      '/apis/custom.metrics.k8s.io/v1beta2/namespaces/n/ingresses.networking.k8s.io/i/x',
    ],
    [
      { type: 'Object', object: { kind: 'Namespace', name: 'n' } },
      '/apis/custom.metrics.k8s.io/v1beta2/namespaces/n/metrics/x',
    ],
    [
      { type: 'External', selector: { matchLabels: { 'metric.labels.pod': 'p' } } },
      '/apis/external.metrics.k8s.io/v1beta1/namespaces/n/x?labelSelector=metric.labels.pod%3Dp',
    ],
    [{ type: 'Resource', name: 'cpu' }, '/apis/metrics.k8s.io/v1beta1/namespaces/n/pods?labelSelector=app%3Da'],
  ])('of %j is the path %s', (metric, wanted) => {
    expect(path(metric)).toBe(wanted);
  });
});

describe('the hops', () => {
  const ids = (change: Partial<Subject>) => hopsOf(subject(change)).map(({ id }) => id);
  const api = (program: MetricsApi['program']) => ({ api: { program } as MetricsApi });

  it('are all of them for a metric of Managed Service for Prometheus', () => {
    expect(ids(api('stackdriver'))).toEqual(hops.map(({ id }) => id));
  });

  it('leave out Cloud Monitoring for an adapter that does not read it, and the server for a resource', () => {
    expect(ids(api('prometheus-adapter'))).toEqual(['server', 'adapter', 'hpa']);
    expect(ids({ metric: { index: 0, type: 'Resource', name: 'cpu' } })).toEqual(['adapter', 'hpa']);
  });
});
