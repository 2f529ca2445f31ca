import type { Interval } from './result.ts';

const COLUMNS = [
  ['time_s', ({ at }) => at],
  ['seconds', ({ seconds }) => seconds],
  ['requests_per_s', ({ completed, seconds }) => completed / seconds],
  ['tokens_per_s', ({ tokens, seconds }) => tokens / seconds],
  ['completed', ({ completed }) => completed],
  ['failed', ({ failed }) => failed],
  ['in_flight', ({ inFlight }) => inFlight],
] as const satisfies readonly (readonly [string, (interval: Interval) => number])[];

/** A row for each interval of the load (RFC 4180). */
export function csvReport(intervals: readonly Interval[]): string {
  const rows = intervals.map((interval) => COLUMNS.map(([, value]) => Number(value(interval).toFixed(3))).join(','));
  return `${[COLUMNS.map(([name]) => name).join(','), ...rows].join('\r\n')}\r\n`;
}
