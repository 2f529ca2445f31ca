import type { Random } from '../../../sandbox/core/random.ts';

/** A stretch of a run: a step, or what comes before the first one. */
export interface Span {
  readonly name: string;
  /** How long it took an undisturbed run (ms). */
  readonly took: number;
}

/** A moment of a run, told so that it is the same on a machine that is busier. */
export interface Moment {
  readonly span: string;
  /** After its beginning (ms). */
  readonly into: number;
}

/** One at random in each of `count` equal parts of the run; in no order, so that the first few are all over it, too. */
export function moments(spans: readonly Span[], count: number, random: Random): readonly Moment[] {
  const whole = spans.reduce((sum, { took }) => sum + took, 0);
  const all = Array.from({ length: count }, (_, part) => ({
    order: random.next(),
    moment: momentAt(spans, ((part + random.next()) / count) * whole),
  }));
  return all.sort((a, b) => a.order - b.order).map(({ moment }) => moment);
}

function momentAt(spans: readonly Span[], after: number): Moment {
  let left = after;
  const span = spans.find(({ took }) => {
    if (left < took) return true;
    left -= took;
    return false;
  });
  return { span: span!.name, into: left };
}
