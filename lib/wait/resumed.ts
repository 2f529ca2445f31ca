import type { RefusalKind } from '../command/refusal.ts';
import { passingError } from '../retry/retry.ts';
import type { Pacing, Session } from '../session/session.ts';
import { formatDuration } from './duration.ts';

/** The first and the longest pause before a watch starts again, in ms of the target's time. */
export const PAUSE = { first: 2_000, longest: 20_000, growth: 1.5 } as const;
/** After a watch that lasted this long (ms of the target's time), the pause is the first one again. */
const HEALTHY = 60_000;

/**
 * What a watch yields, without an end: one that ends or breaks starts again, with a new list of what exists, as the
 * reflector of client-go does (tools/cache/reflector.go). Logs each new reason of a break once.
 * @param what is watched, for the log
 * @param watch begins with what exists
 * @throws an error that a new watch would meet again, such as an expired login; the signal's reason
 */
export async function* resumed<T>(
  what: string,
  watch: () => AsyncIterable<T>,
  { target: { clock }, log }: Pick<Session, 'target' | 'log'>,
  signal: AbortSignal,
  pace?: Pacing,
): AsyncGenerator<T> {
  let interval: number = PAUSE.first;
  let told: string | undefined;
  for (;;) {
    const began = clock.now();
    try {
      yield* watch();
      told = undefined;
    } catch (error) {
      signal.throwIfAborted();
      const why = breakOf(error);
      if (why === undefined) throw error;
      if (why !== told)
        log.write({ kind: 'warning', text: `${what}: ${why}; watching again in ${formatDuration(interval)}` });
      told = why;
    }
    signal.throwIfAborted();
    if (clock.now() - began >= HEALTHY) interval = PAUSE.first;
    pace?.change('wait');
    await clock.sleep(interval, signal);
    pace?.change('command');
    interval = Math.min(PAUSE.longest, interval * PAUSE.growth);
  }
}

/** Why a watch broke, if a new one may not. A control plane that is repaired or upgraded does not listen meanwhile. */
function breakOf(error: unknown): string | undefined {
  const { kind } = ((error as Error).cause ?? {}) as { readonly kind?: RefusalKind };
  return kind === 'notListening' ? 'the API server does not listen' : passingError(error);
}
