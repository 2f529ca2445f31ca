import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Clock } from '../target/clock.ts';

/** How well this process kept up: its own delays count as the server's latency. */
export interface ClientHealth {
  /** Delay of the event loop, 99th percentile (real milliseconds). */
  readonly delayP99: number;
  /** Busy share of the event loop (0–1). */
  readonly utilization: number;
  /** Why the measured latencies are unreliable; empty when they are reliable. */
  readonly doubts: readonly string[];
}

/** Requests that this process sends late by more than this share of the median latency distort it. */
const MAX_QUEUE_SHARE = 0.05;

/**
 * Why the figures are those of this process and not of the server; undefined when they are the server's.
 * @param queueP99 from the schedule to sending (s) @param median of the latency (s)
 */
export function bottleneckOf(doubts: readonly string[], queueP99 = 0, median = 0): string | undefined {
  if (doubts.length > 0) return doubts[0];
  return queueP99 > MAX_QUEUE_SHARE * median
    ? `1 % of the requests were sent more than ${queueP99.toFixed(3)} s late; the median latency is ${median.toFixed(3)} s`
    : undefined;
}

const RESOLUTION = 20;
/** Above these shares the client distorts the measurement. */
const MAX_DELAY_SHARE = 0.05;
const MAX_UTILIZATION = 0.8;

export class HealthMonitor {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  readonly #start: EventLoopUtilization = performance.eventLoopUtilization();

  constructor() {
    this.#delay.enable();
  }

  /** @param medianLatency target-clock seconds, NaN when unknown */
  read(medianLatency: number, { pace, stepped }: Pick<Clock, 'pace' | 'stepped'>): ClientHealth {
    const delayP99 = Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION);
    const { utilization } = performance.eventLoopUtilization(this.#start);
    const doubts: string[] = [];
    if (stepped) return { delayP99, utilization, doubts };
    const error = (delayP99 / 1000) * pace;
    if (error > MAX_DELAY_SHARE * medianLatency) {
      doubts.push(
        `this process was up to ${error.toFixed(3)} s of the target's time late; the median latency is ${medianLatency.toFixed(3)} s`,
      );
    }
    if (utilization > MAX_UTILIZATION)
      doubts.push(`this process was busy ${Math.round(utilization * 100)} % of the time`);
    return { delayP99, utilization, doubts };
  }

  stop(): void {
    this.#delay.disable();
  }
}
