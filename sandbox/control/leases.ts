import type { Clock } from '../core/clock.ts';
import { Presence } from './presence.ts';

/**
 * What a run says about stepped time. `waits`: the run waits for nothing but time, which may go straight to its next
 * event. `joins`: time may do so if another run waits.
 */
export type Stepping = 'waits' | 'joins';

/** One run's request for a clock pace, valid until `release`. */
export interface Lease {
  setPace(pace: number, stepping?: Stepping): void;
  release(): void;
}

interface Request {
  readonly pace: number;
  readonly stepping: Stepping | undefined;
}

/**
 * The clock runs at the slowest requested pace; without a request, at the sandbox's speed while somebody uses the
 * sandbox, and else not at all. Time is stepped while a run waits and every other run joins it or waits, too.
 */
export class PaceLeases {
  readonly speed: number;
  readonly #clock: Clock;
  readonly #requests = new Map<Lease, Request>();
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
      setPace: (pace, stepping) => {
        this.#requests.set(lease, { pace, stepping });
        this.#apply();
      },
      release: () => {
        if (!this.#requests.delete(lease)) return;
        if (this.#requests.size === 0) this.#presence?.leave();
        this.#apply();
      },
    };
    return lease;
  }

  #apply(): void {
    const requests = [...this.#requests.values()];
    const waiting = requests.filter(({ stepping }) => stepping === 'waits');
    const stepped = waiting.length > 0 && requests.every(({ stepping }) => stepping !== undefined);
    const paces = (stepped ? waiting : requests).map(({ pace }) => pace);
    const idle = this.#attended ? this.speed : 0;
    const pace = paces.length > 0 ? Math.min(...paces) : idle;
    if (pace !== this.#clock.pace || stepped !== this.#clock.stepped) this.#clock.setPace(pace, stepped);
  }
}
