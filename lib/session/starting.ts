import type { Clock } from '../target/clock.ts';
import type { Session } from './session.ts';

/** A command that prints nothing for this long has started (ms of the target's time). */
const LONGEST = 500;

/** The lines of a command. Until the first one, the command is starting: an activity that limits the pace. */
export async function* starting(
  lines: AsyncIterable<string>,
  clock: Clock,
  pace: Session['pace'],
): AsyncGenerator<string> {
  const held = pace('command');
  const started = new AbortController();
  clock.sleep(LONGEST, started.signal).then(held.release, () => undefined);
  const release = (): void => {
    started.abort();
    held.release();
  };
  try {
    for await (const line of lines) {
      if (!started.signal.aborted) release();
      yield line;
    }
  } finally {
    release();
  }
}
