import type { Clock } from './clock.ts';
import type { Collection, Database } from './database.ts';

/** How far ahead of the clock the journal's promise lies (real ms). */
const WINDOW = 1_000;

/**
 * Keeps a time in the journal that the clock has not passed yet. A sandbox that was killed goes on from there, so
 * simulated time never goes back, and is at most about a second of real time ahead of where it was.
 */
export class Horizon {
  readonly #times: Collection<number>;

  constructor(database: Database) {
    this.#times = database.collection('clock');
  }

  /** Where the clock has to start, when the sandbox ran before. */
  get reached(): number | undefined {
    return this.#times.get('horizon');
  }

  /** A timer fires at exactly its due time, so no later time can be seen before the promise is renewed. */
  keep(clock: Clock): void {
    const until = clock.now() + WINDOW * Math.max(1, clock.pace);
    this.#times.put('horizon', until);
    clock.setTimeout(() => this.keep(clock), until - clock.now());
  }

  /** The sandbox stops in order: go on from exactly here. */
  settle(clock: Clock): void {
    this.#times.put('horizon', clock.now());
  }
}
