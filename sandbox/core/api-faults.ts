import type { IncomingMessage } from 'node:http';
import type { ActiveFault } from './faults.ts';
import { Random } from './random.ts';
import type { World } from './world.ts';

/** The values of the faults' parameter `api`; the default is google. */
export type Api = 'google' | 'kubernetes';

/** The faults that may strike any request to an API: `api-slow`, `api-reset` and `api-errors`. */
export class ApiFaults {
  readonly #world: Pick<World, 'clock' | 'faults' | 'seed'>;
  readonly #api: Api;
  readonly #random: Random;

  constructor(world: Pick<World, 'clock' | 'faults' | 'seed'>, api: Api) {
    this.#world = world;
    this.#api = api;
    this.#random = Random.of(world.seed, `api-faults/${api}`);
  }

  /**
   * Delays the request, or cuts its connection and throws.
   * @returns the HTTP status with which the request must fail
   */
  async strike(message: IncomingMessage): Promise<number | undefined> {
    const slow = this.#active('api-slow');
    if (slow) await this.#world.clock.sleep(Number(slow.params.seconds ?? 10) * 1_000);
    if (this.#hits(this.#active('api-reset'))) {
      message.socket.destroy();
      throw new Error('The connection was reset by the fault api-reset');
    }
    return this.failure();
  }

  /** For in-process requests: @returns the HTTP status with which the request must fail */
  failure(): number | undefined {
    const errors = this.#active('api-errors');
    return this.#hits(errors) ? Number(errors?.params.code ?? 503) : undefined;
  }

  #active(name: 'api-slow' | 'api-reset' | 'api-errors'): ActiveFault | undefined {
    const fault = this.#world.faults.active(name);
    return (fault?.params.api ?? 'google') === this.#api ? fault : undefined;
  }

  #hits(fault: ActiveFault | undefined): boolean {
    return fault !== undefined && this.#random.next() < Number(fault.params.probability ?? 1);
  }
}
