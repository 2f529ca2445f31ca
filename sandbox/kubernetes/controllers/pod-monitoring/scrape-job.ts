import type { CloudProvider } from '../../cloud.ts';
import type { KubeObject } from '../../object.ts';
import { same } from '../../store/json.ts';
import { type Endpoint, type ScrapeConfig, scrapeConfigOf } from './endpoints.ts';
import { type LoopContext, ScrapeLoop } from './scrape-loop.ts';
import { endpointStatus } from './status.ts';
import { type Target, targetsOf } from './targets.ts';

/** What one PodMonitoring runs: a loop per endpoint and target. */
export class ScrapeJob {
  readonly spec: unknown;
  /** Why nothing is scraped. */
  readonly error: string | undefined;
  readonly #config: ScrapeConfig | undefined;
  readonly #context: LoopContext;
  #loops = new Map<Endpoint, ReadonlyMap<string, ScrapeLoop>>();

  constructor(object: KubeObject, context: LoopContext) {
    this.spec = object.spec;
    this.#context = context;
    try {
      this.#config = scrapeConfigOf(object);
    } catch (error) {
      this.error = (error as Error).message;
    }
  }

  /** Starts new scrape loops, keeps unchanged ones, stops the rest. @param pods the ones that the selector matches */
  discover(pods: readonly KubeObject[], cloud: CloudProvider): void {
    for (const endpoint of this.#config?.endpoints ?? []) {
      const before = this.#loops.get(endpoint);
      const loops = new Map<string, ScrapeLoop>();
      for (const target of targetsOf(endpoint, pods, this.#config!.targets, cloud)) {
        const id = `${target.pod.metadata.uid}/${target.port}`;
        const known = before?.get(id);
        const kept = known && unchanged(known.target, target);
        loops.set(id, kept ? known : new ScrapeLoop(target, endpoint, this.#context));
      }
      for (const [id, loop] of before ?? []) if (loops.get(id) !== loop) loop.stop();
      this.#loops.set(endpoint, loops);
    }
  }

  /** `status.endpointStatuses`: none for an endpoint without targets. */
  statuses(now: number): object[] {
    return [...this.#loops]
      .filter(([, loops]) => loops.size > 0)
      .map(([endpoint, loops]) => endpointStatus(endpoint, [...loops.values()], now));
  }

  stop(): void {
    for (const loops of this.#loops.values()) for (const loop of loops.values()) loop.stop();
    this.#loops.clear();
  }
}

function unchanged(before: Target, after: Target): boolean {
  return same(before.labels, after.labels) && before.pod.status.podIP === after.pod.status.podIP;
}
