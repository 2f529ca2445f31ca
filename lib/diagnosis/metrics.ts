import type { Cause } from './cause.ts';

/** Why the autoscaler cannot read its metric. */
export const metrics: readonly Cause[] = [
  {
    code: 'ADAPTER_ROLE',
    by: ['adapter log', 'metrics api', 'autoscaler'],
    pattern: /Permission monitoring\.\S+ denied/,
    sentence: 'the metrics adapter has no permission to read Cloud Monitoring',
    remedy:
      "Grant the adapter's service account roles/monitoring.viewer. A new binding takes a few minutes; the adapter then continues.",
    patience: '15m',
  },
  {
    code: 'ADAPTER_DOWN',
    by: ['metrics api', 'autoscaler', 'event'],
    kinds: ['unavailable'],
    pattern:
      /currently unable to handle the request|failing or missing response|MissingEndpoints|endpoints for service\S* in ".*" have no addresses|no custom metrics API|Readiness probe failed: Get "https:\/\/[^"]+:443\/healthz"/,
    sentence: 'the metrics adapter does not answer',
    remedy: 'Check its pods: kubectl get pods -n custom-metrics',
    patience: '15m',
  },
  {
    code: 'METRIC_UNKNOWN',
    by: ['metrics api', 'autoscaler'],
    pattern: /could not find the descriptor for metric|could not find the metric|Cannot find metric\(s\)/,
    sentence: 'Cloud Monitoring does not know the metric; a metric appears a few minutes after its first scrape',
    remedy: 'Check that the PodMonitoring selects the pods, and that the server has a metric of this name.',
    patience: '15m',
  },
  {
    code: 'METRIC_STALE',
    by: ['metrics api', 'autoscaler'],
    // Without a sample the adapter falls back to container metrics, and reports why that fails.
    pattern:
      /no metrics returned from custom metrics API|did not receive metrics|not specify a valid combination of metric and monitored resource/,
    sentence: 'the metric has had no sample for five minutes',
    remedy: 'Check that the PodMonitoring selects the pods, and that they answer on /metrics.',
    patience: '15m',
  },
  {
    code: 'METRIC_MISSING',
    by: ['metrics'],
    pattern: /^no samples$/,
    sentence: 'no sample of the metric has arrived in Cloud Monitoring',
    remedy: 'Check that the PodMonitoring selects the pods, and that they answer on /metrics.',
    patience: '15m',
  },
  {
    code: 'BALANCER_PENDING',
    by: ['service'],
    pattern: /^<pending>$/,
    sentence: 'Google Cloud has not assigned an address to the Service',
    remedy:
      'Check its events for an exceeded quota of forwarding rules or addresses: kubectl describe service vllm-service -n NAMESPACE',
    patience: '15m',
  },
];
