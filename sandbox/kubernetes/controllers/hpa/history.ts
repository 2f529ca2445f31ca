/** A replica count at a time (simulated ms since the epoch). */
export interface Stamped {
  readonly count: number;
  readonly time: number;
}

/** The longest stabilization window and policy period that the API accepts (ms). */
const LONGEST = 3600_000;

/**
 * What one autoscaler remembers: unstabilized recommendations, and how many pods it added and removed.
 * Upstream keeps it in the controller's memory only, so it is lost when the controller restarts.
 */
export class ScalingHistory {
  #recommendations: readonly Stamped[];
  #added: readonly Stamped[] = [];
  #removed: readonly Stamped[] = [];

  /** @param replicas the target's size when the autoscaler first saw it: counts as the first recommendation. */
  constructor(replicas: number, now: number) {
    this.#recommendations = [{ count: replicas, time: now }];
  }

  get recommendations(): readonly Stamped[] {
    return this.#recommendations;
  }

  recommend(count: number, now: number): void {
    this.#recommendations = append(this.#recommendations, { count, time: now });
  }

  rescaled(from: number, to: number, now: number): void {
    if (to > from) this.#added = append(this.#added, { count: to - from, time: now });
    else this.#removed = append(this.#removed, { count: from - to, time: now });
  }

  /** How many replicas the target had when the period (ms) that ends now began. */
  replicasBefore(current: number, period: number, now: number): number {
    return current - changed(this.#added, now - period) + changed(this.#removed, now - period);
  }
}

function append(list: readonly Stamped[], item: Stamped): readonly Stamped[] {
  return [...list.filter(({ time }) => time >= item.time - LONGEST), item];
}

function changed(events: readonly Stamped[], cutoff: number): number {
  return events.reduce((sum, { count, time }) => (time > cutoff ? sum + count : sum), 0);
}
