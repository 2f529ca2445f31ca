/** `metav1.Time`: RFC 3339 in whole seconds, UTC. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Simulated ms since the epoch. */
export function parseTime(time: string): number {
  return Date.parse(time);
}
