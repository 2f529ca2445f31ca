import { RunbookError } from '../errors/runbook-error.ts';
import type { Clock } from '../target/clock.ts';
import { LIMITS, type Slo } from './measure/slo.ts';
import { problemsOf, type Traffic } from './traffic/traffic.ts';

/** The options of a load. */
export interface LoadOptions {
  /** `http://host:8000/v1/completions` */
  readonly url: string;
  /** The request's JSON, or a function of the request's number (0, 1, …), so that prompts differ. */
  readonly body: object | ((n: number) => object);
  /** The number of loops, each with one request in flight; short for closed traffic without pauses. */
  readonly concurrency?: number;
  /** When requests are sent; `concurrency` or `traffic` is given. */
  readonly traffic?: Traffic;
  /** Of the arrivals' random gaps. @default 0 */
  readonly seed?: number;
  /** The most requests in flight of an open loop: others wait in this process. @default 5000 */
  readonly mostInFlight?: number;
  /** Requests that are scheduled earlier than this do not count (ms of the target's time). @default 0 */
  readonly warmUp?: number;
  /** What a request has to keep, for the goodput. */
  readonly slo?: Slo;
  /** Stream the tokens, to measure the time to the first one. @default false */
  readonly stream?: boolean;
  readonly apiKey?: string | { reveal(): string };
  /**
   * Answers after which a loop opens a new connection. Behind an L4 balancer a kept connection stays with one pod, so
   * without new connections a pod that the autoscaler adds gets no requests. @default 10
   */
  readonly requestsPerConnection?: number;
  /** Milliseconds of the target's time after which a loop also opens a new connection. @default 30000 */
  readonly connectionLifetime?: number;
  /** Milliseconds of the target's time after which a request is given up. @default 600000 */
  readonly deadline?: number;
  /** Milliseconds of the target's time over which the loops start one after another. @default 0 */
  readonly rampUp?: number;
  readonly clock: Clock;
  /** Stops the load when aborted. */
  readonly signal?: AbortSignal;
}

/** The validated options with defaults. */
export interface Settings {
  readonly url: URL;
  readonly body: LoadOptions['body'];
  readonly traffic: Traffic;
  readonly stream: boolean;
  readonly apiKey: string | undefined;
  readonly requestsPerConnection: number;
  readonly connectionLifetime: number;
  readonly deadline: number;
  readonly rampUp: number;
  readonly seed: number;
  readonly mostInFlight: number;
  readonly warmUp: number;
  readonly slo: Slo;
  readonly clock: Clock;
}

/** @throws RunbookError LOAD_INPUT with one line of evidence per invalid option */
export function checked(options: LoadOptions): Settings {
  const { stream = false, requestsPerConnection = 10, connectionLifetime = 30_000, deadline = 600_000 } = options;
  const { rampUp = 0, seed = 0, mostInFlight = 5000, warmUp = 0, slo = {}, body, clock } = options;
  const { traffic = { kind: 'closed', users: options.concurrency ?? Number.NaN } } = options;
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  const apiKey = typeof options.apiKey === 'object' ? options.apiKey.reveal() : options.apiKey;
  const streamed = LIMITS.filter((name) => name !== 'e2e' && slo[name] !== undefined);
  const checks: readonly (readonly [boolean, string])[] = [
    [url?.protocol === 'http:', `url: expected an http:// URL, not ${options.url}`],
    [
      options.traffic ? options.concurrency === undefined : isCount(options.concurrency ?? 0),
      `concurrency: expected a whole number above 0, or traffic instead, not ${options.concurrency}`,
    ],
    [
      isCount(requestsPerConnection) || requestsPerConnection === Number.POSITIVE_INFINITY,
      `requestsPerConnection: expected a whole number above 0 or Infinity, not ${requestsPerConnection}`,
    ],
    [connectionLifetime >= 0, `connectionLifetime: expected milliseconds, not ${connectionLifetime}`],
    [deadline > 0, `deadline: expected milliseconds above 0, not ${deadline}`],
    [isTime(rampUp), `rampUp: expected milliseconds, not ${rampUp}`],
    [isTime(warmUp), `warmUp: expected milliseconds, not ${warmUp}`],
    [Number.isSafeInteger(seed), `seed: expected a whole number, not ${seed}`],
    [isCount(mostInFlight), `mostInFlight: expected a whole number above 0, not ${mostInFlight}`],
    [stream || streamed.length === 0, `slo: ${streamed.join(', ')} can only be known of streamed answers`],
    [apiKey === undefined || /^[\x21-\x7e]+$/.test(apiKey), 'apiKey: expected printable ASCII without spaces'],
  ];
  const problems = [
    ...checks.filter(([right]) => !right).map(([, problem]) => problem),
    ...(options.traffic ? problemsOf(options.traffic) : []),
  ];
  if (problems.length > 0 || !url) {
    throw new RunbookError('LOAD_INPUT', `The load cannot start: ${problems[0]}`, { evidence: problems });
  }
  const times = { connectionLifetime, deadline, rampUp, warmUp };
  return { url, body, traffic, stream, apiKey, requestsPerConnection, ...times, seed, mostInFlight, slo, clock };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function isTime(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}
