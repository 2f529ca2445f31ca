import type { Clock, Timer } from '../../core/clock.ts';
import { Scheduler, type SchedulerConfig } from './scheduler.ts';
import { type GenerationRequest, Sequence } from './sequence.ts';
import type { EngineStats } from './stats.ts';
import type { StepTime } from './step-time.ts';

export interface EngineOptions {
  readonly clock: Clock;
  readonly scheduler: SchedulerConfig;
  readonly stepTime: StepTime;
  readonly stats: EngineStats;
  /** From a request's arrival to the engine's input queue (ms): tokenizing, validating, the hop between processes. */
  readonly frontendLatency: number;
  /** Steps are composed while the one before them runs, so a request waits for one step more. */
  readonly asyncScheduling: boolean;
  /** Called when the engine leaves idleness. */
  onBusy?(): void;
}

/**
 * The engine core: one chain of steps on the simulated clock, each a timer. While nothing is to be computed there is no
 * timer at all. Requests and aborts take effect between two steps, and gauges show the end of the last step.
 */
export class Engine {
  readonly #options: EngineOptions;
  readonly #scheduler: Scheduler;
  #inbox: Sequence[] = [];
  readonly #aborted: Sequence[] = [];
  readonly #streaming = new Set<Sequence>();
  #timer: Timer | undefined;
  /** When the step in flight, and the one before it, began. */
  #began = 0;
  #beganBefore = 0;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#scheduler = new Scheduler(options.scheduler);
  }

  /** Engine steps so far. */
  get steps(): number {
    return this.#scheduler.step;
  }

  submit(request: GenerationRequest): Sequence {
    const sequence = new Sequence(request, this.#options.clock.now());
    this.#inbox.push(sequence);
    if (!this.#timer) this.#wake();
    return sequence;
  }

  /** The client went away. A sequence that runs leaves after the step in flight. */
  abort(sequence: Sequence): void {
    if (sequence.state === 'gone') return;
    sequence.detached = true;
    if (sequence.state === 'inbox') {
      sequence.state = 'gone';
      this.#inbox = this.#inbox.filter((other) => other !== sequence);
    } else this.#aborted.push(sequence);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#inbox = [];
  }

  /** Idle: the next step begins when the first request has come through the frontend. */
  #wake(): void {
    const { clock, frontendLatency, onBusy } = this.#options;
    onBusy?.();
    this.#began = Number.NaN;
    this.#timer = clock.setTimeout(() => this.#next(), this.#inbox[0]!.arrivedAt + frontendLatency - clock.now());
  }

  #next(): void {
    const { clock, stepTime, stats } = this.#options;
    const now = clock.now();
    this.#beganBefore = Number.isNaN(this.#began) ? now : this.#began;
    this.#began = now;
    this.#receive(this.#options.asyncScheduling ? this.#beganBefore : now);
    const schedule = this.#scheduler.schedule();
    if (!schedule) {
      this.#rest();
      return;
    }
    stats.preemptions += schedule.preempted.length;
    // The last token of a preempted sequence came with the step that ended just now.
    for (const sequence of schedule.preempted) sequence.lastTokenAt = now;
    for (const sequence of schedule.admitted) this.#recordAdmission(sequence, now);
    this.#timer = clock.setTimeout(() => this.#end(), stepTime(schedule.tokens, schedule.context));
  }

  #rest(): void {
    this.#timer = undefined;
    this.#setGauges();
    if (this.#inbox.length > 0) this.#wake();
  }

  /** Move what had come through the frontend by `horizon` to the scheduler's queue. */
  #receive(horizon: number): void {
    let count = 0;
    for (const sequence of this.#inbox) {
      // The same sum as in `#wake`: a difference may be rounded to the other side, and the engine would wake for nothing.
      const queuedAt = sequence.arrivedAt + this.#options.frontendLatency;
      if (queuedAt > horizon) break;
      sequence.state = 'waiting';
      sequence.queuedAt = queuedAt;
      this.#scheduler.waiting.push(sequence);
      count++;
    }
    if (count > 0) this.#inbox.splice(0, count);
  }

  #recordAdmission(sequence: Sequence, now: number): void {
    if (!Number.isNaN(sequence.scheduledAt)) return;
    sequence.scheduledAt = now;
    const { stats, scheduler } = this.#options;
    if (!scheduler.enablePrefixCaching) return;
    sequence.cached = sequence.reused;
    stats.prefixQueries += sequence.promptLength;
    stats.prefixHits += sequence.cached;
  }

  #end(): void {
    const { clock, stats } = this.#options;
    const now = clock.now();
    const seconds = (now - this.#began) / 1000;
    const { decoded, prefilled, finished } = this.#scheduler.complete();
    let computed = 0;
    if (decoded > 0) stats.interTokenLatency.observe(seconds, decoded);
    for (const sequence of prefilled) computed += this.#recordPrefill(sequence, now);
    stats.generationTokens += decoded + prefilled.length;
    stats.iterationTokens.observe(computed + decoded + prefilled.length);
    this.#stream();
    for (const sequence of finished) this.#finish(sequence, now);
    this.#setGauges();
    this.#dropAborted();
    this.#next();
  }

  /** @returns the prompt tokens that had to be computed, the first time. */
  #recordPrefill(sequence: Sequence, now: number): number {
    const { stats } = this.#options;
    if (sequence.request.streams && !sequence.detached) this.#streaming.add(sequence);
    if (!Number.isNaN(sequence.firstTokenAt)) {
      stats.interTokenLatency.observe((now - sequence.lastTokenAt) / 1000);
      return 0;
    }
    sequence.firstTokenAt = now;
    stats.timeToFirstToken.observe((now - sequence.arrivedAt) / 1000);
    stats.promptTokens += sequence.promptLength;
    stats.cachedPromptTokens += sequence.cached;
    return sequence.promptLength - sequence.cached;
  }

  #stream(): void {
    const { step } = this.#scheduler;
    for (const sequence of this.#streaming) {
      if (sequence.state !== 'waiting') sequence.request.onToken?.(sequence.outputsAt(step));
      if (sequence.state !== 'decode') this.#streaming.delete(sequence);
    }
  }

  #finish(sequence: Sequence, now: number): void {
    sequence.lastTokenAt = now;
    if (sequence.detached) return;
    this.#options.stats.observeFinished(sequence);
    sequence.request.onFinish?.(sequence);
  }

  #dropAborted(): void {
    for (const sequence of this.#aborted) {
      this.#streaming.delete(sequence);
      if (sequence.state !== 'gone') this.#scheduler.remove(sequence);
    }
    this.#aborted.length = 0;
  }

  #setGauges(): void {
    const { stats } = this.#options;
    stats.running = this.#scheduler.running.length;
    stats.waiting = this.#scheduler.waiting.length;
    stats.kvCacheUsage = this.#scheduler.pool.usage;
  }
}
