/** The kubelet's image and restart back-off: 10 s, doubled with each failure in a row, up to 5 minutes. */
const FIRST = 10_000;
const LONGEST = 300_000;

/** A container that ran for this long starts over with its back-off (ms). */
const FORGIVEN_AFTER = 600_000;

/** @param failures in a row, 1 for the first */
export function delayAfter(failures: number): number {
  return Math.min(FIRST * 2 ** (failures - 1), LONGEST);
}

/** How long a crashed container waits for its next start: the first time it is started at once. */
export function restartDelay(crashes: number): number {
  return crashes <= 1 ? 0 : delayAfter(crashes - 1);
}

/** How many crashes in a row a crash makes it. @param ran for how long the container had run (ms) */
export function crashesAfter(crashes: number, ran: number): number {
  return ran >= FORGIVEN_AFTER ? 1 : crashes + 1;
}
