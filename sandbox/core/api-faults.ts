import type { IncomingMessage } from 'node:http';
import { GoogleApiError } from './google-error.ts';
import { Random } from './random.ts';
import type { World } from './world.ts';

/** The texts that Google's APIs give with a passing failure. */
const TRANSIENT: Readonly<Record<number, string>> = {
  429: 'Resource has been exhausted (e.g. check quota).',
  500: 'Internal error encountered.',
  502: 'Bad Gateway',
  503: 'The service is currently unavailable.',
  504: 'Deadline exceeded.',
};

/** The faults that may strike any request to a Google API: `api-slow`, `api-reset` and `api-errors`. */
export class ApiFaults {
  readonly #world: World;
  readonly #random: Random;

  constructor(world: World) {
    this.#world = world;
    this.#random = Random.of(world.seed, 'api-faults');
  }

  /** Delays the request, cuts its connection, or throws the GoogleApiError that it is answered with. */
  async strike(message: IncomingMessage): Promise<void> {
    const { clock, faults } = this.#world;
    const slow = faults.active('api-slow');
    if (slow) await clock.sleep(Number(slow.params.seconds ?? 10) * 1_000);
    if (this.#hits('api-reset')) {
      message.socket.destroy();
      throw new Error('The connection was reset by the fault api-reset');
    }
    if (!this.#hits('api-errors')) return;
    const code = Number(faults.active('api-errors')?.params.code ?? 503);
    throw new GoogleApiError(code, TRANSIENT[code] ?? 'Unknown error.');
  }

  #hits(name: string): boolean {
    const fault = this.#world.faults.active(name);
    return fault !== undefined && this.#random.next() < Number(fault.params.probability ?? 1);
  }
}
