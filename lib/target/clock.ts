/** The target's time: the wall clock on Google Cloud, simulated time on the sandbox. `lib/` uses no other clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms` of the target's time; rejects with the signal's reason on abort. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Current seconds of the target per real second. */
  readonly pace: number;
  /** Time stands still until this process has handled what came to it, so that it is never late. @default false */
  readonly stepped?: boolean;
}

/** The longest delay of a timer of Node (ms). A longer one fires at once. */
const LONGEST = 2 ** 31 - 1;

/** Node's timers, and those of a test. */
export type Timers = Pick<typeof globalThis, 'setTimeout' | 'clearTimeout'>;

/** The computer's clock, for every target but the sandbox. */
export const wallClock: Clock = {
  now: () => Date.now(),
  pace: 1,
  sleep: (ms, signal) => sleepOn(globalThis, ms, signal),
};

/** Resolves after `ms`, also after weeks; rejects with the signal's reason on abort. */
export async function sleepOn(timers: Timers, ms: number, signal?: AbortSignal): Promise<void> {
  let left = ms;
  for (; left > LONGEST; left -= LONGEST) await timer(timers, LONGEST, signal);
  await timer(timers, left, signal);
}

function timer(timers: Timers, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      timers.clearTimeout(armed);
      reject(signal?.reason);
    };
    const armed = timers.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
