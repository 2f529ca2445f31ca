import { exponential, gamma, type Random } from './random.ts';
import type { Stage, Traffic } from './traffic.ts';

/**
 * The arrivals of an open loop or a trace, in seconds after the start. A stage with a changing rate is a process of rate 1
 * whose time is stretched, so that each kind of gap works with each rate.
 */
export function* arrivals(traffic: Exclude<Traffic, { kind: 'closed' }>, random: Random): Generator<number> {
  if (traffic.kind === 'trace') {
    for (const { at } of traffic.requests) yield at;
    return;
  }
  let start = 0;
  for (const stage of traffic.stages) {
    for (let passed = gap(stage, random); ; passed += gap(stage, random)) {
      const at = timeOf(passed, stage);
      if (at === undefined) break;
      yield start + at;
    }
    start += stage.seconds;
  }
}

/** Seconds until the last arrival can come. */
export function lengthOf(traffic: Exclude<Traffic, { kind: 'closed' }>): number {
  return traffic.kind === 'trace'
    ? (traffic.requests.at(-1)?.at ?? 0)
    : traffic.stages.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** A gap with mean 1. */
function gap({ arrivals: kind, burstiness = 1 }: Stage, random: Random): number {
  if (kind === 'constant') return 1;
  return kind === 'poisson' ? exponential(random) : gamma(random, burstiness);
}

/** When a stage has let so many requests in, by its rate; undefined after its end. */
function timeOf(count: number, { seconds, rate, to = rate }: Stage): number | undefined {
  if (count > ((rate + to) / 2) * seconds) return undefined;
  // count = rate·t + slope·t²/2, solved for t in a form that also holds for a slope of 0.
  const slope = (to - rate) / seconds;
  return (2 * count) / (rate + Math.sqrt(Math.max(0, rate * rate + 2 * slope * count)));
}
