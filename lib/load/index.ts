export type { ClientHealth } from './health.ts';
export type { Bucket, Summary } from './histogram.ts';
export { type Load, type Report, type Snapshot, startLoad, type Throughput } from './load.ts';
export { parseSlo, type Slo } from './measure/slo.ts';
export type { LoadOptions } from './options.ts';
export { arrivals, lengthOf } from './traffic/arrivals.ts';
export { type Random, randomFrom } from './traffic/random.ts';
export { readTrace } from './traffic/trace.ts';
export type { Arrivals, Stage, TraceRequest, Traffic } from './traffic/traffic.ts';
