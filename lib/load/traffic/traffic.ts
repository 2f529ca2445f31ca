/** The gaps between arrivals: equal, exponential, or gamma with the shape `burstiness`. */
export type Arrivals = 'constant' | 'poisson' | 'gamma';

/** A part of an open loop. */
export interface Stage {
  readonly seconds: number;
  /** Requests a second, at the beginning. */
  readonly rate: number;
  /** Requests a second at the end, when the rate changes evenly. @default rate */
  readonly to?: number;
  readonly arrivals: Arrivals;
  /** The shape of `gamma`: below 1 requests come in bursts, above 1 more evenly than `poisson`. @default 1 */
  readonly burstiness?: number;
}

/** A request of a recorded trace. */
export interface TraceRequest {
  /** Seconds after the start. */
  readonly at: number;
  /** Tokens of the prompt, and of the answer. */
  readonly input: number;
  readonly output: number;
}

/** When requests are sent. */
export type Traffic =
  /** Each of the users sends, waits for the answer, and thinks for some seconds. */
  | { readonly kind: 'closed'; readonly users: number; readonly thinkTime?: number }
  /** Requests come at their time, whatever the server does. */
  | { readonly kind: 'open'; readonly stages: readonly Stage[] }
  | { readonly kind: 'trace'; readonly requests: readonly TraceRequest[] };

const isPositive = (value: number): boolean => value > 0 && value < Number.POSITIVE_INFINITY;
const isNotNegative = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;

/** One line for each mistake. */
export function problemsOf(traffic: Traffic): readonly string[] {
  switch (traffic.kind) {
    case 'closed': {
      const { users, thinkTime = 0 } = traffic;
      return problems([
        [Number.isSafeInteger(users) && users > 0, `users: expected a whole number above 0, not ${users}`],
        [isNotNegative(thinkTime), `thinkTime: expected seconds, not ${thinkTime}`],
      ]);
    }
    case 'open':
      return traffic.stages.length === 0 ? ['stages: expected at least one'] : traffic.stages.flatMap(problemsOfStage);
    case 'trace': {
      const { requests } = traffic;
      const early = requests.findIndex(({ at }, n) => !(at >= (requests[n - 1]?.at ?? 0)));
      return problems([
        [requests.length > 0, 'trace: expected at least one request'],
        [early < 0, `trace: request ${early + 1} is earlier than the one before it`],
      ]);
    }
  }
}

function problemsOfStage({ seconds, rate, to = rate, burstiness = 1 }: Stage, n: number): readonly string[] {
  const at = `stage ${n + 1}`;
  return problems([
    [isPositive(seconds), `${at}: expected seconds above 0, not ${seconds}`],
    [isNotNegative(rate) && isNotNegative(to), `${at}: expected requests a second, not ${rate} to ${to}`],
    [isPositive(burstiness), `${at}: expected a burstiness above 0, not ${burstiness}`],
  ]);
}

function problems(checks: readonly (readonly [boolean, string])[]): readonly string[] {
  return checks.filter(([right]) => !right).map(([, problem]) => problem);
}
