/** The autoscaler's name of a metric of Managed Service for Prometheus. */
export function customMetric(metric: string): string {
  return `prometheus.googleapis.com|${metric}|gauge`;
}
