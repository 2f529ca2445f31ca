import { describe, expect, it } from 'vitest';
import { RunbookError } from '../../../lib/errors/runbook-error.ts';
import type { ListOptions, Series } from '../../../lib/metrics/index.ts';
import type { Session } from '../../../lib/session/session.ts';
import type { Subject } from '../../../runbook/doctor/chain.ts';
import { series } from '../../../runbook/doctor/series.ts';
import { SERIES, session, subject } from './subject.ts';

const NOW = 10_000_000;
type List = (options: ListOptions) => Promise<Series[]>;

const one = (change: Record<string, string> = {}, age = 10_000, value = 1): Series => ({
  labels: { __name__: `prometheus.googleapis.com/${SERIES}/gauge`, pod: 'p', model_name: 'm', ...change },
  points: [[NOW - age, value]],
});

function examine(list: List, change: Partial<Subject> = {}, up = 0) {
  const own = {
    ...session,
    signal: new AbortController().signal,
    target: { clock: { now: () => NOW } },
    metrics: {
      listTimeSeries: list,
      query: async () => (up > 0 ? [{ labels: {}, points: [[NOW, up]] }] : []),
    },
  } as unknown as Session;
  const monitorings: Subject['monitorings'] = [
    { kind: 'PodMonitoring', metadata: { name: 'm', namespace: 'n', uid: 'u' }, spec: { endpoints: [], selector: {} } },
  ];
  return series.examine(own, subject({ monitorings, ...change }));
}

const metric = (selector: object) => ({ metric: { ...subject().metric, selector } });
const refusing = (status: number) => () =>
  Promise.reject(new RunbookError('METRICS_QUERY', 'no', { evidence: ['q', `HTTP ${status}: no`] }));

describe('the samples in Cloud Monitoring', () => {
  it('pass the metric on when one of the pods has a fresh one', async () => {
    expect(await examine(async () => [one(), one({ pod: 'other' }, 500_000)])).toMatchObject({ ok: true, notes: [] });
  });

  it('pass a selector that a series meets', async () => {
    const selector = { matchLabels: { 'metric.labels.model_name': 'm', reducer: 'REDUCE_SUM' } };
    expect(await examine(async () => [one()], metric(selector))).toMatchObject({ ok: true });
  });

  it('are noted when they are not a number', async () => {
    expect(await examine(async () => [one({}, 0, Number.NaN)])).toMatchObject({ notes: [{ code: 'SERIES_NAN' }] });
  });

  it.each<[string, string, List, Partial<Subject>?, number?]>([
    ['METRIC_KIND', 'certain', async () => [one({ __name__: `prometheus.googleapis.com/${SERIES}/unknown` })]],
    ['SERIES_OTHER_PODS', 'certain', async () => [one({ pod: 'gone' })]],
    ['SERIES_LABELS', 'certain', async () => [one()], metric({ matchLabels: { 'metric.labels.model_name': 'x' } })],
    ['SERIES_STALE', 'certain', async () => [one({}, 200_000)]],
    ['SERIES_STALE', 'certain', async ({ start }) => (NOW - start > 3_600_000 ? [one({}, 3_000_000)] : [])],
    ['SERIES_MISSING', 'likely', async () => []],
    ['SERIES_MISSING', 'likely', refusing(404)],
    ['SERIES_NOT_WRITTEN', 'likely', async () => [], {}, 1],
    ['SERIES_NOT_READABLE', 'unknown', refusing(403)],
    ['SERIES_NOT_READABLE', 'unknown', refusing(429)],
  ])('give %s, %s', async (code, certainty, list, change, up) => {
    expect(await examine(list, change, up)).toMatchObject({ ok: false, code, certainty });
  });
});
