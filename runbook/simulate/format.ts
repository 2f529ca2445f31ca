import type { Moment, Simulated, Summary } from './result.ts';

/** Rows of the curves at most. */
const ROWS = 24;

/** Aligned columns, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  ')).join('\n');
}

const COLUMNS: readonly (readonly [string, (moment: Moment) => string])[] = [
  ['minute', ({ at }) => (at / 60_000).toFixed(1)],
  ['ordered', ({ desired }) => String(desired)],
  ['ready', ({ ready }) => String(ready)],
  ['running', ({ running }) => String(running)],
  ['waiting', ({ waiting }) => String(waiting)],
];

/** The curves, at equal distances. */
export function formatCurves({ moments }: Pick<Simulated, 'moments'>): string {
  const step = Math.max(1, Math.ceil(moments.length / ROWS));
  const shown = moments.filter((_, n) => (n + 1) % step === 0);
  return table([COLUMNS.map(([name]) => name), ...shown.map((one) => COLUMNS.map(([, of]) => of(one)))]);
}

const FIGURES: readonly (readonly [string, (summary: Summary) => string])[] = [
  ['within SLO', ({ attainment }) => `${(attainment * 100).toFixed(1)} %`],
  ['TTFT p50', ({ ttft }) => `${ttft.p50.toFixed(2)} s`],
  ['p95', ({ ttft }) => `${ttft.p95.toFixed(2)} s`],
  ['p99', ({ ttft }) => `${ttft.p99.toFixed(2)} s`],
  ['replicas', ({ mostReplicas }) => String(mostReplicas)],
  ['node hours', ({ nodeHours }) => nodeHours.toFixed(2)],
  ['cost', ({ dollars }) => `$${dollars.toFixed(2)}`],
  ['changes', ({ changes }) => String(changes)],
  ['flaps', ({ flaps }) => String(flaps)],
  ['lost', ({ lost }) => String(lost)],
];

/** A row for each run. */
export function formatSummaries(results: readonly Pick<Simulated, 'name' | 'summary'>[]): string {
  const rows = results.map(({ name, summary }) => [name, ...FIGURES.map(([, of]) => of(summary))]);
  return table([['', ...FIGURES.map(([name]) => name)], ...rows]);
}
