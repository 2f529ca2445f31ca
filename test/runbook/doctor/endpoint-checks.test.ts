import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { metricNames } from '../../../lib/metrics/index.ts';
import type { Subject } from '../../../runbook/doctor/chain.ts';
import { type EndpointFacts, faultOf } from '../../../runbook/doctor/endpoint-checks.ts';
import { type EndpointSpec, intervalOf } from '../../../runbook/doctor/endpoints.ts';
import type { Seen } from '../../../runbook/doctor/exposure.ts';
import { targetStatus } from '../../../runbook/doctor/target-status.ts';

const SERIES = 'vllm:num_requests_waiting';
const TEXT = `# TYPE ${SERIES} gauge\n${SERIES}{engine="0"} 3\n`;

const seen = (status: number | undefined, text: string, port = 8000): Seen => ({
  pod: 'p',
  port,
  path: '/metrics',
  page: { text, ...(status === undefined ? { problem: 'refused' } : { status }) },
  names: metricNames(text),
});
const right = seen(200, TEXT);

const pod = (status: object = {}): KubernetesObject => ({
  kind: 'Pod',
  metadata: { name: 'p', uid: 'u', labels: { app: 'a' } },
  spec: { nodeName: 'n', containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8000 }] }] },
  status: { phase: 'Running', podIP: '10.0.0.1', ...status },
});

function facts(
  endpoint: Partial<EndpointSpec> = {},
  more: Partial<EndpointFacts> & { spec?: object; status?: object } = {},
): EndpointFacts {
  const { spec, status, ...rest } = more;
  const monitoring = {
    kind: 'PodMonitoring',
    metadata: { name: 'm', uid: 'u', namespace: 'n' },
    spec: { ...spec },
    status,
  };
  const subject = {
    metric: { type: 'Pods', name: 'x', series: { name: SERIES, kind: 'gauge' } },
  } as unknown as Subject;
  return { subject, monitoring, endpoint: { port: 8000, ...endpoint }, pods: [pod()], own: [right], right, ...rest };
}

const code = (...of: Parameters<typeof facts>): string | undefined => faultOf(facts(...of))?.code;
const down = { name: 'PodMonitoring/n/m/8000', activeTargets: 1, unhealthyTargets: 1 };
const up = { ...down, unhealthyTargets: 0 };
const rename = [{ sourceLabels: ['__name__'], regex: 'vllm:(.*)', targetLabel: '__name__', replacement: 'x_$1' }];
const drop = [{ action: 'drop', sourceLabels: ['engine'], regex: '0' }];

describe('an endpoint of a PodMonitoring', () => {
  it.each([
    ['a number', facts()],
    ['a name', facts({ port: 'http' })],
    ['a name as a regular expression', facts({ port: 'ht.*' })],
    [
      'rules that leave the series alone',
      facts({ metricRelabeling: [{ action: 'drop', sourceLabels: ['__name__'], regex: 'python_.*' }] }),
    ],
    [
      'a pod that waits beside one that runs',
      facts({}, { pods: [pod(), pod({ phase: 'Pending', podIP: undefined })] }),
    ],
    ['an unknown target status', facts({}, { status: {} })],
    ['a target that is up', facts({}, { status: { endpointStatuses: [up] } })],
  ])('has no fault with %s', (_, given) => {
    expect(faultOf(given)).toBeUndefined();
  });

  it.each<[string, string | undefined]>([
    ['SCRAPE_PORT_NAME', code({ port: 'metrics' }, { own: [] })],
    ['SCRAPE_PORT_QUOTED', code({ port: '8000' }, { own: [] })],
    ['SCRAPE_PORT', code({ port: 9 }, { own: [seen(undefined, '', 9)] })],
    ['SCRAPE_PATH', code({}, { own: [seen(404, '')] })],
    ['SCRAPE_AUTH', code({}, { own: [seen(401, '')] })],
    ['SCRAPE_WRONG_PAGE', code({}, { own: [seen(200, 'go_threads 1\n')] })],
    ['SCRAPE_SCHEME', code({ scheme: 'https' })],
    ['SCRAPE_RELABEL_DROPS', code({ metricRelabeling: drop })],
    ['SCRAPE_RELABEL_RENAMES', code({ metricRelabeling: rename })],
    ['SCRAPE_RELABEL_POD', code({ metricRelabeling: [{ action: 'labeldrop', regex: 'pod' }] })],
    ['SCRAPE_RELABEL_DROPS', code({ metricRelabeling: [{ action: 'drop', sourceLabels: ['pod'], regex: 'p' }] })],
    ['SCRAPE_LIMIT', code({}, { spec: { limits: { samples: 0.5 } } })],
    ['SCRAPE_NO_POD_LABEL', code({}, { spec: { targetLabels: { metadata: ['node'] } } })],
    ['SCRAPE_INTERVAL', code({ interval: '10m' })],
    ['SCRAPE_POD_PHASE', code({}, { pods: [pod({ phase: 'Failed' })] })],
    ['SCRAPE_POD_PHASE', code({}, { pods: [pod({ phase: 'Pending', podIP: undefined })] })],
    ['SCRAPE_NO_TARGETS', code({}, { status: { endpointStatuses: [] } })],
    ['SCRAPE_TARGETS_DOWN', code({}, { status: { endpointStatuses: [down] } })],
    ['SCRAPE_CONFIG', code({}, { status: { conditions: [{ type: 'ConfigurationCreateSuccess', status: 'False' }] } })],
  ])('has the fault %s', (wanted, found) => {
    expect(found).toBe(wanted);
  });

  it('is corrected with the place where the metric is', () => {
    expect(faultOf(facts({ port: 'metrics' }, { own: [] }))?.endpoint).toMatchObject({ port: 8000, path: '/metrics' });
  });

  it('scrapes a pod that has ended only without filterRunning', () => {
    expect(code({}, { pods: [pod({ phase: 'Succeeded' })], spec: { filterRunning: false } })).toBeUndefined();
  });
});

describe('the target status', () => {
  it('is unknown without the field, and says no target with an empty list', () => {
    const { monitoring } = facts();
    expect(targetStatus(monitoring, 8000)).toEqual({ state: 'unknown' });
    expect(targetStatus({ ...monitoring, status: { endpointStatuses: [] } }, 8000)).toEqual({ state: 'none' });
  });

  it('counts only the targets of its endpoint', () => {
    const { monitoring } = facts({}, { status: { endpointStatuses: [{ ...up, name: 'PodMonitoring/n/m/9000' }] } });
    expect(targetStatus(monitoring, 8000)).toEqual({ state: 'none' });
    expect(targetStatus(monitoring, 9000)).toMatchObject({ state: 'up', active: 1 });
  });

  it('is new before the first scrape', () => {
    const sampleGroups = [{ sampleTargets: [{ health: 'unknown' }] }];
    const { monitoring } = facts({}, { status: { endpointStatuses: [{ ...down, sampleGroups }] } });
    expect(targetStatus(monitoring, 8000)).toEqual({ state: 'new' });
  });
});

it.each([
  ['15s', 15_000],
  ['1m30s', 90_000],
  ['1h', 3_600_000],
  ['', undefined],
])('reads the interval %s', (interval, ms) => {
  expect(intervalOf({ interval })).toBe(ms);
});
