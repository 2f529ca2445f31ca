import type { Outcome } from '../../lib/calibration/index.ts';
import type { Chart } from '../../lib/chart/index.ts';
import { formatDuration } from '../../lib/wait/duration.ts';
import type { Section } from './page.ts';
import type { Proof } from './prove.ts';

const time = (seconds: number | undefined): string =>
  seconds === undefined ? 'never' : formatDuration(seconds * 1000);

const ROWS: readonly (readonly [string, (outcome: Outcome) => string])[] = [
  ['requests within the limit', ({ attainment }) => `${(attainment * 100).toFixed(1)} %`],
  ['goodput', ({ goodput }) => `${goodput.toFixed(2)} requests/s`],
  ['latency p50', ({ latency }) => (latency ? `${latency.p50.toFixed(1)} s` : '–')],
  ['latency p99', ({ latency }) => (latency ? `${latency.p99.toFixed(1)} s` : '–')],
  ['overload to order of a replica', ({ ordered }) => time(ordered)],
  ['overload to ready replica', ({ served }) => time(served)],
  ['flaps', ({ flaps }) => String(flaps)],
  ['TPU-node hours', ({ nodeHours }) => nodeHours.toFixed(2)],
  ['cost', ({ dollars }) => `$${dollars.toFixed(2)}`],
];

const cells = ({ outcomes }: Proof): readonly (readonly string[])[] =>
  ROWS.map(([name, of]) => [name, ...outcomes.map(of)]);

/** What a good request is, for readers of the table. */
const limit = ({ longest }: Proof): string =>
  `The limit is ${longest.toFixed(1)} s for a complete answer: the latency of a replica without a queue plus the wait budget.`;

/** The comparison as a table of the terminal. */
export function formatProof(proof: Proof): string {
  const rows = [['', ...proof.outcomes.map(({ name }) => name)], ...cells(proof)];
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
  );
  return [...lines, limit(proof)].join('\n');
}

/** The comparison as a part of the report. */
export function proofSection(proof: Proof): Section {
  const { trials, outcomes } = proof;
  const minutes = (points: readonly (readonly [number, number])[], from: number, to: number) =>
    [...points, [to, points.at(-1)?.[1] ?? 1] as const].map(([x, y]) => [(x - from) / 60_000, y] as const);
  const chart: Chart = {
    title: 'Ready replicas',
    alt: 'Number of ready replicas over time for each autoscaler.',
    unit: 'replicas',
    x: 'value',
    xTitle: 'minutes of the traffic',
    series: trials.map(({ name, ready, from, to }) => ({ name, role: 'step', points: minutes(ready, from, to) })),
  };
  return {
    title: 'Comparison of both autoscalers under the same traffic',
    text: `Poisson arrivals at 0.7, 0.9 and 1.1 times X_sat, a spike of 1.6 times, and 0.7 times again. ${limit(proof)}`,
    table: { head: ['', ...outcomes.map(({ name }) => name)], rows: cells(proof) },
    charts: [chart],
  };
}
