import type { Clock } from '../core/clock.ts';

/** One run's say over the clock's pace, for as long as it is there. */
export interface Lease {
  setPace(pace: number): void;
  release(): void;
}

/** The slowest of those who have a say sets the pace; without any, the sandbox's own speed. */
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
