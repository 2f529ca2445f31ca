import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { Clock } from '../core/clock.ts';
import type { Random } from '../core/random.ts';
import type { PodMetric, PodMetrics } from '../kubernetes/controllers/hpa/pods.ts';
import type { VllmConfig } from '../vllm/arguments/config.ts';
import type { Gauge } from './autoscaler.ts';
import { Server } from './server.ts';
import type { Arrival } from './traffic.ts';

/** Managed Prometheus' interval in the tutorial (ms). */
const SCRAPE = 15_000;

interface Replica {
  readonly pod: Pod;
  server: Server | undefined;
  /** What was scraped; a value is visible after the ingestion. */
  readonly scrapes: { readonly at: number; readonly values: Readonly<Record<Gauge, number>> }[];
  gone: boolean;
}

export interface FleetOptions {
  readonly clock: Clock;
  readonly config: VllmConfig;
  readonly random: Random;
  /** From the order of a replica to its readiness (ms). */
  readonly coldStart: number;
  /** From a scrape to its value in Cloud Monitoring (ms). */
  readonly ingestion: number;
}

/** The replicas of a Deployment. */
export class Fleet {
  readonly #options: FleetOptions;
  #replicas: Replica[] = [];
  #made = 0;
  /** Requests on replicas that were removed. */
  lost = 0;

  /** @param size replicas that are ready at once */
  constructor(options: FleetOptions, size: number) {
    this.#options = options;
    for (let n = 0; n < size; n++) this.#start(this.#order());
  }

  get size(): number {
    return this.#replicas.length;
  }

  get servers(): readonly Server[] {
    return this.#replicas.flatMap(({ server }) => server ?? []);
  }

  get pods(): readonly Pod[] {
    return this.#replicas.map(({ pod }) => pod);
  }

  /** Like a ReplicaSet, it removes replicas that are not ready first, and then the newest. */
  scale(size: number): void {
    const { clock, coldStart } = this.#options;
    while (this.size < size) {
      const replica = this.#order();
      clock.setTimeout(() => {
        if (!replica.gone) this.#start(replica);
      }, coldStart);
    }
    while (this.size > size) this.#remove(this.#replicas.findLast(({ server }) => !server) ?? this.#replicas.at(-1)!);
  }

  /** A new connection goes to any ready replica, as a Service sends it. @returns false without one */
  submit(arrival: Arrival, done: (ttft: number, latency: number) => void): boolean {
    const { servers } = this;
    const server = servers[Math.floor(this.#options.random.next() * servers.length)];
    server?.submit(arrival, done);
    return server !== undefined;
  }

  /** The newest visible values, as the metrics adapter has them. */
  metrics(gauge: Gauge): PodMetrics {
    const visible = this.#options.clock.now() - this.#options.ingestion;
    const values = this.#replicas.flatMap(({ pod, scrapes }): [string, PodMetric][] => {
      const scrape = scrapes.findLast(({ at }) => at <= visible);
      if (!scrape) return [];
      const value = Math.trunc(scrape.values[gauge] * 1000);
      return [[pod.metadata!.name!, { value, timestamp: scrape.at, window: 60_000 }]];
    });
    return new Map(values);
  }

  stop(): void {
    for (const { server } of this.#replicas) server?.stop();
  }

  #order(): Replica {
    const name = `vllm-tpu-${this.#made++}`;
    const replica: Replica = {
      pod: { metadata: { name }, status: { phase: 'Pending' } },
      server: undefined,
      scrapes: [],
      gone: false,
    };
    this.#replicas.push(replica);
    return replica;
  }

  #start(replica: Replica): void {
    const { clock, config, random } = this.#options;
    replica.pod.status!.phase = 'Running';
    const server = new Server(config, clock);
    replica.server = server;
    const scrape = (): void => {
      if (replica.gone) return;
      const { waiting, running, kvCacheUsage } = server.stats;
      const values = {
        num_requests_waiting: waiting,
        num_requests_running: running,
        kv_cache_usage_perc: kvCacheUsage,
      };
      replica.scrapes.push({ at: clock.now(), values });
      if (replica.scrapes.length > 8) replica.scrapes.shift();
      clock.setTimeout(scrape, SCRAPE);
    };
    // Prometheus spreads its scrapes over the interval.
    clock.setTimeout(scrape, random.next() * SCRAPE);
  }

  #remove(replica: Replica): void {
    replica.gone = true;
    this.#replicas = this.#replicas.filter((one) => one !== replica);
    this.lost += replica.server?.inFlight ?? 0;
    replica.server?.stop();
  }
}
