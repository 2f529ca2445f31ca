import { Histogram, type Summary } from './histogram.ts';

/** The counters that the loops of one load share. Times are seconds of the target's time. */
export class Recorder {
  inFlight = 0;
  completed = 0;
  tokens = 0;
  reconnects = 0;
  open = 0;
  opened = 0;
  readonly #latency = new Histogram();
  readonly #firstToken = new Histogram();
  readonly #errors = new Map<string, number>();

  answered(seconds: number, tokens: number): void {
    this.inFlight--;
    this.completed++;
    this.tokens += tokens;
    this.#latency.record(seconds);
  }

  begun(seconds: number): void {
    this.#firstToken.record(seconds);
  }

  failed(kind: string): void {
    this.inFlight--;
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
  }

  get errors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#errors);
  }

  get latency(): Summary | undefined {
    return this.#latency.summary();
  }

  get timeToFirstToken(): Summary | undefined {
    return this.#firstToken.summary();
  }

  /** Cheap, unlike `latency`. */
  get medianLatency(): number {
    return this.#latency.quantile(0.5);
  }
}
