import type { KubeObject } from '../../object.ts';
import { same } from '../../store/json.ts';
import { timestamp } from '../../time.ts';
import type { Endpoint } from './endpoints.ts';
import type { ScrapeJob } from './scrape-job.ts';
import type { ScrapeLoop } from './scrape-loop.ts';

/** How many targets a group shows. */
const SAMPLE_TARGETS = 5;

interface SampleGroup {
  readonly sampleTargets: readonly object[];
  readonly count: number;
}

/** One entry of `status.endpointStatuses`, after prometheus-engine's endpoint_status_builder.go. */
export function endpointStatus({ name }: Endpoint, loops: readonly ScrapeLoop[], now: number): object {
  return {
    name,
    activeTargets: loops.length,
    unhealthyTargets: loops.filter(({ health }) => health.health !== 'up').length,
    lastUpdateTime: timestamp(now),
    sampleGroups: groups(loops),
    collectorsFraction: '1',
  };
}

/** By error; the healthy ones last. */
function groups(loops: readonly ScrapeLoop[]): SampleGroup[] {
  const byError = new Map<string, ScrapeLoop[]>();
  for (const loop of loops) {
    const { lastError } = loop.health;
    const group = byError.get(lastError);
    if (group) group.push(loop);
    else byError.set(lastError, [loop]);
  }
  return [...byError]
    .sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1))
    .map(([, group]) => ({
      sampleTargets: group.sort(byInstance).slice(0, SAMPLE_TARGETS).map(sampleTarget),
      count: group.length,
    }));
}

function byInstance({ target: a }: ScrapeLoop, { target: b }: ScrapeLoop): number {
  return a.resource.instance < b.resource.instance ? -1 : 1;
}

function sampleTarget({ target, health: { health, lastError, duration } }: ScrapeLoop): object {
  return {
    labels: { ...target.resource, ...target.labels },
    ...(lastError !== '' && { lastError }),
    health,
    lastScrapeDurationSeconds: String(duration),
  };
}

/** The whole status. What says nothing new keeps its time, so that it is not written again. */
export function statusOf({ metadata, status = {} }: KubeObject, job: ScrapeJob, now: number): object {
  const statuses = job.statuses(now);
  const before: readonly object[] = status.endpointStatuses ?? [];
  const timeless = (each: object): object => ({ ...each, lastUpdateTime: '' });
  return {
    conditions: [condition(metadata.generation, status, job.error, now)],
    observedGeneration: metadata.generation,
    endpointStatuses: same(before.map(timeless), statuses.map(timeless)) ? before : statuses,
  };
}

/** The condition ConfigurationCreateSuccess. */
function condition(
  generation: number | undefined,
  status: KubeObject['status'],
  error: string | undefined,
  now: number,
): object {
  const known = status.conditions?.find(({ type }: { type: string }) => type === 'ConfigurationCreateSuccess');
  const value = error === undefined ? 'True' : 'False';
  if (known?.status === value && status.observedGeneration === generation) return known;
  return {
    type: 'ConfigurationCreateSuccess',
    status: value,
    lastUpdateTime: timestamp(now),
    lastTransitionTime: known?.status === value ? known.lastTransitionTime : timestamp(now),
    ...(error !== undefined && {
      reason: 'ScrapeConfigError',
      message: 'generating scrape config failed for PodMonitoring endpoint',
    }),
  };
}
