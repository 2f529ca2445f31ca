import type { Collection } from '../../../core/database.ts';

/** The cluster autoscaler's defaults: 5 minutes after a failure, doubled up to 30. */
const FIRST = 300_000;
const LONGEST = 1_800_000;

interface Failure {
  readonly failures: number;
  /** Simulated ms since the epoch of the latest one. */
  readonly at: number;
}

/** Backoff of node groups whose machines could not be created. */
export class Backoff {
  readonly #failures: Collection<Failure>;

  constructor(failures: Collection<Failure>) {
    this.#failures = failures;
  }

  /** @returns whether the failure was not known yet. */
  failed(key: string, at: number): boolean {
    const known = this.#failures.get(key);
    if (known && known.at >= at) return false;
    this.#failures.put(key, { failures: (known?.failures ?? 0) + 1, at });
    return true;
  }

  /** A machine that came after the last failure ends the matter. */
  succeeded(key: string, at: number): void {
    if ((this.#failures.get(key)?.at ?? Number.POSITIVE_INFINITY) < at) this.#failures.delete(key);
  }

  /** End of the key's backoff in simulated ms since the epoch; 0 without a failure. */
  until(key: string): number {
    const known = this.#failures.get(key);
    return known ? known.at + Math.min(FIRST * 2 ** (known.failures - 1), LONGEST) : 0;
  }
}
