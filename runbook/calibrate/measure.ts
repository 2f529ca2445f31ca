import type { Batch, Quantiles, Rung } from '../../lib/calibration/index.ts';
import type { Load } from '../../lib/load/index.ts';
import { failedOf } from '../../lib/load/report/result.ts';
import type { Session } from '../../lib/session/session.ts';
import type { Scrape } from './scrape.ts';

/** The sums of all loads since their start. */
export interface Totals {
  readonly completed: number;
  /** Seconds of all answered requests. */
  readonly latency: number;
  readonly tokens: number;
  readonly errors: number;
  readonly doubts: readonly string[];
}

export function totalsOf(loads: readonly Load[]): Totals {
  const all = loads.map((load) => load.snapshot());
  const sum = (of: (one: (typeof all)[number]) => number): number => all.reduce((total, one) => total + of(one), 0);
  return {
    completed: sum((one) => one.completed),
    latency: sum(({ latency }) => (latency ? latency.mean * latency.count : 0)),
    tokens: sum((one) => one.tokens),
    errors: sum(failedOf),
    // All loads share this process.
    doubts: all[0]?.client.doubts ?? [],
  };
}

const BATCHES = 10;
/** Seconds, latencies, and answers of the measured time of a rung: the longest one counts. */
const LEAST = { seconds: 60, latencies: 3, answers: 16 } as const;

type Moment = readonly [Scrape, Totals];

/** Measure a rung in equal batches. @param look the server's page and the loads' sums at one moment */
export async function measured(concurrency: number, look: () => Promise<Moment>, session: Session): Promise<Rung> {
  const { target, log, signal } = session;
  const before = await look();
  const lifetime = before[1].completed > 0 ? before[1].latency / before[1].completed : 0;
  const seconds = Math.max(LEAST.seconds, Math.max(LEAST.latencies, LEAST.answers / concurrency) * lifetime);
  const moments: Moment[] = [before];
  for (let at = 1; at <= BATCHES; at++) {
    const passed = ((at - 1) / BATCHES) * seconds * 1000;
    const [{ running, waiting }] = moments.at(-1)!;
    log.write({
      kind: 'waiting',
      what: `${concurrency} requests in flight are measured`,
      progress: `${running} running, ${waiting} waiting`,
      elapsed: passed,
      timeout: seconds * 1000,
    });
    await target.clock.sleep(Math.max(0, before[0].at + (at / BATCHES) * seconds * 1000 - target.clock.now()), signal);
    moments.push(await look());
  }
  const after = moments.at(-1)!;
  const quantiles = (name: string): Quantiles | undefined => {
    const [p50, p99] = [0.5, 0.99].map((q) => after[0].samples.quantile(name, q, before[0].samples));
    return p50 === undefined || p99 === undefined ? undefined : { p50, p99 };
  };
  const timeToFirstToken = quantiles('vllm:time_to_first_token_seconds');
  const interToken = quantiles('vllm:inter_token_latency_seconds') ?? quantiles('vllm:time_per_output_token_seconds');
  return {
    concurrency,
    batches: moments.slice(1).map((moment, index) => batchOf(moments[index]!, moment)),
    ...(timeToFirstToken && { timeToFirstToken }),
    ...(interToken && { interToken }),
    preemptions: after[0].preemptions - before[0].preemptions,
    errors: after[1].errors - before[1].errors,
    doubts: doubtsOf(concurrency, after, target.kind === 'sandbox'),
  };
}

function batchOf([earlier, before]: Moment, [later, after]: Moment): Batch {
  return {
    seconds: (later.at - earlier.at) / 1000,
    completed: after.completed - before.completed,
    latency: after.latency - before.latency,
    tokens: after.tokens - before.tokens,
    generated: later.generated - earlier.generated,
    running: later.running,
    waiting: later.waiting,
    cacheUsage: later.cacheUsage,
  };
}

/**
 * Others use the server when it has more requests than this client sent. @param waits simulated time waits for this
 * process, whose delays then do not count
 */
function doubtsOf(concurrency: number, [{ running, waiting }, { doubts }]: Moment, waits: boolean): readonly string[] {
  const extra = running + waiting - concurrency;
  const others = extra > Math.max(2, 0.05 * concurrency) ? [`the server has ${extra} requests of other clients`] : [];
  return [...(waits ? [] : doubts), ...others];
}
