import { shell, type Words } from '../command/command.ts';
import type { Session } from '../session/session.ts';
import { type Condition, met, pending } from '../wait/condition.ts';
import { duration } from '../wait/duration.ts';
import type { Series } from './index.ts';

/** A new metric can take ten minutes to appear. */
const APPEARS_WITHIN = duration('12m');

/**
 * A PromQL query has at least `count` series with a sample. The value is those series.
 * @example
 * yield* until(seriesExists(`vllm:num_requests_waiting{cluster='${config.CLUSTER_NAME}'}`));
 */
export function seriesExists(query: string, count = 1): Condition<readonly Series[]> {
  return onQuery(
    `${query} has ${count === 1 ? 'samples' : `${count} series`}`,
    query,
    shell`series_exist ${count} ${query}`,
    (series) => series.length >= count,
  );
}

/** The newest sample of at least one series of the query is above the threshold. */
export function seriesAbove(query: string, threshold: number): Condition<readonly Series[]> {
  return onQuery(`${query} is above ${threshold}`, query, shell`series_above ${threshold} ${query}`, (series) =>
    series.some((one) => latest(one) > threshold),
  );
}

function onQuery(
  what: string,
  query: string,
  words: Words,
  holds: (series: readonly Series[]) => boolean,
): Condition<readonly Series[]> {
  return {
    what,
    placeholder: [],
    timeout: APPEARS_WITHIN,
    speaker: 'metrics',
    lingers: true,
    shell: { words },
    look: async (session: Session, signal: AbortSignal) => {
      const series = await session.metrics.query(query, { signal });
      const progress = series.map((one) => `${one.labels.pod ?? 'value'} ${latest(one)}`).join(', ') || 'no samples';
      return holds(series) ? met(series, progress) : pending(progress);
    },
  };
}

export function latest(series: Series): number {
  return series.points.at(-1)?.[1] ?? Number.NaN;
}
