/** The names of all samples on a page in the Prometheus text format (`vllm:request_success_total`, `…_bucket`, …). */
export function metricNames(page: string): Set<string> {
  return new Set([...page.matchAll(/^([a-zA-Z_:][\w:]*)[{ \t]/gm)].map(([, name]) => name!));
}
