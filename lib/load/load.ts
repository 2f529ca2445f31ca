import { bottleneckOf, type ClientHealth, HealthMonitor } from './health.ts';
import type { Summary } from './histogram.ts';
import { type Steady, SteadyTime } from './measure/steady.ts';
import { checked, type LoadOptions } from './options.ts';
import { Recorder } from './recorder.ts';
import { requestBytes } from './request.ts';
import { turnsFor } from './turns.ts';

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
  /** Users; loops of an open loop so far. */
  readonly concurrency: number;
  readonly inFlight: number;
  readonly completed: number;
  readonly tokens: number;
  /** Since the first request, or the end of the warm-up. */
  readonly throughput: Throughput;
  /** Closed traffic only: while at least 95 % of the loops had a request in flight; undefined without such a time. */
  readonly steady: Steady | undefined;
  /**
   * From a request to its whole answer. The tail of a closed loop is not a user's latency: the loop waits for the
   * server.
   */
  readonly latency: Summary | undefined;
  /** Only when streaming: the time to the first non-empty text. */
  readonly timeToFirstToken: Summary | undefined;
  /** Only when streaming: the time between two events. */
  readonly interToken: Summary | undefined;
  /** Only when streaming: each request's mean time of a token after the first one. */
  readonly perToken: Summary | undefined;
  /** From the scheduled time of a request to its whole answer: what a user of an open loop waits. */
  readonly fromSchedule: Summary | undefined;
  /** From the scheduled time of a request to sending it: this process was late, or had too many in flight. */
  readonly clientQueue: Summary | undefined;
  /** Requests a second that were due, and that were sent. */
  readonly rate: { readonly requested: number; readonly achieved: number };
  /** Requests within the SLO: per second, and as a share of those answered; undefined without an SLO. */
  readonly goodput: { readonly requests: number; readonly share: number } | undefined;
  /** Events that arrived together with the one before them: the gap between them is not known. */
  readonly coalesced: number;
  /** Whether a schedule or a trace is over and everything is answered. */
  readonly ended: boolean;
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
  /** With a bottleneck, the figures are those of this process and not of the server. */
  readonly client: ClientHealth & { readonly bottleneck: string | undefined };
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
 * Send completions as the traffic says until the load is stopped: `concurrency` of them at a time, or on a schedule.
 * @throws RunbookError LOAD_INPUT
 * @example
 * const load = startLoad({ url, body, concurrency: 64, clock: session.target.clock });
 * const report = await load.stop();
 */
export function startLoad(options: LoadOptions): Load {
  const settings = checked(options);
  const { url, clock, traffic, rampUp, warmUp, seed, mostInFlight, slo } = settings;
  const recorder = new Recorder(slo);
  const startedAt = clock.now();
  const context = {
    ...settings,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || 80),
    request: requestBytes(settings),
    recorder,
    countFrom: startedAt + warmUp,
    buffer: Buffer.allocUnsafeSlow(BUFFER),
  };
  const turns = turnsFor(traffic, context, { startedAt, rampUp, seed, mostInFlight });
  const health = new HealthMonitor();
  const steady = new SteadyTime();
  let counted = { at: startedAt, completed: 0, tokens: 0 };
  const ended = new AbortController();
  let report: Report | undefined;

  const snapshot = (): Snapshot => {
    if (report) return report;
    const now = clock.now();
    const { inFlight, completed, tokens, reconnects, errors, open, opened, coalesced } = recorder;
    const since = (now - counted.at) / 1000;
    const client = health.read(recorder.latency.quantile(0.5), clock);
    const clientQueue = recorder.clientQueue.summary();
    const latency = recorder.latency.summary();
    return {
      startedAt,
      seconds: (now - startedAt) / 1000,
      concurrency: turns.loops.length,
      inFlight,
      completed,
      tokens,
      throughput: perSecond({
        seconds: since,
        requests: completed - counted.completed,
        tokens: tokens - counted.tokens,
      }),
      steady: steady.read(latency?.max ?? 0),
      latency,
      timeToFirstToken: recorder.firstToken.summary(),
      interToken: recorder.interToken.summary(),
      perToken: recorder.perToken.summary(),
      fromSchedule: recorder.fromSchedule.summary(),
      clientQueue,
      rate: rateOf(turns.due, recorder.sent, (now - startedAt) / 1000),
      goodput:
        Object.keys(slo).length > 0
          ? { requests: since > 0 ? recorder.good / since : 0, share: recorder.good / Math.max(1, recorder.counted) }
          : undefined,
      coalesced,
      ended: turns.ended,
      errors,
      reconnects,
      connections: { open, opened, answers: turns.loops.map((loop) => loop.answers) },
      client: { ...client, bottleneck: bottleneckOf(client.doubts, clientQueue?.p99, recorder.latency.quantile(0.5)) },
    };
  };

  const stop = (): Report => {
    if (report) return report;
    report = { ...snapshot(), aborted: recorder.inFlight };
    options.signal?.removeEventListener('abort', stop);
    ended.abort();
    health.stop();
    for (const loop of turns.loops) loop.stop();
    return report;
  };

  const lookAfter = async (): Promise<void> => {
    let last = { now: startedAt, completed: 0, tokens: 0 };
    while (!ended.signal.aborted) {
      const now = clock.now();
      const { completed, tokens } = recorder;
      if (counted.at < context.countFrom && now >= context.countFrom) counted = { at: now, completed, tokens };
      if (traffic.kind === 'closed' && recorder.inFlight >= STEADY * traffic.users) {
        const seconds = (now - last.now) / 1000;
        steady.add({ seconds, requests: completed - last.completed, tokens: tokens - last.tokens });
      }
      last = { now, completed, tokens };
      for (const loop of turns.loops) loop.tick(now);
      turns.tick(now);
      const pause = Math.min(TICK.real * clock.pace, TICK.target, Math.max(0, turns.nextAt - clock.now()));
      // The clock fails when the target is lost.
      await clock.sleep(pause, ended.signal).catch(stop);
    }
  };

  if (options.signal?.aborted) stop();
  else options.signal?.addEventListener('abort', stop, { once: true });
  void lookAfter();
  return { snapshot, stop: async () => stop() };
}

function rateOf(due: number, sent: number, seconds: number): Snapshot['rate'] {
  return seconds > 0 ? { requested: due / seconds, achieved: sent / seconds } : { requested: 0, achieved: 0 };
}

function perSecond({ seconds, requests, tokens }: { seconds: number; requests: number; tokens: number }): Throughput {
  return seconds > 0 ? { requests: requests / seconds, tokens: tokens / seconds } : { requests: 0, tokens: 0 };
}
