import type { Clock, Timer } from '../../../core/clock.ts';
import type { Faults } from '../../../core/faults.ts';
import { hash } from '../../../core/random.ts';
import type { Monitoring } from '../../../monitoring/monitoring.ts';
import type { PodRuntime } from '../../runtime.ts';
import type { Endpoint } from './endpoints.ts';
import { type Health, TargetScraper } from './target-scraper.ts';
import type { Target } from './targets.ts';

export interface LoopContext {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly runtime: PodRuntime;
  readonly monitoring: Pick<Monitoring, 'ingest'>;
}

/**
 * Scrapes one target for ever. As in Prometheus, a target has its own moment within the interval, counted from the
 * epoch, so targets are spread out and a restarted collector goes on where it was.
 */
export class ScrapeLoop {
  readonly target: Target;
  readonly #endpoint: Endpoint;
  readonly #context: LoopContext;
  readonly #scraper: TargetScraper;
  readonly #offset: number;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(target: Target, endpoint: Endpoint, context: LoopContext) {
    this.target = target;
    this.#endpoint = endpoint;
    this.#context = context;
    this.#scraper = new TargetScraper(target, endpoint);
    this.#offset = hash(`${endpoint.name}/${target.resource.instance}`) % endpoint.interval;
    this.#schedule();
  }

  get health(): Health {
    return this.#scraper.health;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #schedule(): void {
    const { clock } = this.#context;
    const { interval } = this.#endpoint;
    const time = (Math.floor((clock.now() - this.#offset) / interval) + 1) * interval + this.#offset;
    this.#timer = clock.setTimeout(() => {
      this.#schedule();
      this.#scrape(time);
    }, time - clock.now());
  }

  #scrape(time: number): void {
    const { runtime, monitoring, faults } = this.#context;
    if (faults.active('metric-stale')) return;
    const scraper = this.#scraper;
    try {
      const reply = scraper.fetch(runtime);
      if (reply instanceof Promise) void this.#wait(reply, time);
      else monitoring.ingest(scraper.succeeded(reply, time, 0));
    } catch (error) {
      monitoring.ingest(scraper.failed((error as Error).message, time, 0));
    }
  }

  /** For a server that takes its time. */
  async #wait(reply: ReturnType<TargetScraper['fetch']>, time: number): Promise<void> {
    const { clock, monitoring } = this.#context;
    let late: Timer | undefined;
    const timeout = new Promise<undefined>((resolve) => {
      late = clock.setTimeout(() => resolve(undefined), this.#endpoint.timeout);
    });
    const ended = await Promise.race([reply, timeout]).catch((error: Error) => error);
    late?.cancel();
    if (this.#stopped) return;
    const duration = Math.max(0, clock.now() - time);
    if (ended === undefined) monitoring.ingest(this.#scraper.timedOut(time));
    else if (ended instanceof Error) monitoring.ingest(this.#scraper.failed(ended.message, time, duration));
    else monitoring.ingest(this.#scraper.succeeded(ended, time, duration));
  }
}
