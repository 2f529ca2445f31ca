import type { Clock } from '../core/clock.ts';

/** One run's request for a clock pace, valid until `release`. */
export interface Lease {
  setPace(pace: number): void;
  release(): void;
}

/** The clock runs at the slowest requested pace; without a request, at the sandbox's speed. */
export class PaceLeases {
  readonly speed: number;
  readonly #clock: Clock;
  readonly #paces = new Map<Lease, number>();

  constructor(clock: Clock, speed: number) {
    this.#clock = clock;
    this.speed = speed;
    clock.setPace(speed);
  }

  open(): Lease {
    const lease: Lease = {
      setPace: (pace) => {
        this.#paces.set(lease, pace);
        this.#apply();
      },
      release: () => {
        if (this.#paces.delete(lease)) this.#apply();
      },
    };
    return lease;
  }

  #apply(): void {
    const pace = this.#paces.size > 0 ? Math.min(...this.#paces.values()) : this.speed;
    if (pace !== this.#clock.pace) this.#clock.setPace(pace);
  }
}
