import { Histogram } from './histogram.ts';
import { keeps, type RequestTimes, type Slo } from './measure/slo.ts';

/** An answered request (s). */
export interface Answered extends RequestTimes {
  /** From sending it to its whole answer. */
  readonly latency: number;
  /** From its scheduled time to sending it: the client was late. */
  readonly clientQueue: number;
}

/** The counters that the loops of one load share. Times are seconds of the target's time. */
export class Recorder {
  inFlight = 0;
  sent = 0;
  completed = 0;
  tokens = 0;
  reconnects = 0;
  open = 0;
  opened = 0;
  /** Events that arrived with the one before them: their gap is unknown. */
  coalesced = 0;
  /** Answers after the warm-up, their tokens, and those within the limits. */
  counted = 0;
  countedTokens = 0;
  good = 0;
  readonly latency = new Histogram();
  readonly fromSchedule = new Histogram();
  readonly clientQueue = new Histogram();
  readonly firstToken = new Histogram();
  readonly interToken = new Histogram();
  readonly perToken = new Histogram();
  readonly #slo: Slo;
  readonly #errors = new Map<string, number>();

  constructor(slo: Slo = {}) {
    this.#slo = slo;
  }

  /** @param times false during the warm-up */
  answered(tokens: number, times: Answered | false): void {
    this.inFlight--;
    this.completed++;
    this.tokens += tokens;
    if (!times) return;
    this.counted++;
    this.countedTokens += tokens;
    this.latency.record(times.latency);
    this.fromSchedule.record(times.e2e);
    this.clientQueue.record(times.clientQueue);
    if (times.tpot >= 0 && times.tpot < Number.POSITIVE_INFINITY) this.perToken.record(times.tpot);
    if (keeps(this.#slo, times)) this.good++;
  }

  begun(seconds: number): void {
    this.firstToken.record(seconds);
  }

  followed(seconds: number): void {
    this.interToken.record(seconds);
  }

  failed(kind: string): void {
    this.inFlight--;
    this.#errors.set(kind, (this.#errors.get(kind) ?? 0) + 1);
  }

  get errors(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#errors);
  }
}
