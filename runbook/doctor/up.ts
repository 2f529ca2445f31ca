import type { KubernetesObject } from '../../lib/kubernetes/objects.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Subject } from './chain.ts';

/** The series `up` of a PodMonitoring's targets: 1 for a scrape that worked, 0 for one that failed. */
export type Up =
  | { readonly state: 'up'; readonly count: number }
  | { readonly state: 'down'; readonly count: number }
  | { readonly state: 'unknown'; readonly why: string };

/** Collectors write `up` for every target, whatever its page has (prometheus.io/docs/concepts/jobs_instances). */
export async function upOf(session: Session, { namespace }: Subject, { metadata }: KubernetesObject): Promise<Up> {
  const labels = { cluster: session.config.CLUSTER_NAME, namespace, job: metadata.name };
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  try {
    const series = await session.metrics.query(`up{${matchers.join(',')}}`, { signal: session.signal });
    const values = series.map(({ points }) => points.at(-1)?.[1]);
    const good = values.filter((value) => value === 1).length;
    if (good > 0) return { state: 'up', count: good };
    if (values.length > 0) return { state: 'down', count: values.length };
    return { state: 'unknown', why: `Cloud Monitoring has no sample of up for job ${metadata.name}` };
  } catch (error) {
    session.signal.throwIfAborted();
    return { state: 'unknown', why: (error as Error).message };
  }
}
