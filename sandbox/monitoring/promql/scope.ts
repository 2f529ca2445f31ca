import type { LabelMatcher } from '../matcher.ts';
import type { Timing } from './ast.ts';
import { PromqlError } from './errors.ts';
import type { Series } from './value.ts';

/** The input of an evaluation. */
export interface Queryable {
  /** The series that every matcher accepts, in Prometheus' order of labels. */
  select(matchers: readonly LabelMatcher[]): readonly Series[];
}

/** How far an instant selector looks back for a sample (ms). Prometheus' default. */
export const LOOKBACK = 5 * 60_000;

/** The most samples that one evaluation may gather. */
const MOST_SAMPLES = 1_000_000;

/** One evaluation of one query. Times are milliseconds since the epoch. */
export class Scope {
  readonly queryable: Queryable;
  readonly start: number;
  readonly end: number;
  readonly #deadline: number;
  #samples = 0;

  /** @param timeout of the computation, in real milliseconds: it protects the process, and is no simulated time. */
  constructor(queryable: Queryable, start: number, end: number, timeout: number) {
    this.queryable = queryable;
    this.start = start;
    this.end = end;
    this.#deadline = performance.now() + timeout;
  }

  /** Called after each step with the number of samples that are kept from it. @throws PromqlError */
  spend(samples: number): void {
    this.#samples += samples + 1;
    this.mustFit(this.#samples);
    if (performance.now() > this.#deadline) {
      throw new PromqlError('timeout', 'query timed out in expression evaluation');
    }
  }

  /** Rejects an expensive query before its evaluation. @throws PromqlError */
  mustFit(samples: number): void {
    if (samples <= MOST_SAMPLES) return;
    throw new PromqlError('execution', 'query processing would load too many samples into memory in query execution');
  }

  /** The time that a selector with modifiers looks at when the expression is evaluated at `time`. */
  shift({ at, offset = 0 }: Timing, time: number): number {
    const base = at === undefined ? time : at === 'start' ? this.start : at === 'end' ? this.end : at;
    return base - offset;
  }
}
