import { RunbookError } from '../errors/runbook-error.ts';
import type { Clock } from '../target/clock.ts';

/** The options of a load. */
export interface LoadOptions {
  /** `http://host:8000/v1/completions` */
  readonly url: string;
  /** The request's JSON, or a function of the request's number (0, 1, …), so that prompts differ. */
  readonly body: object | ((n: number) => object);
  /** The number of loops, each with one request in flight. */
  readonly concurrency: number;
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

/** The validated options with defaults. @throws RunbookError LOAD_INPUT with one line of evidence per invalid option */
export function checked(options: LoadOptions): Required<Omit<LoadOptions, 'signal' | 'apiKey' | 'url'>> & {
  readonly url: URL;
  readonly apiKey: string | undefined;
} {
  const { stream = false, requestsPerConnection = 10, connectionLifetime = 30_000 } = options;
  const { deadline = 600_000, rampUp = 0 } = options;
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  const apiKey = typeof options.apiKey === 'object' ? options.apiKey.reveal() : options.apiKey;
  const checks: readonly (readonly [boolean, string])[] = [
    [url?.protocol === 'http:', `url: expected an http:// URL, not ${options.url}`],
    [isCount(options.concurrency), `concurrency: expected a whole number above 0, not ${options.concurrency}`],
    [
      isCount(requestsPerConnection) || requestsPerConnection === Number.POSITIVE_INFINITY,
      `requestsPerConnection: expected a whole number above 0 or Infinity, not ${requestsPerConnection}`,
    ],
    [connectionLifetime >= 0, `connectionLifetime: expected milliseconds, not ${connectionLifetime}`],
    [deadline > 0, `deadline: expected milliseconds above 0, not ${deadline}`],
    [rampUp >= 0 && rampUp < Number.POSITIVE_INFINITY, `rampUp: expected milliseconds, not ${rampUp}`],
    [apiKey === undefined || /^[\x21-\x7e]+$/.test(apiKey), 'apiKey: expected printable ASCII without spaces'],
  ];
  const problems = checks.filter(([right]) => !right).map(([, problem]) => problem);
  if (problems.length > 0 || !url) {
    throw new RunbookError('LOAD_INPUT', `The load cannot start: ${problems[0]}`, { evidence: problems });
  }
  const { body, concurrency, clock } = options;
  return { url, body, concurrency, stream, apiKey, requestsPerConnection, connectionLifetime, deadline, rampUp, clock };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
