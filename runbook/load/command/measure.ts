import { type LoadOptions, type Snapshot, startLoad } from '../../../lib/load/index.ts';
import { failedOf, type Interval, type Result, time } from '../../../lib/load/report/index.ts';
import { threeDigits } from '../../../lib/log/digits.ts';
import type { Log } from '../../../lib/log/entry.ts';
import { formatDuration } from '../../../lib/wait/duration.ts';

/** Intervals of a load, and the shortest one (s). */
const PARTS = 40;
const SHORTEST = 1;
/** Real milliseconds between two looks at the load. */
const LOOK = 500;

export interface Measurement {
  readonly result: Result;
  readonly intervals: readonly Interval[];
  /** Why the load ended early: the reason of its signal, or the loss of its clock. */
  readonly ended: unknown;
}

/** A load of some seconds, with its progress in the log. Ends early, with what it has, when its signal is aborted. */
export async function measure(
  options: LoadOptions,
  { seconds, words, log }: { readonly seconds: number; readonly words: string; readonly log: Log },
): Promise<Measurement> {
  const { clock, signal } = options;
  // Stepped time may be ahead of what this process knows: woken, it knows the time, which then waits for it.
  await clock.sleep(0, signal);
  const load = startLoad(options);
  const what = 'the load is over';
  const intervals: Interval[] = [];
  // A trace also waits for its last answers.
  const isOn = (now: Snapshot): boolean => (options.traffic?.kind === 'trace' ? !now.ended : now.seconds < seconds);
  const size = Math.max(SHORTEST, seconds / PARTS);
  let last = load.snapshot();
  let ended: unknown;
  log.write({ kind: 'step', id: 'load', title: `${words} for ${formatDuration(seconds * 1000)}` });
  try {
    for (let now = last; isOn(now); now = load.snapshot()) {
      if (now.seconds - last.seconds >= size) {
        intervals.push(between(last, now));
        last = now;
      }
      log.write({
        kind: 'waiting',
        what,
        progress: progress(now),
        elapsed: now.seconds * 1000,
        timeout: seconds * 1000,
      });
      const left = now.seconds < seconds ? (seconds - now.seconds) * 1000 : Number.POSITIVE_INFINITY;
      await clock.sleep(Math.min(LOOK * clock.pace, size * 1000, left), signal);
    }
  } catch (error) {
    ended = error;
  }
  const result = await load.stop();
  if (result.seconds > last.seconds) intervals.push(between(last, { ...result, inFlight: result.aborted }));
  log.write({ kind: 'met', what, elapsed: result.seconds * 1000 });
  return { result, intervals, ended };
}

type Seen = Pick<Result, 'seconds' | 'completed' | 'tokens' | 'errors'> & { readonly inFlight: number };

function between(before: Seen, now: Seen): Interval {
  const { seconds: at, inFlight } = now;
  return {
    at,
    seconds: at - before.seconds,
    completed: now.completed - before.completed,
    tokens: now.tokens - before.tokens,
    failed: failedOf(now) - failedOf(before),
    inFlight,
  };
}

function progress(now: Seen & Pick<Result, 'throughput' | 'latency' | 'timeToFirstToken'>): string {
  const { throughput, inFlight, latency, timeToFirstToken } = now;
  const failed = failedOf(now);
  return [
    `${threeDigits(throughput.requests)} requests/s`,
    `${threeDigits(throughput.tokens)} tokens/s`,
    `${inFlight} in flight`,
    timeToFirstToken && `TTFT p50 ${time(timeToFirstToken.p50)}`,
    latency && `latency p50 ${time(latency.p50)}, p99 ${time(latency.p99)}`,
    failed > 0 && `${failed} failed`,
  ]
    .filter(Boolean)
    .join(' · ');
}
