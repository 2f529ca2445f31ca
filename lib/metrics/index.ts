export { createMetricsClient, type MetricsClient, type MetricsClientOptions } from './client.ts';
export { metricNames } from './exposition.ts';
export type { Range } from './range.ts';
export type { Series } from './series.ts';
export type { ListOptions } from './time-series.ts';
