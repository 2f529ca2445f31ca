export type MetricKind = 'gauge' | 'counter' | 'histogram' | 'summary' | 'unknown';

/** The labels of the monitored resource `prometheus_target`. */
export interface PrometheusTarget {
  readonly project_id: string;
  readonly location: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly job: string;
  readonly instance: string;
}

/** One line of a scraped page, with the labels that the collector added (`pod`, `top_level_controller_name`, …). */
export interface Sample {
  /** As on the page: `vllm:num_requests_waiting`, `vllm:time_to_first_token_seconds_bucket`. */
  readonly name: string;
  /** The family's name and type from the page's TYPE line. */
  readonly family: string;
  readonly kind: MetricKind;
  readonly labels: Readonly<Record<string, string>>;
  readonly target: PrometheusTarget;
  readonly value: number;
  /** Simulated ms since the epoch of the scrape. */
  readonly time: number;
}

/** One time series as Cloud Monitoring's v3 API lists it; points are newest first. */
export interface ListedSeries {
  readonly metric: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly resource: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly metricKind: 'GAUGE' | 'CUMULATIVE' | 'DELTA';
  readonly valueType: 'DOUBLE' | 'INT64' | 'DISTRIBUTION';
  readonly points: readonly {
    readonly interval: { readonly startTime: string; readonly endTime: string };
    readonly value: unknown;
  }[];
}

export interface ListRequest {
  readonly project: string;
  /** Cloud Monitoring's filter language. */
  readonly filter: string;
  /** Simulated ms since the epoch. */
  readonly start: number;
  readonly end: number;
  readonly aligner?: string;
  /** A cross-series reducer over all series that match: `REDUCE_SUM`, … */
  readonly reducer?: string;
  /** Milliseconds. */
  readonly alignmentPeriod?: number;
}

/** The monitoring service's interface for collectors and the metrics adapter. Errors are `GoogleApiError`s. */
export interface Monitoring {
  ingest(samples: readonly Sample[]): void;
  metricDescriptor(
    project: string,
    type: string,
  ): { readonly type: string; readonly metricKind: string; readonly valueType: string };
  listTimeSeries(request: ListRequest): readonly ListedSeries[];
}
