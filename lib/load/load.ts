import { type ClientHealth, HealthMonitor } from './health.ts';
import type { Summary } from './histogram.ts';
import { Loop, type LoopContext } from './loop.ts';
import { checked, type LoadOptions } from './options.ts';
import { Recorder } from './recorder.ts';
import { requestBytes } from './request.ts';

/** Per second of the target's time. */
export interface Throughput {
  readonly requests: number;
  readonly tokens: number;
}

/** The state of a load. Times are seconds of the target's time unless noted. */
export interface Snapshot {
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly concurrency: number;
  readonly inFlight: number;
  readonly completed: number;
  readonly tokens: number;
  /** Since the first request. */
  readonly throughput: Throughput;
  /** While at least 95 % of the loops had a request in flight; undefined without such a time. */
  readonly steady: (Throughput & { readonly seconds: number }) | undefined;
  /**
   * From a request to its whole answer. The tail of a closed loop is not a user's latency: the loop waits for the
   * server.
   */
  readonly latency: Summary | undefined;
  /** Only when streaming: the time to the first non-empty text. */
  readonly timeToFirstToken: Summary | undefined;
  /** Counts by kind: `HTTP 503`, `ECONNREFUSED`, `CLOSED`, `TRUNCATED`, `DEADLINE`, `PROTOCOL`, `STREAM_ERROR`. */
  readonly errors: Readonly<Record<string, number>>;
  /** Requests sent again because the server had closed the kept connection; not counted as errors. */
  readonly reconnects: number;
  readonly connections: {
    readonly open: number;
    readonly opened: number;
    /** Answers per loop. */
    readonly answers: readonly number[];
  };
  readonly client: ClientHealth;
}

export interface Report extends Snapshot {
  /** Requests in flight when the load was stopped. */
  readonly aborted: number;
}

/** A load that runs until it is stopped, its signal is aborted, or its clock is lost. */
export interface Load {
  snapshot(): Snapshot;
  /** Close every socket, so that the server drops the requests. A second call returns the same report. */
  stop(): Promise<Report>;
}

/** Interval of `tick`: real milliseconds, limited in milliseconds of the target's time. */
const TICK = { real: 100, target: 5000 } as const;
const BUFFER = 65_536;
const STEADY = 0.95;

/**
 * Keep `concurrency` completions in flight until the load is stopped.
 * @throws RunbookError LOAD_INPUT
 * @example
 * const load = startLoad({ url, body, concurrency: 64, clock: session.target.clock });
 * const report = await load.stop();
 */
export function startLoad(options: LoadOptions): Load {
  const settings = checked(options);
  const { url, clock, concurrency, rampUp } = settings;
  const recorder = new Recorder();
  const context: LoopContext = {
    ...settings,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 80),
    request: requestBytes(settings),
    recorder,
    buffer: Buffer.allocUnsafeSlow(BUFFER),
  };
  const startedAt = clock.now();
  const loops = Array.from(
    { length: concurrency },
    (_, n) => new Loop(context, startedAt + (rampUp * n) / concurrency),
  );
  const health = new HealthMonitor();
  const steady = { seconds: 0, requests: 0, tokens: 0 };
  const ended = new AbortController();
  let report: Report | undefined;

  const snapshot = (): Snapshot => {
    if (report) return report;
    const seconds = (clock.now() - startedAt) / 1000;
    const { inFlight, completed, tokens, reconnects, errors, latency, timeToFirstToken, open, opened } = recorder;
    return {
      startedAt,
      seconds,
      concurrency,
      inFlight,
      completed,
      tokens,
      throughput: perSecond({ seconds, requests: completed, tokens }),
      steady: steady.seconds > 0 ? { seconds: steady.seconds, ...perSecond(steady) } : undefined,
      latency,
      timeToFirstToken,
      errors,
      reconnects,
      connections: { open, opened, answers: loops.map((loop) => loop.answers) },
      client: health.read(recorder.medianLatency, clock.pace),
    };
  };

  const stop = (): Report => {
    if (report) return report;
    report = { ...snapshot(), aborted: recorder.inFlight };
    options.signal?.removeEventListener('abort', stop);
    ended.abort();
    health.stop();
    for (const loop of loops) loop.stop();
    return report;
  };

  const lookAfter = async (): Promise<void> => {
    let last = { now: startedAt, completed: 0, tokens: 0 };
    while (!ended.signal.aborted) {
      const now = clock.now();
      if (recorder.inFlight >= STEADY * concurrency) {
        steady.seconds += (now - last.now) / 1000;
        steady.requests += recorder.completed - last.completed;
        steady.tokens += recorder.tokens - last.tokens;
      }
      last = { now, completed: recorder.completed, tokens: recorder.tokens };
      for (const loop of loops) loop.tick(now);
      // The clock fails when the target is lost.
      await clock.sleep(Math.min(TICK.real * clock.pace, TICK.target), ended.signal).catch(stop);
    }
  };

  if (options.signal?.aborted) stop();
  else options.signal?.addEventListener('abort', stop, { once: true });
  void lookAfter();
  return { snapshot, stop: async () => stop() };
}

function perSecond({ seconds, requests, tokens }: { seconds: number; requests: number; tokens: number }): Throughput {
  return seconds > 0 ? { requests: requests / seconds, tokens: tokens / seconds } : { requests: 0, tokens: 0 };
}
