import type { Chart, Point, Role } from '../../lib/chart/index.ts';
import type { Moment, Simulated, Summary } from './result.ts';

const COST = 'cost (US dollars)';
const TARGET = 'target of the autoscaler';
const LATENCIES = ['p50', 'p95', 'p99'] as const;

/** The charts of a simulation by file name. */
export function chartsOf(results: readonly Simulated[]): Readonly<Record<string, readonly Chart[]>> {
  const swept = results.filter(({ target }) => target !== undefined);
  if (swept.length > 1) return { 'cost-latency': costAgainstLatency(swept), targets: overTargets(swept) };
  const [first] = results;
  return first ? { replicas: overTime(first.moments) } : {};
}

/** Each target as a point: what it costs, and what users see. */
function costAgainstLatency(results: readonly Simulated[]): Chart[] {
  const chart = (title: string, unit: string, name: string, of: (summary: Summary) => number): Chart => ({
    title,
    alt: `${title}: ${results.map((one) => `target ${one.target} costs $${two(one.summary.dollars)}, ${two(of(one.summary))} ${unit}`).join('; ')}.`,
    unit,
    x: 'value',
    xTitle: COST,
    series: [{ name, role: 'points', ...merged(results, of) }],
  });
  const named = 'by target';
  return [
    chart('Time to first token, p95, against cost', 'seconds', named, ({ ttft }) => ttft.p95),
    chart('Requests within the limits, against cost', '%', named, percent),
  ];
}

/** Latency, attainment and cost over the targets. */
function overTargets(results: readonly Simulated[]): Chart[] {
  const points = (of: (summary: Summary) => number): Point[] =>
    results.map(({ target, summary }) => [target!, of(summary)]);
  const chart = (
    title: string,
    unit: string,
    lines: Readonly<Record<string, (summary: Summary) => number>>,
  ): Chart => ({
    title,
    alt: `${title} by target: ${results
      .map(
        ({ target, summary }) =>
          `${target}: ${Object.values(lines)
            .map((of) => two(of(summary)))
            .join(', ')}`,
      )
      .join('; ')}.`,
    unit,
    x: 'value',
    xTitle: TARGET,
    series: Object.entries(lines).map(([name, of]) => ({ name, points: points(of) })),
  });
  return [
    chart(
      'Time to first token',
      'seconds',
      Object.fromEntries(LATENCIES.map((name) => [name, ({ ttft }) => ttft[name]])),
    ),
    chart('Requests within the limits', '%', { 'within the limits': percent }),
    chart('Cost', 'US dollars', { cost: ({ dollars }) => dollars }),
  ];
}

/** The replicas and the requests of one run. */
function overTime(moments: readonly Moment[]): Chart[] {
  const chart = (title: string, names: Readonly<Record<string, (moment: Moment) => number>>, role: Role): Chart => {
    const unit = title.toLowerCase();
    const most = (of: (moment: Moment) => number): number => Math.max(...moments.map(of));
    return {
      title,
      alt: `${title} over time: ${Object.entries(names)
        .map(([name, of]) => `at most ${most(of)} ${name}`)
        .join(', ')}.`,
      unit,
      x: 'value',
      xTitle: 'minutes',
      series: Object.entries(names).map(([name, of]) => ({
        name,
        points: moments.map((moment): Point => [moment.at / 60_000, of(moment)]),
        role,
      })),
    };
  };
  return [
    chart('Replicas', { ordered: ({ desired }) => desired, ready: ({ ready }) => ready }, 'step'),
    chart('Requests', { running: ({ running }) => running, waiting: ({ waiting }) => waiting }, 'line'),
  ];
}

/** Targets with the same result share a point. */
function merged(
  results: readonly Simulated[],
  of: (summary: Summary) => number,
): { readonly points: readonly Point[]; readonly labels: readonly string[] } {
  const points = new Map<string, { readonly point: Point; readonly targets: string[] }>();
  for (const { target, summary } of results) {
    const point: Point = [summary.dollars, of(summary)];
    const known = points.get(String(point)) ?? { point, targets: [] };
    known.targets.push(String(target));
    points.set(String(point), known);
  }
  const all = [...points.values()];
  return { points: all.map(({ point }) => point), labels: all.map(({ targets }) => targets.join(', ')) };
}

const percent = ({ attainment }: Summary): number => attainment * 100;
const two = (value: number): string => value.toFixed(2);
