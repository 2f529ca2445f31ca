import type { Clock, Timer } from '../../core/clock.ts';

/** Something that happens so many ms after its phase began. `at` is the simulated time when it did. */
export interface Moment {
  readonly after: number;
  run(at: number): void;
}

export interface Phase {
  /** Milliseconds. */
  readonly duration: number;
  /** In order of time. */
  readonly moments: readonly Moment[];
}

/** Thrown by a moment: the process ends here. */
export class StartupFailure extends Error {
  readonly exitCode: number;
  readonly reason: 'Error' | 'OOMKilled';
  /** The output of the process before its end. */
  readonly lines: readonly string[];

  constructor(lines: readonly string[], exitCode = 1, reason: 'Error' | 'OOMKilled' = 'Error') {
    super(lines.at(-1) ?? reason);
    this.lines = lines;
    this.exitCode = exitCode;
    this.reason = reason;
  }
}

export interface TimelineOptions {
  readonly clock: Clock;
  readonly startedAt: number;
  /** Each phase is planned at its start, from the state at that time. */
  readonly phases: readonly ((beginsAt: number) => Phase)[];
  onDone(at: number): void;
  onFailure(failure: StartupFailure, at: number): void;
}

/**
 * Plays phases one after the other on the simulated clock, with one timer at a time. A timeline that began in the past
 * catches up at once, each moment at its own time, so a restarted sandbox continues at the same point.
 */
export class Timeline {
  readonly #options: TimelineOptions;
  #timer: Timer | undefined;
  #phase = -1;
  #next = 0;
  #begins: number;
  #current: Phase = { duration: 0, moments: [] };

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.#begins = options.startedAt;
    this.#advance();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #advance(): void {
    const { clock, phases, onDone, onFailure } = this.#options;
    for (;;) {
      const moment = this.#current.moments[this.#next];
      const due = this.#begins + (moment ? moment.after : this.#current.duration);
      if (due > clock.now()) {
        this.#timer = clock.setTimeout(() => this.#advance(), due - clock.now());
        return;
      }
      if (moment) {
        this.#next++;
        try {
          moment.run(due);
        } catch (error) {
          if (!(error instanceof StartupFailure)) throw error;
          onFailure(error, due);
          return;
        }
        continue;
      }
      this.#begins = due;
      this.#next = 0;
      this.#phase++;
      const plan = phases[this.#phase];
      if (!plan) {
        onDone(due);
        return;
      }
      this.#current = plan(due);
    }
  }
}
