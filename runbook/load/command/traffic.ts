import { type Arrivals, lengthOf, type Stage, type TraceRequest, type Traffic } from '../../../lib/load/index.ts';
import { positive, secondsOf, whole } from '../../../lib/runner/flag-values.ts';
import { usage } from '../../../lib/runner/flags.ts';
import type { Given } from './flags.ts';

const KINDS: readonly string[] = ['constant', 'poisson', 'gamma'] satisfies readonly Arrivals[];
const USERS = '64';
const DURATION = '60s';

/** When requests are sent, for how long, and the words for it. */
export interface Schedule {
  readonly traffic: Traffic;
  readonly seconds: number;
  readonly words: string;
  /** Requests a second, where it is one number. */
  readonly rate?: number;
  readonly burstiness?: number;
  readonly users?: number;
}

/** @param trace the requests of --trace @throws RunbookError USAGE */
export function scheduleOf(given: Given, trace?: readonly TraceRequest[]): Schedule {
  if (trace) {
    const traffic = { kind: 'trace', requests: trace } as const;
    return { traffic, seconds: lengthOf(traffic), words: `${trace.length} requests of ${given.trace}` };
  }
  const seconds = secondsOf('duration', given.duration ?? DURATION);
  if (given.rate === undefined && given.stages === undefined) {
    const users = whole('users', given.users ?? USERS, 1);
    const thinkTime = secondsOf('think', given.think ?? '0s');
    const words = `${users} user${users === 1 ? '' : 's'}${thinkTime > 0 ? `, ${given.think} between requests` : ''}`;
    return { traffic: { kind: 'closed', users, thinkTime }, seconds, words, users };
  }
  const arrivals = (given.arrivals ?? 'poisson') as Arrivals;
  if (!KINDS.includes(arrivals)) throw usage(`--arrivals: expected ${KINDS.join(', ')}, not ${arrivals}`);
  const burstiness = positive('burstiness', given.burstiness ?? '1');
  const how = { arrivals, burstiness };
  const kind = arrivals === 'gamma' ? `gamma, burstiness ${burstiness}` : arrivals;
  if (given.stages !== undefined) {
    const stages = stagesOf(given.stages).map((stage) => ({ ...stage, ...how }));
    const total = stages.reduce((sum, stage) => sum + stage.seconds, 0);
    const words = `stages ${given.stages} (${kind})`;
    return { traffic: { kind: 'open', stages }, seconds: total, words, burstiness };
  }
  const rate = positive('rate', given.rate!);
  const words = `${rate} requests/s (${kind})`;
  return { traffic: { kind: 'open', stages: [{ seconds, rate, ...how }] }, seconds, words, rate, burstiness };
}

/** `60s:2,120s:2-8` */
export function stagesOf(text: string): readonly Pick<Stage, 'seconds' | 'rate' | 'to'>[] {
  return text.split(',').map((part) => {
    const [, time = '', from, to] = /^\s*(\w+):(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?\s*$/.exec(part) ?? [];
    if (from === undefined)
      throw usage(`--stages: expected TIME:N or TIME:FROM-TO, such as 60s:2,120s:2-8, not ${part || text}`);
    const seconds = secondsOf('stages', time);
    if (seconds === 0) throw usage(`--stages: expected a time above 0, not ${time}`);
    return { seconds, rate: Number(from), ...(to !== undefined && { to: Number(to) }) };
  });
}
