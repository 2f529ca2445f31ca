import { asRunbookError } from '../../../lib/runner/outcome.ts';
import { wallClock } from '../../../lib/target/clock.ts';
import type { Seen } from './seen.ts';

/** Changes what was seen. */
export type Note = (change: (seen: Seen) => Seen) => void;

/** A part that cannot be read is a gap on the page, and no reason to end. */
export async function filling(name: string, note: Note, read: () => Promise<void>): Promise<void> {
  const gap = await read().then(
    () => undefined,
    (error: unknown) => asRunbookError(error).message,
  );
  note((seen) => gapped(seen, name, gap));
}

/** The same with another reason why a part cannot be read; undefined: it can. */
export function gapped(seen: Seen, name: string, gap: string | undefined): Seen {
  if (seen.gaps[name] === gap) return seen;
  const { [name]: _, ...gaps } = seen.gaps;
  return { ...seen, gaps: gap === undefined ? gaps : { ...gaps, [name]: gap } };
}

/** Do it again and again until the signal. @throws what it throws before that */
export async function repeat(every: number, signal: AbortSignal, act: () => Promise<void>): Promise<void> {
  try {
    for (;;) {
      await act();
      await wallClock.sleep(every, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
