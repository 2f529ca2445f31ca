import type { Histogram } from '../engine/histogram.ts';

export type Labels = Readonly<Record<string, string>>;

/** Writes the current lines of one family. What never changes in them is worked out beforehand. */
export type Renderer = () => string;

export interface Series<T> {
  readonly labels: Labels;
  readonly value: T;
}

/** Python's repr of a float, as prometheus_client prints values: `37.0`, `1.2345678e+07`, `+Inf`. */
export function formatValue(value: number): string {
  if (Number.isInteger(value) && value >= 0 && value < 1e6) return `${value}.0`;
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  if (Number.isNaN(value)) return 'NaN';
  if (value >= 1e6 && value < 1e16) {
    const [whole = '', fraction = ''] = String(value).split('.');
    const digits = `${whole.slice(1)}${fraction}`.replace(/0+$/, '');
    return `${whole[0]}${digits === '' ? '' : `.${digits}`}e+${String(whole.length - 1).padStart(2, '0')}`;
  }
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** `{a="1",b="2"}` with the names in alphabetical order, as prometheus_client writes them. */
export function formatLabels(labels: Labels): string {
  const names = Object.keys(labels).sort();
  if (names.length === 0) return '';
  return `{${names.map((name) => `${name}="${escapeLabel(labels[name]!)}"`).join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function head(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
}

/** The `_created` family that prometheus_client writes after a counter, histogram or summary. @param at seconds */
function created(base: string, help: string, labels: readonly Labels[], at: number): string {
  const lines = labels.map((set) => `${base}_created${formatLabels(set)} ${formatValue(at)}\n`);
  return lines.length > 0 ? head(`${base}_created`, help, 'gauge') + lines.join('') : '';
}

function plain(name: string, series: readonly Series<() => number>[]): Renderer {
  const prefixes = series.map(({ labels }) => `${name}${formatLabels(labels)} `);
  return () => {
    let text = '';
    for (let i = 0; i < series.length; i++) text += `${prefixes[i]}${formatValue(series[i]!.value())}\n`;
    return text;
  };
}

export function gauge(name: string, help: string, series: readonly Series<() => number>[]): Renderer {
  const top = head(name, help, 'gauge');
  const lines = plain(name, series);
  return () => top + lines();
}

/** @param name without `_total` */
export function counter(name: string, help: string, series: readonly Series<() => number>[], at?: number): Renderer {
  const top = head(`${name}_total`, help, 'counter');
  const lines = plain(`${name}_total`, series);
  const labels = series.map((one) => one.labels);
  const bottom = at === undefined ? '' : created(name, help, labels, at);
  return () => top + lines() + bottom;
}

export function histogram(name: string, help: string, series: readonly Series<Histogram>[], at: number): Renderer {
  const top = head(name, help, 'histogram');
  const labels = series.map((one) => one.labels);
  const bottom = created(name, help, labels, at);
  const prefixes = series.map(({ labels: set, value }) => ({
    buckets: [...value.bounds, Number.POSITIVE_INFINITY].map(
      (le) => `${name}_bucket${formatLabels({ ...set, le: formatValue(le) })} `,
    ),
    count: `${name}_count${formatLabels(set)} `,
    sum: `${name}_sum${formatLabels(set)} `,
  }));
  return () => {
    let text = top;
    for (let i = 0; i < series.length; i++) {
      const { counts, sum } = series[i]!.value;
      const prefix = prefixes[i]!;
      let total = 0;
      for (let j = 0; j < counts.length; j++) {
        total += counts[j]!;
        text += `${prefix.buckets[j]}${formatValue(total)}\n`;
      }
      text += `${prefix.count}${formatValue(total)}\n${prefix.sum}${formatValue(sum)}\n`;
    }
    return text + bottom;
  };
}

export interface Summary {
  count: number;
  sum: number;
}

export function summary(name: string, help: string, series: readonly Series<Summary>[], at: number): Renderer {
  const top = head(name, help, 'summary');
  const labels = series.map((one) => one.labels);
  const bottom = created(name, help, labels, at);
  return () => {
    let text = top;
    for (const { labels: set, value } of series) {
      const suffix = formatLabels(set);
      text += `${name}_count${suffix} ${formatValue(value.count)}\n${name}_sum${suffix} ${formatValue(value.sum)}\n`;
    }
    return text + bottom;
  };
}
