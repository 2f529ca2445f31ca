import { asRunbookError } from '../../../lib/runner/outcome.ts';
import type { World } from '../world/world.ts';
import type { Charts } from './figures.ts';
import { type Outlook, observe } from './observe.ts';
import { chartsOf, NOTHING, type Seen, worldOf } from './seen.ts';

/** The shortest time between two pictures for the readers (real ms); time goes on by itself, so there is a longest. */
const SOONEST = 400;
const LATEST = 1_000;
/** How long the target stays open after the last reader has gone: a reload takes a moment (real ms). */
const LINGER = 3_000;

/** Looks at the target while somebody looks at the page; then everything is closed. */
export class Observer {
  readonly #outlook: Outlook;
  readonly #listeners = new Set<() => void>();
  #seen: Seen = NOTHING;
  #looking: { readonly end: () => Promise<void> } | undefined;
  #leaving: NodeJS.Timeout | undefined;
  #due: NodeJS.Timeout | undefined;
  #readers = 0;
  #ended: Promise<void> = Promise.resolve();

  constructor(outlook: Outlook) {
    this.#outlook = outlook;
  }

  get world(): World {
    return worldOf(this.#seen);
  }

  get charts(): Charts {
    return chartsOf(this.#seen);
  }

  /** Whether the target is open. */
  get looks(): boolean {
    return this.#looking !== undefined;
  }

  /** Somebody looks. @param changed called after changes, and at least once a second. @returns the end of it */
  look(changed: () => void = () => undefined): () => void {
    const listener = (): void => changed();
    this.#listeners.add(listener);
    this.#readers++;
    clearTimeout(this.#leaving);
    this.#looking ??= this.#open();
    return () => {
      if (!this.#listeners.delete(listener) || --this.#readers > 0) return;
      this.#leaving = setTimeout(() => void this.close(), LINGER);
    };
  }

  /** Close the target; a later reader opens it again. */
  async close(): Promise<void> {
    clearTimeout(this.#leaving);
    const looking = this.#looking;
    this.#looking = undefined;
    if (looking) this.#ended = looking.end();
    await this.#ended;
  }

  /** Tell the readers soon, for a change that the target does not know of. */
  tell(): void {
    this.#due ??= setTimeout(() => {
      this.#due = undefined;
      for (const listener of this.#listeners) listener();
    }, SOONEST);
  }

  #open() {
    const ended = new AbortController();
    const note = (change: (seen: Seen) => Seen): void => {
      if (ended.signal.aborted) return;
      const before = this.#seen;
      this.#seen = change(before);
      if (this.#seen !== before) this.tell();
    };
    // Not before the last connection is closed.
    const observing = this.#ended.then(() => observe(this.#outlook, note, ended.signal)).catch(asRunbookError);
    const beat = setInterval(() => this.tell(), LATEST);
    return {
      end: async () => {
        clearInterval(beat);
        clearTimeout(this.#due);
        this.#due = undefined;
        ended.abort();
        await observing;
        const { place, progress, desired, ready } = this.#seen;
        this.#seen = { ...NOTHING, ...(place && { place }), progress, desired, ready };
      },
    };
  }
}
