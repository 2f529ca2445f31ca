import type { Config } from '../../lib/config/index.ts';

/** The tutorial's PromQL for a metric of the cluster's pods; in a shared cluster, of the learner's pods. */
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

/** The names of each HPA_METRIC in all versions of vLLM, newest first. */
export const AUTOSCALING_METRICS = {
  queue: ['vllm:num_requests_waiting'],
  // vLLM 0.9.2 renamed the metric; 0.12 removed the old name.
  cache: ['vllm:kv_cache_usage_perc', 'vllm:gpu_cache_usage_perc'],
} as const;
