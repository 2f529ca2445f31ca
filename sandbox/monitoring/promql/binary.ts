import { type Labels, NAME } from '../labels.ts';
import type { Binary, Matching } from './ast.ts';
import { PromqlError } from './errors.ts';
import { makesNewMetric, type PairOperation, pairOperation, SET_OPERATORS } from './operators.ts';
import { type Compiled, memoize, type Vector, type VectorSample } from './value.ts';

const EVERY_LABEL: Matching = { on: false, labels: [], include: [] };

/** Prometheus' binary operators, with their vector matching. */
export function compileBinary(binary: Binary, left: Compiled, right: Compiled): Compiled {
  const { operator, bool } = binary;
  if (left.type === 'scalar' && right.type === 'scalar') {
    const apply = pairOperation(operator, bool) as (a: number, b: number) => number;
    return { type: 'scalar', at: (time) => apply(left.at(time), right.at(time)) };
  }
  if (left.type === 'instant vector' && right.type === 'scalar') {
    const apply = pairOperation(operator, bool, 'left');
    return { type: 'instant vector', at: (time) => each(binary, left.at(time), fixRight(apply, right.at(time))) };
  }
  if (left.type === 'scalar' && right.type === 'instant vector') {
    const apply = pairOperation(operator, bool, 'right');
    return { type: 'instant vector', at: (time) => each(binary, right.at(time), fixLeft(apply, left.at(time))) };
  }
  if (left.type === 'instant vector' && right.type === 'instant vector') {
    const combine = SET_OPERATORS.has(operator) ? setOperation(binary) : matched(binary);
    return { type: 'instant vector', at: (time) => combine(left.at(time), right.at(time)) };
  }
  throw new Error('The checker lets only scalars and instant vectors through');
}

const fixRight = (apply: PairOperation, right: number) => (value: number) => apply(value, right);
const fixLeft = (apply: PairOperation, left: number) => (value: number) => apply(left, value);

function each({ operator, bool }: Binary, vector: Vector, apply: (value: number) => number | undefined): Vector {
  const anew = makesNewMetric(operator, bool);
  const result: VectorSample[] = [];
  for (const { labels, value } of vector) {
    const outcome = apply(value);
    if (outcome !== undefined) result.push({ labels: anew ? labels.nameless : labels, value: outcome });
  }
  return result;
}

/** The labels by which samples of the two sides are matched. */
function signature({ on, labels }: Matching): (of: Labels) => string {
  return memoize((of) => (on ? of.only(labels) : of.without([...labels, NAME])).key);
}

function setOperation({ operator, matching = EVERY_LABEL }: Binary): (left: Vector, right: Vector) => Vector {
  const sign = signature(matching);
  const signatures = (vector: Vector): Set<string> => new Set(vector.map(({ labels }) => sign(labels)));
  const within = (vector: Vector, set: Set<string>, wanted: boolean): Vector =>
    vector.filter(({ labels }) => set.has(sign(labels)) === wanted);
  const operations: Readonly<Record<string, (left: Vector, right: Vector) => Vector>> = {
    and: (left, right) => within(left, signatures(right), true),
    unless: (left, right) => within(left, signatures(right), false),
    or: (left, right) => [...left, ...within(right, signatures(left), false)],
  };
  return operations[operator]!;
}

function matched({ operator, bool, matching = EVERY_LABEL }: Binary): (left: Vector, right: Vector) => Vector {
  const sign = signature(matching);
  const apply = pairOperation(operator, bool);
  const anew = makesNewMetric(operator, bool);
  const [manySide, oneSide] = matching.many === 'right' ? ['right', 'left'] : ['left', 'right'];

  return (left, right) => {
    const [many, one] = manySide === 'left' ? [left, right] : [right, left];
    const partners = bySignature(one, sign, oneSide!, matching);
    const taken = new Set<string>();
    const result: VectorSample[] = [];
    for (const sample of many) {
      const group = sign(sample.labels);
      const partner = partners.get(group);
      if (!partner) continue;
      const [a, b] = manySide === 'left' ? [sample, partner] : [partner, sample];
      const value = apply(a.value, b.value);
      if (value === undefined) continue;
      const labels = resultLabels(sample.labels, partner.labels, matching, anew);
      const identity = matching.many ? labels.key : group;
      if (taken.has(identity)) throw ambiguous(matching);
      taken.add(identity);
      result.push({ labels, value });
    }
    return result;
  };
}

function bySignature(
  one: Vector,
  sign: (labels: Labels) => string,
  side: string,
  matching: Matching,
): Map<string, VectorSample> {
  const found = new Map<string, VectorSample>();
  for (const sample of one) {
    const group = sign(sample.labels);
    const other = found.get(group);
    if (other) {
      const shared = matching.on
        ? sample.labels.only(matching.labels)
        : sample.labels.without([...matching.labels, NAME]);
      throw new PromqlError(
        'execution',
        `found duplicate series for the match group ${shared} on the ${side} hand-side of the operation: ` +
          `[${sample.labels}, ${other.labels}];many-to-many matching not allowed: matching labels must be unique on one side`,
      );
    }
    found.set(group, sample);
  }
  return found;
}

function ambiguous({ many }: Matching): PromqlError {
  const cause = many
    ? 'grouping labels must ensure unique matches'
    : 'many-to-one matching must be explicit (group_left/group_right)';
  return new PromqlError('execution', `multiple matches for labels: ${cause}`);
}

function resultLabels(many: Labels, one: Labels, matching: Matching, anew: boolean): Labels {
  let labels = anew ? many.nameless : many;
  if (!matching.many) labels = matching.on ? labels.only(matching.labels) : labels.without(matching.labels);
  for (const name of matching.include) labels = labels.with(name, one.get(name));
  return labels;
}
