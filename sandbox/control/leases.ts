import type { Clock } from '../core/clock.ts';
import { Presence } from './presence.ts';

/** One run's request for a clock pace, valid until `release`. */
export interface Lease {
  setPace(pace: number): void;
  release(): void;
}

/**
 * The clock runs at the slowest requested pace; without a request, at the sandbox's speed while somebody uses the
 * sandbox, and else not at all.
 */
export class PaceLeases {
  readonly speed: number;
  readonly #clock: Clock;
  readonly #paces = new Map<Lease, number>();
  readonly #presence: Presence | undefined;
  #attended: boolean;

  /** @param grace how long time goes on after the last request (real ms); without it, time never stands still */
  constructor(clock: Clock, speed: number, grace?: number) {
    this.#clock = clock;
    this.speed = speed;
    this.#attended = grace === undefined;
    if (grace !== undefined) {
      this.#presence = new Presence(grace, (present) => {
        this.#attended = present;
        this.#apply();
      });
    }
    this.#apply();
  }

  /** Lets time stand still while no request comes. @returns how to stop that */
  observe(): () => Promise<void> {
    return this.#presence?.observe() ?? (async () => undefined);
  }

  open(): Lease {
    const lease: Lease = {
      setPace: (pace) => {
        this.#paces.set(lease, pace);
        this.#apply();
      },
      release: () => {
        if (!this.#paces.delete(lease)) return;
        if (this.#paces.size === 0) this.#presence?.leave();
        this.#apply();
      },
    };
    return lease;
  }

  #apply(): void {
    const idle = this.#attended ? this.speed : 0;
    const pace = this.#paces.size > 0 ? Math.min(...this.#paces.values()) : idle;
    if (pace !== this.#clock.pace) this.#clock.setPace(pace);
  }
}
