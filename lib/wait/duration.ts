const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/**
 * `'500ms'`, `'90s'`, `'8m'`, `'1h30m'` in milliseconds.
 * @throws RangeError
 * @example
 * duration('8m') // 480000
 */
export function duration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smh])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new RangeError(`Expected a duration such as 90s, 8m or 1h30m, not ${JSON.stringify(text)}`);
  }
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit as keyof typeof UNITS], 0);
}

/** Milliseconds for people: `42s`, `8m`, `8m 30s`, `1h 5m`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return twoParts(minutes, 'm', seconds % 60, 's');
  return twoParts(Math.floor(minutes / 60), 'h', minutes % 60, 'm');
}

/** Omits a part that is 0: `1h`, `42s`. */
function twoParts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  if (large === 0) return `${small}${smallUnit}`;
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}
