import { Labels, NAME } from '../../labels.ts';
import { type Expression, unparenthesized } from '../ast.ts';
import type { VectorSample } from '../value.ts';
import type { FunctionDefinition } from './definition.ts';

/** Sorted by value, NaN last either way. */
const sorted = (direction: 1 | -1): FunctionDefinition => ({
  args: ['instant vector'],
  returns: 'instant vector',
  bind: (args) => {
    const order = ({ value: a }: VectorSample, { value: b }: VectorSample): number =>
      Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : direction * (a - b);
    return (time) => [...args.vector(0)(time)].sort(order);
  },
});

/** The labels that a selector's `=` matchers would give its series. */
function expectedLabels(expression: Expression): Labels {
  const inner = unparenthesized(expression);
  const selector = inner.kind === 'matrix' ? inner.selector : inner;
  if (selector.kind !== 'selector') return Labels.EMPTY;
  const given = selector.matchers.filter(({ name }) => name !== NAME);
  const certain = given.filter(
    ({ name, operator }) => operator === '=' && given.filter((other) => other.name === name).length === 1,
  );
  return Labels.of(Object.fromEntries(certain.map(({ name, value }) => [name, value])));
}

const absence = (type: 'instant vector' | 'range vector'): FunctionDefinition => ({
  args: [type],
  returns: 'instant vector',
  bind: (args) => {
    const labels = expectedLabels(args.call.args[0]!);
    const argument = type === 'instant vector' ? args.vector(0) : args.matrix(0);
    return (time) => (argument(time).length > 0 ? [] : [{ labels, value: 1 }]);
  },
});

export const vectorFunctions: Readonly<Record<string, FunctionDefinition>> = {
  vector: {
    args: ['scalar'],
    returns: 'instant vector',
    bind: (args) => (time) => [{ labels: Labels.EMPTY, value: args.scalar(0)(time) }],
  },
  scalar: {
    args: ['instant vector'],
    returns: 'scalar',
    bind: (args) => (time) => {
      const vector = args.vector(0)(time);
      return vector.length === 1 ? vector[0]!.value : Number.NaN;
    },
  },
  pi: { args: [], returns: 'scalar', bind: () => () => Math.PI },
  sort: sorted(1),
  sort_desc: sorted(-1),
  absent: absence('instant vector'),
  absent_over_time: absence('range vector'),
};
