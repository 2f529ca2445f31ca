import { AGGREGATIONS } from './aggregate.ts';
import type { Aggregation, Binary, Call, Expression, ValueType } from './ast.ts';
import { ParseError } from './errors.ts';
import { FUNCTIONS } from './functions/index.ts';
import { COMPARISON, SET_OPERATORS } from './operators.ts';

/** The expression's type. @throws ParseError for a type error or an unsupported expression */
export function check(expression: Expression): ValueType {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
      return 'instant vector';
    case 'matrix':
      return 'range vector';
    case 'paren':
      return check(expression.expression);
    case 'unary':
      return checkUnary(expression.expression, expression.position);
    case 'subquery': {
      const inner = check(expression.expression);
      if (inner === 'instant vector') return 'range vector';
      throw new ParseError(expression.position, `subquery is only allowed on instant vector, got ${inner} instead`);
    }
    case 'call':
      return checkCall(expression);
    case 'aggregation':
      return checkAggregation(expression);
    case 'binary':
      return checkBinary(expression);
  }
}

function expect(expression: Expression, wanted: ValueType, context: string): void {
  const found = check(expression);
  if (found !== wanted) {
    throw new ParseError(expression.position, `expected type ${wanted} in ${context}, got ${found}`);
  }
}

function checkUnary(operand: Expression, position: number): ValueType {
  const type = check(operand);
  if (type === 'scalar' || type === 'instant vector') return type;
  throw new ParseError(
    position,
    `unary expression only allowed on expressions of type scalar or instant vector, got "${type}"`,
  );
}

function checkCall({ name, args, position }: Call): ValueType {
  const definition = FUNCTIONS.get(name);
  if (!definition) throw new ParseError(position, `function "${name}" is not supported`);
  const { args: types, optional = 0, variadic = false, returns } = definition;
  const most = variadic ? Number.POSITIVE_INFINITY : types.length;
  const least = types.length - optional - (variadic ? 1 : 0);
  if (args.length < least || args.length > most) {
    const bound = least === most ? `${least}` : args.length < least ? `at least ${least}` : `at most ${most}`;
    throw new ParseError(position, `expected ${bound} argument(s) in call to "${name}", got ${args.length}`);
  }
  args.forEach((arg, index) => {
    expect(arg, types[Math.min(index, types.length - 1)]!, `call to function "${name}"`);
  });
  return returns;
}

function checkAggregation({ operator, expression, parameter, position }: Aggregation): ValueType {
  if (!AGGREGATIONS.has(operator)) throw new ParseError(position, `aggregation "${operator}" is not supported`);
  expect(expression, 'instant vector', 'aggregation expression');
  if (parameter) expect(parameter, operator === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
  return 'instant vector';
}

function checkBinary({ operator, left, right, bool, matching, position }: Binary): ValueType {
  const fail = (message: string): never => {
    throw new ParseError(position, message);
  };
  const types = [check(left), check(right)];
  const comparison = operator in COMPARISON;
  if (bool && !comparison) fail('bool modifier can only be used on comparison operators');
  if (types.some((type) => type !== 'scalar' && type !== 'instant vector')) {
    fail('binary expression must contain only scalar and instant vector types');
  }
  const scalars = types.filter((type) => type === 'scalar').length;
  if (scalars === 2 && comparison && !bool) fail('comparisons between scalars must use BOOL modifier');
  if (scalars > 0 && SET_OPERATORS.has(operator)) {
    fail(`set operator "${operator}" not allowed in binary scalar expression`);
  }
  if (scalars > 0 && matching) fail('vector matching only allowed between instant vectors');
  if (matching?.many && SET_OPERATORS.has(operator)) fail(`no grouping allowed for "${operator}" operation`);
  const both = matching?.on && matching.include.find((label) => matching.labels.includes(label));
  if (both) fail(`label "${both}" must not occur in ON and GROUP clause at once`);
  return scalars === 2 ? 'scalar' : 'instant vector';
}
