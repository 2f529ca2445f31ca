import type { Hop } from '../../lib/checks/hop.ts';
import { adapter } from './adapter.ts';
import { autoscaler } from './autoscaler.ts';
import type { Subject } from './chain.ts';
import { podMonitoring } from './scrape.ts';
import { series } from './series.ts';
import { server } from './server.ts';

/** The hops of a metric of the model server's page, in the order in which the metric passes them. */
export const hops: readonly Hop<Subject>[] = [server, podMonitoring, series, adapter, autoscaler];

/** Programs that read Managed Service for Prometheus; another program has its own way to the pods. */
const READS_CLOUD_MONITORING: ReadonlySet<string> = new Set(['stackdriver', 'unknown']);

/** The hops that a metric of an autoscaler passes. */
export function hopsOf({ metric, api }: Subject): readonly Hop<Subject>[] {
  if (!metric.series) return [adapter, autoscaler];
  return READS_CLOUD_MONITORING.has(api?.program ?? 'unknown') ? hops : [server, adapter, autoscaler];
}
