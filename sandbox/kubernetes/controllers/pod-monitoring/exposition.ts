import type { MetricKind } from '../../../monitoring/monitoring.ts';

/** What identifies a line of a page: its name, its labels, and the family that the page's TYPE line gives it. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly family: string;
  readonly kind: MetricKind;
}

export interface ExpositionSample<T> {
  readonly series: T;
  readonly value: number;
}

export interface Page<T> {
  readonly samples: readonly ExpositionSample<T>[];
  /** How many of their series were new. */
  readonly added: number;
}

export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
}

const KINDS: Readonly<Record<string, MetricKind>> = {
  gauge: 'gauge',
  counter: 'counter',
  histogram: 'histogram',
  summary: 'summary',
};

/** The suffixes under which a family's samples appear. */
const SUFFIXES: Readonly<Partial<Record<MetricKind, readonly string[]>>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['_sum', '_count'],
};

const TYPE = /^# TYPE[ \t]+(\S+)[ \t]+(\w+)/gm;
const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"((?:[^"\\\n]|\\.)*)"[ \t]*(?:,[ \t]*|(?=\}))/y;
const SPECIAL: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  '+Inf': Number.POSITIVE_INFINITY,
  Inf: Number.POSITIVE_INFINITY,
  '-Inf': Number.NEGATIVE_INFINITY,
};

/**
 * Reads pages in Prometheus' text format (and the common subset of OpenMetrics) from one target.
 *
 * A target shows the same series again and again, so what is left of a value is parsed once and then looked up as it
 * stands; a page without a new series costs one map lookup and one number per line.
 */
export class ExpositionReader<T extends object | string> {
  /** By the text before the value. */
  readonly #known = new Map<string, T>();
  readonly #prepare: (series: Series) => T;

  /** @param prepare called once for each new series */
  constructor(prepare: (series: Series) => T) {
    this.#prepare = prepare;
  }

  /** @throws ExpositionError on the first malformed line: a page is taken whole or not at all. */
  read(page: string): Page<T> {
    const samples: ExpositionSample<T>[] = [];
    let types: ReadonlyMap<string, MetricKind> | undefined;
    let added = 0;
    let end = -1;
    while (end < page.length) {
      const start = end + 1;
      end = page.indexOf('\n', start);
      if (end < 0) end = page.length;
      if (end === start || page.charCodeAt(start) === HASH) continue;
      const space = page.lastIndexOf(' ', end - 1);
      let value = number(page.slice(space + 1, end));
      let series = space > start && value !== undefined ? this.#known.get(page.slice(start, space)) : undefined;
      if (series === undefined || value === undefined) {
        const line = parseLine(page.slice(start, end));
        if (!line) continue;
        value = line.value;
        series = this.#known.get(line.text);
        if (series === undefined) {
          types ??= typesOf(page);
          series = this.#prepare({ ...line.series, ...familyOf(line.series.name, types) });
          this.#known.set(line.text, series);
          added++;
        }
      }
      samples.push({ series, value });
    }
    // Series that are gone for good must not be remembered for ever.
    if (this.#known.size > 2 * samples.length + 1000) this.#known.clear();
    return { samples, added };
  }
}

const HASH = 35;

function typesOf(page: string): ReadonlyMap<string, MetricKind> {
  const types = new Map<string, MetricKind>();
  for (const [, family, type] of page.matchAll(TYPE)) types.set(family!, KINDS[type!] ?? 'unknown');
  return types;
}

function familyOf(name: string, types: ReadonlyMap<string, MetricKind>): { family: string; kind: MetricKind } {
  const own = types.get(name);
  if (own) return { family: name, kind: own };
  const family = name.slice(0, name.lastIndexOf('_'));
  const kind = types.get(family);
  const suffix = name.slice(family.length);
  if (kind && SUFFIXES[kind]?.includes(suffix)) return { family, kind };
  // OpenMetrics names a counter's family without the suffix of its samples.
  if (kind === 'counter' && suffix === '_total') return { family: name, kind };
  return { family: name, kind: 'unknown' };
}

interface Line {
  /** The line up to its value. */
  readonly text: string;
  readonly series: Pick<Series, 'name' | 'labels'>;
  readonly value: number;
}

/** @returns undefined for a line of white space. */
function parseLine(line: string): Line | undefined {
  if (line.trim() === '') return undefined;
  const name = at(NAME, line, 0)?.[0];
  if (name === undefined) throw malformed(line);
  const labels: Record<string, string> = Object.create(null);
  let position = name.length;
  if (line[position] === '{') {
    position++;
    while (line[position] !== '}') {
      const label = at(LABEL, line, position);
      if (!label) throw malformed(line);
      labels[label[1]!] = unescaped(label[2]!);
      position = LABEL.lastIndex;
    }
    position++;
  }
  const [first, timestamp, ...more] = line
    .slice(position)
    .split('#')[0]!
    .trim()
    .split(/[ \t]+/);
  const value = number(first!);
  if (value === undefined || more.length > 0 || (timestamp !== undefined && number(timestamp) === undefined)) {
    throw malformed(line);
  }
  return { text: line.slice(0, position), series: { name, labels: { ...labels } }, value };
}

function at(pattern: RegExp, text: string, position: number): RegExpExecArray | null {
  pattern.lastIndex = position;
  return pattern.exec(text);
}

function unescaped(value: string): string {
  return value.includes('\\')
    ? value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))
    : value;
}

function number(text: string): number | undefined {
  const value = Number(text);
  if (!Number.isNaN(value) && text !== '') return value;
  return Object.hasOwn(SPECIAL, text) ? SPECIAL[text] : undefined;
}

function malformed(line: string): ExpositionError {
  return new ExpositionError(`expected a sample, got ${JSON.stringify(line.slice(0, 80))}`);
}
