import { type Command, kubectl } from '../../../lib/command/command.ts';
import { ADAPTER } from '../../../runbook/tutorial/names.ts';

export const METRIC = 'vllm:num_requests_waiting';
export const NAME = `prometheus.googleapis.com|${METRIC}|gauge`;
const ENDPOINT = { port: 8000, path: '/metrics', interval: '15s' };
const SELECTOR = { matchLabels: { app: 'vllm-tpu' }, matchExpressions: null };
export const HEALTHY = { spec: { endpoints: [ENDPOINT], selector: SELECTOR, targetLabels: null, limits: null } };
export const pods = (name: string, target: object = { type: 'AverageValue', averageValue: '10' }) => ({
  type: 'Pods',
  pods: { metric: { name }, target },
});

const merge = (resource: string, name: string, change: object): Command =>
  kubectl`patch ${resource} ${name} -n vllm --type=merge -p ${JSON.stringify(change)}`;
export const monitoring = (spec: object): Command => merge('podmonitoring', 'vllm-pod-monitoring', { spec });
const endpoint = (change: object): Command => monitoring({ endpoints: [{ ...ENDPOINT, ...change }] });
export const hpa = (spec: object): Command => merge('hpa', 'vllm-hpa', { spec });
const applying = (object: object): Command => ({
  ...kubectl`apply -f -`,
  input: { kind: 'text', text: JSON.stringify(object) },
});

/** The same series as an External metric. */
export const EXTERNAL = {
  type: 'External',
  external: {
    metric: { name: NAME, selector: { matchLabels: { 'resource.labels.cluster': 'vllm-tpu' } } },
    target: { type: 'AverageValue', averageValue: '10' },
  },
};

/** The metrics adapter with other arguments. */
export const adapterWith = (...words: string[]): Command => {
  const value = ['/adapter', ...words];
  const change = [{ op: 'replace', path: '/spec/template/spec/containers/0/command', value }];
  return kubectl`patch deployment ${ADAPTER.name} -n ${ADAPTER.namespace} --type=json -p ${JSON.stringify(change)}`;
};

/** One break, made with kubectl. The remedy heals it, or `heal` does. */
export interface Break {
  readonly name: string;
  readonly make: readonly Command[];
  readonly hop: string;
  readonly code: string;
  readonly heal?: readonly Command[];
}

/** An autoscaler of the model server like the runbook's, of another name. */
export const autoscaling = (name: string): Command =>
  applying({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name, namespace: 'vllm' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'vllm-tpu' },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [pods(NAME)],
    },
  });

const elsewhere = { apiVersion: 'monitoring.googleapis.com/v1', kind: 'PodMonitoring' };
export const back: Command = hpa({ minReplicas: 1, maxReplicas: 3, metrics: [pods(NAME)] });

export const SCRAPES: readonly Break[] = [
  {
    name: 'a port name that no container has',
    make: [endpoint({ port: 'metrics' })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_PORT_NAME',
  },
  {
    name: 'a port number in quotes',
    make: [endpoint({ port: '8000' })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_PORT_QUOTED',
  },
  {
    name: 'a port on which nothing listens',
    make: [endpoint({ port: 9999 })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_PORT',
  },
  {
    name: 'a path that the server does not have',
    make: [endpoint({ path: '/metricz' })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_PATH',
  },
  {
    name: 'another page of the server',
    make: [endpoint({ path: '/health' })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_WRONG_PAGE',
  },
  {
    name: 'https for a server without TLS',
    make: [endpoint({ scheme: 'https' })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_SCHEME',
  },
  {
    name: 'fewer samples allowed than the page has',
    make: [monitoring({ limits: { samples: 10 } })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_LIMIT',
  },
  {
    name: 'target labels without the pod',
    make: [monitoring({ targetLabels: { metadata: ['container'] } })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_NO_POD_LABEL',
  },
  {
    name: 'a relabelling that drops the metric',
    make: [endpoint({ metricRelabeling: [{ action: 'drop', sourceLabels: ['__name__'], regex: METRIC }] })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_RELABEL_DROPS',
  },
  {
    name: 'an expression that excludes the pods',
    make: [monitoring({ selector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['vllm-tpu'] }] } })],
    hop: 'pod-monitoring',
    code: 'SCRAPE_SELECTOR',
  },
  {
    name: 'a PodMonitoring in another namespace',
    make: [
      kubectl`delete podmonitoring vllm-pod-monitoring -n vllm`,
      applying({
        ...elsewhere,
        metadata: { name: 'vllm', namespace: 'default' },
        spec: { selector: SELECTOR, endpoints: [ENDPOINT] },
      }),
    ],
    hop: 'pod-monitoring',
    code: 'SCRAPE_NAMESPACE',
    heal: [
      kubectl`delete podmonitoring vllm -n default`,
      applying({
        ...elsewhere,
        metadata: { name: 'vllm-pod-monitoring', namespace: 'vllm' },
        spec: { selector: { matchLabels: SELECTOR.matchLabels }, endpoints: [ENDPOINT] },
      }),
    ],
  },
];

export const AUTOSCALERS: readonly Break[] = [
  {
    name: 'a metric that the server does not have',
    make: [hpa({ metrics: [pods('prometheus.googleapis.com|vllm:num_request_waiting|gauge')] })],
    hop: 'server',
    code: 'METRIC_NOT_EXPOSED',
    heal: [back],
  },
  {
    name: 'the wrong kind of the metric',
    make: [hpa({ metrics: [pods(`prometheus.googleapis.com|${METRIC}|counter`)] })],
    hop: 'series',
    code: 'METRIC_KIND',
  },
  {
    name: 'the metric without the prefix of Managed Prometheus',
    make: [hpa({ metrics: [pods(METRIC)] })],
    hop: 'adapter',
    code: 'METRIC_NAME_FORM',
  },
  {
    name: 'an Object metric of a Service',
    make: [
      hpa({
        metrics: [
          {
            type: 'Object',
            object: {
              metric: { name: NAME },
              describedObject: { apiVersion: 'v1', kind: 'Service', name: 'vllm-service' },
              target: { type: 'Value', value: '10' },
            },
          },
        ],
      }),
    ],
    hop: 'adapter',
    code: 'ADAPTER_UNSUPPORTED',
    heal: [back],
  },
  {
    name: 'a target above the range of the metric',
    make: [
      hpa({
        metrics: [
          pods('prometheus.googleapis.com|vllm:kv_cache_usage_perc|gauge', {
            type: 'AverageValue',
            averageValue: '80',
          }),
        ],
      }),
    ],
    hop: 'hpa',
    code: 'HPA_TARGET_RANGE',
  },
  {
    name: 'equal numbers of minimum and maximum',
    make: [hpa({ minReplicas: 2, maxReplicas: 2 })],
    hop: 'hpa',
    code: 'HPA_MIN_IS_MAX',
  },
  {
    name: 'a disabled scale-out',
    make: [hpa({ behavior: { scaleUp: { selectPolicy: 'Disabled' } } })],
    hop: 'hpa',
    code: 'HPA_SCALE_UP_DISABLED',
  },
  {
    name: 'two autoscalers of the same pods',
    make: [kubectl`autoscale deployment vllm-tpu --name=second --min=1 --max=2 --cpu-percent=80 -n vllm`],
    hop: 'hpa',
    code: 'HPA_AMBIGUOUS',
    heal: [kubectl`delete hpa second -n vllm`],
  },
];
