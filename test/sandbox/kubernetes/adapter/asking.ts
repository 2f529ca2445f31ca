import type { ApiReply } from '../../../../sandbox/core/http.ts';
import type { RunningContainer } from '../../../../sandbox/kubernetes/runtime.ts';

export const PROMETHEUS_METRIC = 'prometheus.googleapis.com|vllm:num_requests_waiting|gauge';

/** The autoscaler's request for the tutorial's metric. */
export const WAITING = `/apis/custom.metrics.k8s.io/v1beta2/namespaces/default/pods/*/${encodeURIComponent(PROMETHEUS_METRIC)}?labelSelector=app%3Dvllm-tpu`;

/** An item of either list of metrics. */
export interface Item {
  readonly describedObject: { readonly name: string };
  readonly metricLabels: Readonly<Record<string, string>>;
  readonly value: string;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read the API's JSON field by field
type Answer = Omit<ApiReply, 'body'> & { readonly body: any };

export async function ask({ container }: { container: RunningContainer }, path: string): Promise<Answer> {
  const { pathname, searchParams: query } = new URL(path, 'http://adapter');
  const request = { method: 'GET', path: pathname, query, headers: {}, body: Buffer.alloc(0) };
  return (await container.request!(443, request)) as Answer;
}
