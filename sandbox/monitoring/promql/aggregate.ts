import { type Labels, NAME } from '../labels.ts';
import type { Aggregation } from './ast.ts';
import { PromqlError } from './errors.ts';
import { formatDecimal } from './number-format.ts';
import { greatest, least, mean, quantile, sum, variance } from './statistics.ts';
import { type Compiled, memoize, type Vector, type VectorSample } from './value.ts';

const REDUCERS: Readonly<Record<string, (values: readonly number[], parameter: number) => number>> = {
  sum,
  avg: mean,
  min: least,
  max: greatest,
  count: (values) => values.length,
  group: () => 1,
  stdvar: variance,
  stddev: (values) => Math.sqrt(variance(values)),
  quantile: (values, phi) => quantile(phi, values),
};

type Order = (a: number, b: number) => number;
const nanLast =
  (order: Order): Order =>
  (a, b) =>
    Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : order(a, b);

const BEST_FIRST: Readonly<Record<string, Order>> = {
  topk: nanLast((a, b) => b - a),
  bottomk: nanLast((a, b) => a - b),
};

export const AGGREGATIONS: ReadonlySet<string> = new Set([
  ...Object.keys(REDUCERS),
  ...Object.keys(BEST_FIRST),
  'count_values',
]);

/** @param expression the aggregated vector. @param parameter φ, k or the label, when the operator takes one. */
export function compileAggregation(
  aggregation: Aggregation,
  expression: (time: number) => Vector,
  parameter: Compiled | undefined,
): Compiled {
  const { operator, grouping } = aggregation;
  const project = (labels: Labels): Labels =>
    grouping.by ? labels.only(grouping.labels) : labels.without([...grouping.labels, NAME]);
  const groups = grouper(memoize(project));

  if (operator === 'count_values' && parameter?.type === 'string') {
    const label = parameter.at(0);
    return { type: 'instant vector', at: (time) => countValues(expression(time), label, project) };
  }
  const number = parameter?.type === 'scalar' ? parameter.at : () => Number.NaN;
  const order = BEST_FIRST[operator];
  if (order) {
    return {
      type: 'instant vector',
      at: (time) => {
        const best = wholeNumber(number(time));
        return best < 1 ? [] : groups(expression(time)).flatMap(({ samples }) => top(samples, best, order));
      },
    };
  }
  const reduce = REDUCERS[operator]!;
  return {
    type: 'instant vector',
    at: (time) => {
      const argument = number(time);
      const reduced = (samples: Vector): number =>
        reduce(
          samples.map(({ value }) => value),
          argument,
        );
      return groups(expression(time)).map(({ labels, samples }) => ({ labels, value: reduced(samples) }));
    },
  };
}

interface Group {
  readonly labels: Labels;
  readonly samples: VectorSample[];
}

function grouper(project: (labels: Labels) => Labels): (vector: Vector) => Group[] {
  return (vector) => {
    const found = new Map<string, Group>();
    for (const sample of vector) {
      const labels = project(sample.labels);
      const group = found.get(labels.key);
      if (group) group.samples.push(sample);
      else found.set(labels.key, { labels, samples: [sample] });
    }
    return [...found.values()];
  };
}

const top = (samples: Vector, count: number, order: Order): Vector =>
  [...samples].sort((a, b) => order(a.value, b.value)).slice(0, count);

function wholeNumber(value: number): number {
  if (Number.isNaN(value) || Math.abs(value) >= 2 ** 63) {
    throw new PromqlError('execution', `Scalar value ${value} overflows int64`);
  }
  return Math.trunc(value);
}

function countValues(vector: Vector, label: string, project: (labels: Labels) => Labels): Vector {
  const counts = new Map<string, { labels: Labels; value: number }>();
  for (const { labels, value } of vector) {
    const result = project(labels).with(label, formatDecimal(value));
    const known = counts.get(result.key);
    if (known) known.value++;
    else counts.set(result.key, { labels: result, value: 1 });
  }
  return [...counts.values()];
}
