import { Loop, type LoopContext } from './loop.ts';
import { arrivals } from './traffic/arrivals.ts';
import { randomFrom } from './traffic/random.ts';
import type { Traffic } from './traffic/traffic.ts';

/** Gives loops their turns to send. */
export interface Turns {
  /** The loops so far; an open loop adds one whenever all others have a request. */
  readonly loops: readonly Loop[];
  /** Requests that were due so far. */
  readonly due: number;
  /** When the next request comes by itself (ms of the target's clock); Infinity: never, or not known. */
  readonly nextAt: number;
  /** Whether no request comes any more. */
  readonly ended: boolean;
  /** Sends what is due. */
  tick(now: number): void;
  /** A loop has no request. */
  free(loop: Loop, now: number, failures: number): void;
}

export interface TurnsOptions {
  readonly startedAt: number;
  /** Ms of the target's time over which users start one after another. */
  readonly rampUp: number;
  readonly seed: number;
  readonly mostInFlight: number;
}

type Context = Omit<LoopContext, 'free' | 'next'>;

/** @param context what the loops share */
export function turnsFor(traffic: Traffic, context: Context, options: TurnsOptions): Turns {
  return traffic.kind === 'closed' ? new Users(traffic, context, options) : new Schedule(traffic, context, options);
}

/** The first and the longest wait of a user after an error (ms of the target's time). */
const RETRY = { first: 500, longest: 10_000 } as const;

class Users implements Turns {
  readonly loops: readonly Loop[];
  readonly nextAt = Number.POSITIVE_INFINITY;
  readonly ended = false;
  readonly #thinkTime: number;
  readonly #context: LoopContext;

  constructor(
    { users, thinkTime = 0 }: Extract<Traffic, { kind: 'closed' }>,
    context: Context,
    { startedAt, rampUp }: TurnsOptions,
  ) {
    this.#thinkTime = thinkTime * 1000;
    const shared = { ...context, next: 0, free: this.free.bind(this) };
    this.#context = shared;
    this.loops = Array.from({ length: users }, () => new Loop(shared));
    for (const [n, loop] of this.loops.entries()) loop.ask(startedAt + (rampUp * n) / users, Number.NEGATIVE_INFINITY);
  }

  get due(): number {
    return this.#context.next;
  }

  tick(): void {}

  free(loop: Loop, now: number, failures: number): void {
    const pause = failures === 0 ? this.#thinkTime : Math.min(RETRY.first * 2 ** (failures - 1), RETRY.longest);
    loop.ask(now + pause, now);
  }
}

class Schedule implements Turns {
  readonly loops: Loop[] = [];
  due = 0;
  nextAt: number;
  readonly #context: LoopContext;
  readonly #arrivals: Iterator<number>;
  readonly #startedAt: number;
  readonly #most: number;
  /** The one that was used last is on top: its connection is the least likely to be closed. */
  readonly #idle: Loop[] = [];
  /** Scheduled times of requests for which no loop was free. */
  readonly #late: number[] = [];

  constructor(
    traffic: Exclude<Traffic, { kind: 'closed' }>,
    context: Context,
    { startedAt, seed, mostInFlight }: TurnsOptions,
  ) {
    this.#context = { ...context, next: 0, free: this.free.bind(this) };
    this.#arrivals = arrivals(traffic, randomFrom(seed));
    this.#startedAt = startedAt;
    this.#most = mostInFlight;
    this.nextAt = this.#following();
  }

  get ended(): boolean {
    return (
      this.nextAt === Number.POSITIVE_INFINITY && this.#late.length === 0 && this.#idle.length === this.loops.length
    );
  }

  tick(now: number): void {
    while (this.nextAt <= now) {
      this.due++;
      const loop = this.#idle.pop() ?? this.#another();
      if (loop) loop.ask(this.nextAt, now);
      else this.#late.push(this.nextAt);
      this.nextAt = this.#following();
    }
  }

  free(loop: Loop, now: number): void {
    const at = this.#late.shift();
    if (at === undefined) this.#idle.push(loop);
    else loop.ask(at, now);
  }

  #another(): Loop | undefined {
    if (this.loops.length >= this.#most) return undefined;
    const loop = new Loop(this.#context);
    this.loops.push(loop);
    return loop;
  }

  #following(): number {
    const { done, value } = this.#arrivals.next();
    return done ? Number.POSITIVE_INFINITY : this.#startedAt + value * 1000;
  }
}
