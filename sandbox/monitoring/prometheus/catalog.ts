import type { Labels } from '../labels.ts';
import type { LabelMatcher } from '../matcher.ts';
import { ParseError, PromqlError } from '../promql/errors.ts';
import { parse } from '../promql/parse.ts';
import type { Metric } from '../series/metrics.ts';
import type { SeriesStore } from '../series/store.ts';
import { BadParameter, limitParameter, timeParameter } from './parameters.ts';

/** The metadata endpoints: series, label names and values, metadata. */
export class Catalog {
  readonly #store: SeriesStore;

  constructor(store: SeriesStore) {
    this.#store = store;
  }

  series(project: string, parameters: URLSearchParams): Labels[] {
    if (!parameters.has('match[]')) throw new PromqlError('bad_data', 'no match[] parameter provided');
    return this.#matching(project, parameters).slice(0, limitParameter(parameters));
  }

  labelNames(project: string, parameters: URLSearchParams): string[] {
    const names = this.#matching(project, parameters).flatMap(({ entries }) => entries.map(([name]) => name));
    return [...new Set(names)].sort().slice(0, limitParameter(parameters));
  }

  labelValues(project: string, name: string, parameters: URLSearchParams): string[] {
    const values = this.#matching(project, parameters).map((labels) => labels.get(name));
    return [...new Set(values)]
      .filter((value) => value !== '')
      .sort()
      .slice(0, limitParameter(parameters));
  }

  metadata(project: string, parameters: URLSearchParams): Record<string, unknown> {
    const wanted = parameters.get('metric');
    const shown = this.#store.metrics.list(project).filter(({ name }) => wanted === null || name === wanted);
    const entry = ({ name, kind }: Metric): [string, unknown] => [name, [{ type: kind, help: '', unit: '' }]];
    return Object.fromEntries(shown.slice(0, limitParameter(parameters)).map(entry));
  }

  /** The series that any `match[]` selects (all, when there is none) and that have a sample between start and end. */
  #matching(project: string, parameters: URLSearchParams): Labels[] {
    const start = timeParameter(parameters, 'start', Number.MIN_SAFE_INTEGER / 2);
    const end = timeParameter(parameters, 'end', Number.MAX_SAFE_INTEGER / 2);
    const selectors = parameters.getAll('match[]').map(selectorMatchers);
    const found = new Map<string, Labels>();
    for (const matchers of selectors.length > 0 ? selectors : [[]]) {
      for (const { labels, points } of this.#store.select(project, matchers)) {
        const { times } = points;
        const within = Array.prototype.some.call(times, (time: number) => time >= start && time <= end);
        if (within) found.set(labels.key, labels);
      }
    }
    return [...found.values()];
  }
}

function selectorMatchers(text: string): readonly LabelMatcher[] {
  const expression = parse(text);
  if (expression.kind === 'selector' && expression.offset === undefined && expression.at === undefined) {
    return expression.matchers;
  }
  throw new BadParameter('match[]', new ParseError(0, 'expected a vector selector').in(text).message);
}
