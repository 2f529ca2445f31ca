/** The target's time: the wall clock on Google Cloud, simulated time on the sandbox. `lib/` uses no other clock. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms` of the target's time; rejects with the signal's reason on abort. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Current seconds of the target per real second. */
  readonly pace: number;
}

/** The computer's clock, for every target but the sandbox. */
export const wallClock: Clock = {
  now: () => Date.now(),
  pace: 1,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
