import type { Clock } from '../target/clock.ts';
import { duration } from '../wait/duration.ts';
import { ask } from './prometheus.ts';
import type { Range } from './range.ts';
import type { Series } from './series.ts';
import { connect, type ListOptions, list } from './time-series.ts';

/** Options of a metrics client. */
export interface MetricsClientOptions {
  /** `https://monitoring.googleapis.com`, or the sandbox's. */
  readonly baseUrl: string;
  readonly project: string;
  /** Returns a bearer token; called before each request. */
  readonly token: () => Promise<string>;
  readonly clock: Clock;
  /** @default the global fetch */
  readonly fetch?: typeof globalThis.fetch;
}

export type Connection = Required<MetricsClientOptions>;

/**
 * Cloud Monitoring of one project. Retries transient refusals.
 * @throws RunbookError METRICS_QUERY, UNEXPECTED_ANSWER
 */
export interface MetricsClient {
  /** The series of a PromQL expression, each with one point at `time` (ms; @default the target's current time). */
  query(promql: string, options?: { readonly time?: number; readonly signal?: AbortSignal }): Promise<Series[]>;
  /** The series of a PromQL expression over a time range. */
  queryRange(promql: string, range: Range, options?: { readonly signal?: AbortSignal }): Promise<Series[]>;
  /**
   * Time series of the v3 API, through Google's client, with metric and resource labels; `__name__` is the metric type.
   */
  listTimeSeries(options: ListOptions): Promise<Series[]>;
  /** Close the client of `listTimeSeries`. */
  close(): Promise<void>;
}

const POINTS = 240;
const SCRAPE = 15;

/**
 * A client of PromQL over HTTP (Cloud Monitoring's Prometheus API, Managed Service for Prometheus).
 * Times in answers are milliseconds since the Unix epoch.
 */
export function createMetricsClient(options: MetricsClientOptions): MetricsClient {
  const connection: Connection = { fetch: globalThis.fetch, ...options };
  const { clock } = connection;
  let connected: ReturnType<typeof connect> | undefined;
  return {
    query: (query, { time = clock.now(), signal } = {}) =>
      ask(connection, 'query', { query, time: seconds(time) }, signal),
    queryRange: (query, range, { signal } = {}) => {
      const { start, end } = 'last' in range ? { start: clock.now() - duration(range.last), end: clock.now() } : range;
      const step = range.step ?? Math.max(SCRAPE, Math.ceil((end - start) / 1000 / POINTS));
      const parameters = { query, start: seconds(start), end: seconds(end), step: String(step) };
      return ask(connection, 'query_range', parameters, signal);
    },
    listTimeSeries: (request) => {
      connected ??= connect(connection);
      return list(connection, connected, request);
    },
    close: async () => (await connected)?.client.close(),
  };
}

function seconds(ms: number): string {
  return (Math.round(ms) / 1000).toString();
}
