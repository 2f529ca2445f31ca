/** How many observations each bucket holds (not cumulated), and their sum. */
export interface Distribution {
  /** Upper bounds, ascending, without +Inf: there is one more count than bounds. */
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

export type PointValue = number | Distribution;

/** Simulated ms since the epoch. A gauge's start is its end. */
export interface TimedPoint<Value extends PointValue = PointValue> {
  readonly start: number;
  readonly end: number;
  readonly value: Value;
}

export type Kind = 'GAUGE' | 'CUMULATIVE' | 'DELTA';
export type ValueKind = 'DOUBLE' | 'INT64' | 'DISTRIBUTION';

/** A time series of Cloud Monitoring; points are oldest first. */
export interface TimeSeries {
  readonly metric: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly resource: { readonly type: string; readonly labels: Readonly<Record<string, string>> };
  readonly metricKind: Kind;
  readonly valueType: ValueKind;
  readonly points: readonly TimedPoint[];
}

export const isDistribution = (value: PointValue): value is Distribution => typeof value === 'object';
