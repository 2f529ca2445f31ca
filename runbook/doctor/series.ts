import { breaks, type Finding, type Hop, passes } from '../../lib/checks/hop.ts';
import { kubectl } from '../../lib/command/command.ts';
import { RunbookError } from '../../lib/errors/runbook-error.ts';
import type { Series } from '../../lib/metrics/index.ts';
import type { Session } from '../../lib/session/session.ts';
import { duration, formatDuration } from '../../lib/wait/duration.ts';
import type { Subject } from './chain.ts';
import { endpointsOf, intervalOf } from './endpoints.ts';
import { selecting } from './exposure.ts';
import { type LabelSelector, unmet } from './label-selector.ts';
import type { Metric } from './metric.ts';
import { ADAPTER_WINDOW } from './metrics-api.ts';
import { changeMetric, collectorLog, typed } from './remedy.ts';
import { nameOf } from './scrape.ts';
import { upOf } from './up.ts';

/** A sample arrives within seconds of a scrape. */
const DELIVERY = duration('45s');
const SCRAPE = duration('15s');
const RECENT = duration('10m');
const LONG = duration('24h');

export const series: Hop<Subject> = {
  id: 'series',
  about: 'Cloud Monitoring has fresh samples of the pods',
  examine: async (session, subject) => {
    const filter = filterOf(session, subject);
    const asked = [`Cloud Monitoring, timeSeries.list: ${filter}`];
    try {
      return { ...(await judged(session, subject, filter)), asked };
    } catch (error) {
      session.signal.throwIfAborted();
      if (!(error instanceof RunbookError) || error.code !== 'METRICS_QUERY') throw error;
      const forbidden = error.evidence.some((line) => line.startsWith('HTTP 403'));
      const remedy = forbidden
        ? 'Grant your account roles/monitoring.viewer. The metrics adapter uses another account, which the next hop checks.'
        : 'Wait a minute. Then: npm run doctor';
      return breaks('SERIES_NOT_READABLE', error.message, remedy, {
        certainty: 'unknown',
        evidence: error.evidence,
        asked,
      });
    }
  },
};

/** Any kind, because the type of a metric in Cloud Monitoring ends in its kind. */
function filterOf({ config }: Session, { metric, namespace }: Subject): string {
  return [
    `metric.type = starts_with("prometheus.googleapis.com/${metric.series!.name}/")`,
    `resource.labels.cluster = "${config.CLUSTER_NAME}"`,
    `resource.labels.namespace = "${namespace}"`,
  ].join(' AND ');
}

interface Newest {
  readonly kind: string;
  readonly pod: string | undefined;
  readonly at: number;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

async function newest(session: Session, filter: string, ms: number): Promise<readonly Newest[]> {
  const now = session.target.clock.now();
  const all: readonly Series[] = await session.metrics
    .listTimeSeries({ filter, start: now - ms, end: now, signal: session.signal })
    .catch((error: unknown) => (isUnknown(error) ? [] : Promise.reject(error)));
  return all.flatMap(({ labels, points }) => {
    const last = points.at(-1);
    if (!last) return [];
    return [{ kind: labels.__name__?.split('/').at(-1) ?? '', pod: labels.pod, at: last[0], value: last[1], labels }];
  });
}

/** A metric that nobody has written yet has no descriptor: the API answers 404, or 400 for a prefix of its name. */
function isUnknown(error: unknown): boolean {
  const unknown = /^HTTP 404|doesn't refer to any known metric/;
  return error instanceof RunbookError && error.evidence.some((line) => unknown.test(line));
}

async function judged(session: Session, subject: Subject, filter: string): Promise<Finding> {
  const { metric, pods, namespace } = subject;
  const { name, kind } = metric.series!;
  const found = await newest(session, filter, RECENT);
  if (found.length === 0) return missing(session, subject, filter);
  const now = session.target.clock.now();
  const kinds = [...new Set(found.map((one) => one.kind))];
  if (kind !== undefined && !kinds.includes(kind)) {
    const why = `Cloud Monitoring has ${name} as ${kinds.join(' and ')}, but the autoscaler asks for ${kind}`;
    const right = `prometheus.googleapis.com|${name}|${kinds[0]}`;
    return breaks('METRIC_KIND', why, changeMetric(session, subject, 'metric/name', right));
  }
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const own = found.filter(({ pod }) => pod !== undefined && names.has(pod));
  if (own.length === 0 && metric.type === 'Pods') {
    const others = [...new Set(found.map(({ pod }) => pod ?? '(no label pod)'))].slice(0, 3);
    const why = `Cloud Monitoring has ${found.length} series of ${name}, but no label pod names one of the ${pods.length} pods`;
    const remedy = `Check targetLabels: ${typed(session, kubectl`get podmonitoring -o yaml -n ${namespace}`)}`;
    return breaks('SERIES_OTHER_PODS', why, remedy, { evidence: [`label pod: ${others.join(', ')}`] });
  }
  const counted = own.length > 0 ? own : found;
  const labels = wrongLabels(metric, counted);
  if (labels) {
    const edit = typed(session, kubectl`edit hpa ${subject.hpaName} -n ${namespace}`);
    return breaks('SERIES_LABELS', labels.why, `Correct the selector of the metric: ${edit}`, {
      evidence: labels.seen,
    });
  }
  const age = now - Math.max(...counted.map(({ at }) => at));
  const limit = Math.min(ADAPTER_WINDOW, 2 * shortestInterval(subject) + DELIVERY);
  if (age > limit) return stale(session, subject, formatDuration(age));
  const values = counted.slice(0, 5).map(({ pod, value }) => `${pod ?? 'no pod'} ${value}`);
  const notes = counted.some(({ value }) => Number.isNaN(value))
    ? [{ code: 'SERIES_NAN', text: 'a sample is NaN' }]
    : [];
  return passes(`${counted.length} series, the newest sample ${Math.round(age / 1000)} s old: ${values.join(', ')}`, {
    notes,
  });
}

/** The autoscaler's selector of the metric, which no series meets. */
function wrongLabels(
  { selector }: Metric,
  found: readonly Newest[],
): { why: string; seen: readonly string[] } | undefined {
  const plain = labelsOnly(selector);
  const missing = found.map(({ labels }) => unmet(plain, labels));
  if (missing.some((parts) => parts.length === 0)) return undefined;
  const keys = [...Object.keys(plain.matchLabels ?? {}), ...(plain.matchExpressions ?? []).map(({ key }) => key)];
  const seen = keys.map(
    (key) => `${key}: ${[...new Set(found.map(({ labels }) => labels[key] ?? 'none'))].join(', ')}`,
  );
  return { why: `no series meets the selector of the autoscaler's metric: ${missing[0]!.join(', ')}`, seen };
}

/** The adapter's selector has prefixes (k8s-stackdriver, query_builder.go); `reducer` and `resource.type` are no labels. */
function labelsOnly({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): LabelSelector {
  const name = (key: string): string | undefined => /^(?:metric|resource)\.labels\.(.+)$/.exec(key)?.[1];
  return {
    matchLabels: Object.fromEntries(
      Object.entries(matchLabels).flatMap(([key, value]) => (name(key) ? [[name(key)!, value]] : [])),
    ),
    matchExpressions: matchExpressions.flatMap((one) => (name(one.key) ? [{ ...one, key: name(one.key)! }] : [])),
  };
}

/** The shortest interval of the endpoints that select the pods. */
function shortestInterval(subject: Subject): number {
  const intervals = selecting(subject).flatMap((one) => endpointsOf(one).map(intervalOf));
  return Math.min(...intervals.filter((ms) => ms !== undefined), ...(intervals.length === 0 ? [SCRAPE] : []));
}

async function missing(session: Session, subject: Subject, filter: string): Promise<Finding> {
  const { name } = subject.metric.series!;
  if ((await newest(session, filter, LONG)).length > 0) return stale(session, subject, 'more than 10 minutes');
  const up = await upWherever(session, subject);
  const wait = 'Wait 10 minutes after the first scrape. Then: npm run doctor';
  if (up === undefined) {
    const why = `Cloud Monitoring has no sample of ${name} and none of up in 24 hours; a new metric takes up to 10 minutes`;
    return breaks('SERIES_MISSING', why, `${wait}. To read the log of the collectors: ${collectorLog(session)}`, {
      certainty: 'likely',
    });
  }
  const why = `the pods are scraped (up has samples of ${up}), but Cloud Monitoring has no sample of ${name}; a new metric takes up to 10 minutes`;
  return breaks('SERIES_NOT_WRITTEN', why, `${wait}. To see errors of the export: ${collectorLog(session)}`, {
    certainty: 'likely',
  });
}

async function stale(session: Session, subject: Subject, age: string): Promise<Finding> {
  const up = await upWherever(session, subject);
  const evidence = [up === undefined ? 'up has no fresh sample either' : `up has fresh samples of ${up}`];
  const why = `the newest sample is ${age} old: the collectors stopped scraping or sending`;
  return breaks('SERIES_STALE', why, `Check the log of the collectors: ${collectorLog(session)}`, { evidence });
}

/** The PodMonitoring whose targets have a sample of `up`. */
async function upWherever(session: Session, subject: Subject): Promise<string | undefined> {
  for (const one of selecting(subject)) {
    if ((await upOf(session, subject, one)).state !== 'unknown') return nameOf(one);
  }
  return undefined;
}
