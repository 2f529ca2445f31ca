import type { Labels } from '../labels.ts';
import { compileAggregation } from './aggregate.ts';
import type { Expression } from './ast.ts';
import { compileBinary } from './binary.ts';
import { PromqlError } from './errors.ts';
import { Arguments } from './functions/definition.ts';
import { FUNCTIONS } from './functions/index.ts';
import type { Scope } from './scope.ts';
import { compileMatrix, compileSelector, compileSubquery } from './selectors.ts';
import type { Compiled, Vector } from './value.ts';

type VectorAt = (time: number) => Vector;

/** Turn a checked expression into something that answers for any time; series are looked up once. */
export function compile(expression: Expression, scope: Scope): Compiled {
  switch (expression.kind) {
    case 'number':
      return { type: 'scalar', at: () => expression.value };
    case 'string':
      return { type: 'string', at: () => expression.value };
    case 'paren':
      return compile(expression.expression, scope);
    case 'selector':
      return compileSelector(expression, scope);
    case 'matrix':
      return compileMatrix(expression, scope);
    case 'subquery':
      return compileSubquery(expression, compile(expression.expression, scope).at as VectorAt, scope);
    case 'unary':
      return unary(expression.operator, compile(expression.expression, scope));
    case 'binary': {
      const { left, right } = expression;
      return distinct(compileBinary(expression, compile(left, scope), compile(right, scope)));
    }
    case 'aggregation': {
      const parameter = expression.parameter && compile(expression.parameter, scope);
      return compileAggregation(expression, compile(expression.expression, scope).at as VectorAt, parameter);
    }
    case 'call': {
      const { bind, returns } = FUNCTIONS.get(expression.name)!;
      const args = expression.args.map((arg) => compile(arg, scope));
      return distinct({ type: returns, at: bind(new Arguments(expression, args, scope)) } as Compiled);
    }
  }
}

function unary(operator: '-' | '+', operand: Compiled): Compiled {
  if (operator === '+') return operand;
  if (operand.type === 'scalar') return { type: 'scalar', at: (time) => -operand.at(time) };
  const vector = operand.at as VectorAt;
  const negate: VectorAt = (time) =>
    vector(time).map(({ labels, value }) => ({ labels: labels.nameless, value: -value }));
  return distinct({ type: 'instant vector', at: negate });
}

/** Two series may become one label set when their names are dropped; that is an error and not a choice. */
function distinct(compiled: Compiled): Compiled {
  if (compiled.type !== 'instant vector') return compiled;
  return {
    type: 'instant vector',
    at: (time) => {
      const vector = compiled.at(time);
      if (hasDuplicates(vector)) {
        throw new PromqlError('execution', 'vector cannot contain metrics with the same labelset');
      }
      return vector;
    },
  };
}

function hasDuplicates(vector: Vector): boolean {
  if (vector.length < 2) return false;
  const seen = new Set<Labels['key']>();
  for (const { labels } of vector) seen.add(labels.key);
  return seen.size < vector.length;
}
