import { Clock } from '../core/clock.ts';
import { Random } from '../core/random.ts';
import type { VllmConfig } from '../vllm/arguments/config.ts';
import { Autoscaler, type HpaSpec } from './autoscaler.ts';
import { Fleet } from './fleet.ts';
import type { Arrival } from './traffic.ts';

/** kube-controller-manager's --horizontal-pod-autoscaler-sync-period (ms), and the interval of the curves. */
export const PERIOD = 15_000;

export interface SimulationOptions {
  readonly config: VllmConfig;
  readonly traffic: readonly Arrival[];
  /** Without one, the number of replicas stays. */
  readonly hpa?: HpaSpec | undefined;
  /** At the beginning, ready. */
  readonly replicas: number;
  /** From the order of a replica to its readiness (ms). */
  readonly coldStart: number;
  /** From a scrape to its value in Cloud Monitoring (ms). */
  readonly ingestion: number;
  readonly seed: number;
}

/** An answered request; all in ms. */
export interface Answer {
  /** When it arrived, after the start. */
  readonly at: number;
  readonly ttft: number;
  readonly latency: number;
}

/** The state at one moment. */
export interface Moment {
  /** Ms after the start. */
  readonly at: number;
  /** Replicas that were ordered, and that are ready. */
  readonly desired: number;
  readonly ready: number;
  readonly waiting: number;
  readonly running: number;
}

export interface Course {
  readonly moments: readonly Moment[];
  readonly answers: readonly Answer[];
  /** Requests that no replica has answered: it was removed, or there was none. */
  readonly lost: number;
  readonly offered: number;
  /** Length of the traffic (ms). */
  readonly length: number;
}

/** Run the traffic on the sandbox's own engine and autoscaler, from event to event, without HTTP or Kubernetes. */
export function simulate({ config, traffic, hpa, replicas, coldStart, ingestion, seed }: SimulationOptions): Course {
  const clock = new Clock({ start: 0, pace: 0, monotonic: () => 0 });
  clock.setPace(1, true);
  const fleet = new Fleet({ clock, config, random: Random.of(seed, 'fleet'), coldStart, ingestion }, replicas);
  const autoscaler = hpa && new Autoscaler(hpa, replicas, 0);
  const length = Math.ceil(((traffic.at(-1)?.at ?? 0) + 1) / PERIOD) * PERIOD;
  const [moments, answers]: [Moment[], Answer[]] = [[], []];
  let refused = 0;

  const arrive = (index: number): void => {
    const arrival = traffic[index];
    if (!arrival) return;
    clock.setTimeout(() => {
      const { at } = arrival;
      if (!fleet.submit(arrival, (ttft, latency) => answers.push({ at, ttft, latency }))) refused++;
      arrive(index + 1);
    }, arrival.at - clock.now());
  };
  const look = (): void => {
    const { servers } = fleet;
    const add = (of: (one: (typeof servers)[number]) => number): number =>
      servers.reduce((sum, one) => sum + of(one), 0);
    moments.push({
      at: clock.now(),
      desired: fleet.size,
      ready: servers.length,
      waiting: add(({ stats }) => stats.waiting),
      running: add(({ stats }) => stats.running),
    });
    if (autoscaler)
      fleet.scale(autoscaler.desired(fleet.size, fleet.pods, (gauge) => fleet.metrics(gauge), clock.now()));
  };
  arrive(0);
  clock.every(PERIOD, look);
  while (clock.now() < length) clock.step(length);
  const { lost } = fleet;
  // What is in flight at the end is answered, on replicas that no longer change.
  const done = (): boolean => answers.length + lost + refused === traffic.length;
  for (const end = length + DRAIN; !done() && clock.now() < end; ) clock.step(end);
  fleet.stop();
  clock.stop();
  return {
    moments: moments.filter(({ at }) => at <= length),
    answers,
    lost: traffic.length - answers.length,
    offered: traffic.length,
    length,
  };
}

/** The longest time for the last answers (ms). */
const DRAIN = 2 * 3_600_000;
