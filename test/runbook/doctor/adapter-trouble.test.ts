import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../../lib/command/refusal.ts';
import { adapterTrouble, usesLegacyModel, withoutValue } from '../../../runbook/doctor/adapter-trouble.ts';
import type { Subject } from '../../../runbook/doctor/chain.ts';
import type { MetricsApi } from '../../../runbook/doctor/metrics-api.ts';
import { pod, session, subject } from './subject.ts';

const NEW_MODEL = ['/adapter', '--use-new-resource-model=true'];

function api(change: Partial<MetricsApi> = {}): MetricsApi {
  const args = change.args ?? NEW_MODEL;
  return {
    version: 'v1beta2',
    name: 'v1beta2.custom.metrics.k8s.io',
    service: { name: 'adapter', namespace: 'custom-metrics' },
    available: true,
    message: '',
    pods: [pod({ app: 'adapter', 'pod-template-hash': 'h' }, { containers: [{ name: 'c', command: args }] })],
    program: 'stackdriver',
    args,
    ...change,
  };
}

const refusal = (message: string, kind: Refusal['kind'] = 'other'): Refusal => ({ tool: 'kubectl', kind, message });
const explain = (said: Refusal, change: Partial<Subject> = {}) =>
  adapterTrouble(session, subject({ api: api(), ...change }), said);
const metric = (change: object) => ({ metric: { ...subject().metric, ...change } });
const NO_DESCRIPTOR = 'the server could not find the descriptor for metric "x"';

describe('a refusal of the metrics API', () => {
  it.each<[string, Refusal, Partial<Subject>]>([
    [
      'ADAPTER_THROTTLED',
      refusal("googleapi: Error 429: Quota exceeded for quota metric 'Time series queries', rateLimitExceeded"),
      {},
    ],
    [
      'ADAPTER_THROTTLED',
      refusal('the server has received too many requests and has asked us to try again later', 'throttled'),
      {},
    ],
    ['ADAPTER_MISSING', refusal('the server could not find the requested resource', 'notFound'), { api: undefined }],
    [
      'ADAPTER_MODEL',
      refusal('googleapi: Error 400: not a valid combination', 'unavailable'),
      { api: api({ args: ['/adapter'] }) },
    ],
    [
      'ADAPTER_MODEL',
      refusal(NO_DESCRIPTOR, 'notFound'),
      { api: api({ args: ['/adapter', '--use-new-resource-model=false'] }) },
    ],
    ['ADAPTER_DOWN', refusal('the server is currently unable to handle the request', 'unavailable'), {}],
    [
      'ADAPTER_DOWN',
      refusal('the server is currently unable to handle the request'),
      { api: api({ available: false }) },
    ],
    [
      'ADAPTER_UNSUPPORTED',
      refusal('Operation: "Get namespaced metric by name for resource \\"services\\"" is not implemented'),
      {},
    ],
    ['METRIC_NAME_FORM', refusal(NO_DESCRIPTOR), metric({ name: 'vllm:x', series: { name: 'vllm:x' } })],
    ['METRIC_UNKNOWN', refusal(NO_DESCRIPTOR), { api: api({ program: 'prometheus-adapter' }) }],
    [
      'METRIC_UNKNOWN',
      refusal(NO_DESCRIPTOR),
      metric({ type: 'External', name: 'pubsub.googleapis.com|x', series: undefined }),
    ],
    ['ADAPTER_REFUSES', refusal('Metric label: "x" is not allowed'), {}],
  ])('is %s: %j', async (code, said, change) => {
    expect(await explain(said, change)).toMatchObject({ code, evidence: expect.arrayContaining([said.message]) });
  });

  it('is not explained by the resource model while the adapter does not answer', async () => {
    const said = refusal('the server is currently unable to handle the request', 'unavailable');
    expect(await explain(said, { api: api({ args: ['/adapter'] }) })).toMatchObject({ code: 'ADAPTER_DOWN' });
  });

  it('of the person who asks leaves the adapter unknown', async () => {
    const said =
      'pods.custom.metrics.k8s.io is forbidden: User "me@example.com" cannot get resource "pods/*" in API group "custom.metrics.k8s.io"';
    expect(await explain(refusal(said, 'forbidden'))).toMatchObject({
      code: 'ADAPTER_NOT_ASKED',
      certainty: 'unknown',
    });
  });

  it('has a remedy that sets the flag of the new resource model in the Deployment', async () => {
    const { remedy } = await explain(refusal(NO_DESCRIPTOR), { api: api({ args: ['/adapter'] }) });
    expect(remedy).toContain('"op":"add","path":"/spec/template/spec/containers/0/command/-"');
  });
});

describe('an answer without a value', () => {
  it('is explained by the legacy resource model or by the labels of the pods', () => {
    expect(withoutValue(session, subject({ api: api({ args: ['/adapter'] }) }))).toMatchObject({
      code: 'ADAPTER_MODEL',
    });
    expect(withoutValue(session, subject({ api: api() }))).toMatchObject({ code: 'ADAPTER_NO_VALUE' });
  });
});

it.each([
  [['--use-new-resource-model=true'], false],
  [['--use-new-resource-model'], false],
  [['--use-new-resource-model=false'], true],
  [[], true],
])('the arguments %j mean the legacy resource model: %s', (args, legacy) => {
  expect(usesLegacyModel(api({ args }))).toBe(legacy);
  expect(usesLegacyModel(api({ args, program: 'prometheus-adapter' }))).toBe(false);
});
