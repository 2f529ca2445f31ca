export { createMetricsClient, type MetricsClient, type MetricsClientOptions, type Range } from './client.ts';
export { metricNames } from './exposition.ts';
export type { Series } from './series.ts';
export type { ListOptions } from './time-series.ts';
