import { type KubernetesObject, list } from '../../../lib/kubernetes/objects.ts';
import type { Session } from '../../../lib/session/session.ts';
import { HPA, POD_MONITORING } from '../../../runbook/tutorial/names.ts';
import { type Phase, STEP } from './history.ts';

/** The metric's target of the autoscaler; undefined without an autoscaler. */
export async function targetOf(session: Session): Promise<number | undefined> {
  const { config, signal } = session;
  const [hpa] = await list({ resource: 'hpa', name: HPA, namespace: config.NAMESPACE }, session, signal);
  const metrics = (hpa?.spec.metrics ?? []) as readonly { pods?: { target?: { averageValue?: string } } }[];
  const value = metrics[0]?.pods?.target?.averageValue;
  if (value === undefined) return undefined;
  return value.endsWith('m') ? Number(value.slice(0, -1)) / 1000 : Number(value);
}

/** The interval of the scrapes, such as `15s`. */
export async function scrapeInterval(session: Session): Promise<string | undefined> {
  const { config, signal } = session;
  const of = { resource: 'podmonitoring', name: POD_MONITORING, namespace: config.NAMESPACE };
  return (await list(of, session, signal))[0]?.spec.endpoints?.[0]?.interval;
}

/**
 * When the cluster autoscaler last asked for a node in this phase (ms since the Unix epoch). Kubernetes keeps events for
 * an hour.
 */
export async function nodeAskedAt({ from, to }: Phase, session: Session): Promise<number | undefined> {
  const events = await list({ resource: 'events', namespace: session.config.NAMESPACE }, session, session.signal);
  const times = events.filter(({ reason }) => reason === 'TriggeredScaleUp').map(occurred);
  return times.filter((time) => time >= from - STEP && time <= to).sort((a, b) => b - a)[0];
}

const occurred = ({ firstTimestamp, eventTime, metadata }: KubernetesObject): number =>
  Date.parse(firstTimestamp ?? eventTime ?? metadata.creationTimestamp ?? '');
