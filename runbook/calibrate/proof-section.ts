import type { Kept, Outcome } from '../../lib/calibration/index.ts';
import type { Chart, Point } from '../../lib/chart/index.ts';
import { formatDuration } from '../../lib/wait/duration.ts';
import type { Day } from './day.ts';
import type { Section } from './page.ts';
import type { Proof } from './prove.ts';

function time(seconds: number | undefined): string {
  if (seconds === undefined) return 'never';
  const shown = formatDuration(Math.abs(seconds) * 1000);
  return seconds < 0 ? `${shown} before` : shown;
}
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const of = (times: Kept['time'], name: 'p50' | 'p99'): string => (times ? `${times[name].toFixed(1)} s` : '–');

const ROWS: readonly (readonly [string, (outcome: Outcome) => string])[] = [
  ['first tokens within the limit', ({ attainment }) => percent(attainment.firstToken)],
  ['goodput', ({ goodput }) => `${goodput.toFixed(2)} requests/s`],
  ['time to first token p50', ({ firstToken }) => of(firstToken, 'p50')],
  ['time to first token p99', ({ firstToken }) => of(firstToken, 'p99')],
  ['whole answers within the limit', ({ attainment }) => percent(attainment.answer)],
  ['latency p50', ({ answer }) => of(answer, 'p50')],
  ['latency p99', ({ answer }) => of(answer, 'p99')],
  ['overload to order of a replica', ({ ordered }) => time(ordered)],
  ['overload to ready replica', ({ served }) => time(served)],
  ['flaps', ({ flaps }) => String(flaps)],
  ['TPU-node hours', ({ nodeHours }) => nodeHours.toFixed(2)],
  ['cost', ({ dollars }) => `$${dollars.toFixed(2)}`],
];

const DAY_ROWS: readonly (readonly [string, (course: Day['courses'][number]) => string])[] = [
  ['first tokens within the limit', ({ summary }) => percent(summary.attainment)],
  ['time to first token p50', ({ summary }) => `${summary.ttft.p50.toFixed(1)} s`],
  ['time to first token p99', ({ summary }) => `${summary.ttft.p99.toFixed(1)} s`],
  ['requests lost to a scale-in', ({ summary }) => String(summary.lost)],
  ['most replicas', ({ summary }) => String(summary.mostReplicas)],
  ['flaps', ({ summary }) => String(summary.flaps)],
  ['TPU-node hours', ({ summary }) => summary.nodeHours.toFixed(1)],
  ['cost', ({ summary }) => `$${summary.dollars.toFixed(2)}`],
];

type Rows = readonly (readonly string[])[];

const cells = <T>(rows: readonly (readonly [string, (one: T) => string])[], all: readonly T[]): Rows =>
  rows.map(([name, cell]) => [name, ...all.map(cell)]);

/** What a good request is, for readers of the table. */
const limit = ({ limits: { firstToken, answer } }: Proof): string =>
  `The limit is ${firstToken.toFixed(1)} s for the first token, and ${answer.toFixed(1)} s for the whole answer: the latency of a replica without a queue plus the wait budget. First tokens are those of probes, requests of one token, a tenth as many as the requests. Goodput is the requests a second whose first token is within the limit.`;

const curve = ({ peak, saturation }: Day): string =>
  `The traffic is ${peak.toFixed(1)} requests/s at 15:00 and a fifth of it at 3:00, an assumed curve. It is simulated with the sandbox's engine, whose replica does ${saturation.toFixed(2)} requests/s.`;

/** The comparison as a table of the terminal. */
export function formatProof(proof: Proof): string {
  const { outcomes } = proof;
  const head = ['', ...outcomes.map(({ name }) => name)];
  return [aligned([head, ...cells(ROWS, outcomes)]), limit(proof)].join('\n');
}

/** The day as a table of the terminal. */
export function formatDay(day: Day): string {
  const head = ['a day', ...day.courses.map(({ name }) => name)];
  return [aligned([head, ...cells(DAY_ROWS, day.courses)]), curve(day)].join('\n');
}

function aligned(rows: Rows): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ');
  return rows.map(line).join('\n');
}

/** The comparison as parts of the report. */
export function proofSections(proof: Proof): readonly Section[] {
  const { trials, outcomes, day } = proof;
  const head = ['', ...outcomes.map(({ name }) => name)];
  const minutes = (points: readonly Point[], from: number, to: number) =>
    [...points, [to, points.at(-1)?.[1] ?? 1] as const].map(([x, y]) => [(x - from) / 60_000, y] as const);
  const ready = trials.map(({ name, ready, from, to }) => ({ name, points: minutes(ready, from, to) }));
  const compared: Section = {
    title: 'Comparison of both autoscalers under the same traffic',
    text: `Poisson arrivals at 0.7, 0.9 and 1.1 times X_sat, a spike at 1.6 times X_sat, and 0.7 times X_sat again. ${limit(proof)}`,
    table: { head, rows: cells(ROWS, outcomes) },
    charts: [replicas(ready, 'minutes of the traffic')],
  };
  if (day === undefined || typeof day === 'string') return [compared];
  const points = day.courses.map((course) => ({ name: course.name, points: course.ready }));
  const daily: Section = {
    title: 'A day, simulated',
    text: curve(day),
    table: { head, rows: cells(DAY_ROWS, day.courses) },
    charts: [replicas(points, 'hours of the day')],
  };
  return [compared, daily];
}

function replicas(series: readonly { name: string; points: readonly Point[] }[], xTitle: string): Chart {
  return {
    title: 'Ready replicas',
    alt: 'Number of ready replicas over time for each autoscaler.',
    unit: 'replicas',
    x: 'value',
    xTitle,
    series: series.map((one) => ({ ...one, role: 'step' as const })),
  };
}
