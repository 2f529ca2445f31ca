export type { ClientHealth } from './health.ts';
export type { Bucket, Summary } from './histogram.ts';
export { type Load, type Report, type Snapshot, startLoad, type Throughput } from './load.ts';
export type { LoadOptions } from './options.ts';
