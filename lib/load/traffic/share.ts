import type { Traffic } from './traffic.ts';

/** One of several clients that send a traffic together. */
export interface Share {
  /** 0, 1, … */
  readonly index: number;
  readonly of: number;
}

/** The part of a client: users are divided as evenly as whole numbers allow, rates equally, requests of a trace in turn. */
export function shareOf(traffic: Traffic, { index, of }: Share): Traffic {
  switch (traffic.kind) {
    case 'closed':
      return { ...traffic, users: Math.floor(traffic.users / of) + (index < traffic.users % of ? 1 : 0) };
    case 'open':
      return {
        ...traffic,
        stages: traffic.stages.map(({ rate, to = rate, ...stage }) => ({ ...stage, rate: rate / of, to: to / of })),
      };
    case 'trace':
      return { ...traffic, requests: traffic.requests.filter((_, n) => n % of === index) };
  }
}
