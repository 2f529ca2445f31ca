import type { Config } from '../../lib/config/index.ts';

/** The tutorial's PromQL: a metric of the cluster's pods; of a learner's own where several share it. */
export function select(metric: string, { CLUSTER_NAME, LEARNER, NAMESPACE }: Config): string {
  const own = LEARNER ? `,namespace='${NAMESPACE}'` : '';
  return `${metric}{cluster='${CLUSTER_NAME}'${own}}`;
}

export function waitingRequests(config: Config): string {
  return select('vllm:num_requests_waiting', config);
}

export function runningRequests(config: Config): string {
  return select('vllm:num_requests_running', config);
}

/** What the autoscaler can look at: the names that the metric has had, the newest first. */
export const AUTOSCALING_METRICS = {
  queue: ['vllm:num_requests_waiting'],
  // Renamed in vLLM 0.9.2, and the old name removed in 0.12.
  cache: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'],
} as const;
