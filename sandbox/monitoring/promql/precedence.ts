import type { Expression, Matching } from './ast.ts';

/**
 * The official grammar is made for editors: it lets `offset`, `@` and `[range]` swallow a whole binary expression
 * (`a + b offset 5m` becomes `(a + b) offset 5m`) and takes `-1` for a literal in `-1^2`. What it does give
 * right is the order of the parts; from that order the tree is built anew here by Prometheus' own precedence.
 */
export type Part =
  | { readonly part: 'operand'; readonly expression: Expression }
  | { readonly part: 'prefix'; readonly operator: '-' | '+'; readonly position: number }
  | { readonly part: 'postfix'; readonly apply: (operand: Expression) => Expression }
  | {
      readonly part: 'infix';
      readonly operator: string;
      readonly bool: boolean;
      readonly matching?: Matching;
    };

const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and', 'unless'],
  ['==', '!=', '<=', '<', '>=', '>'],
  ['+', '-'],
  ['*', '/', '%', 'atan2'],
  ['^'],
];
const LEVEL: ReadonlyMap<string, number> = new Map(
  LEVELS.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)),
);
const POWER = LEVEL.get('^')!;

export function assemble(parts: readonly Part[]): Expression {
  let next = 0;

  const operand = (): Expression => {
    const part = parts[next++];
    if (part?.part === 'prefix') {
      const { operator, position } = part;
      return { kind: 'unary', operator, position, expression: climb(POWER) };
    }
    if (part?.part !== 'operand') throw new Error('An expression is missing between two operators');
    let { expression } = part;
    for (let after = parts[next]; after?.part === 'postfix'; after = parts[++next])
      expression = after.apply(expression);
    return expression;
  };

  const climb = (lowest: number): Expression => {
    let left = operand();
    for (let part = parts[next]; part?.part === 'infix'; part = parts[next]) {
      const level = LEVEL.get(part.operator)!;
      if (level < lowest) break;
      next++;
      const right = climb(level === POWER ? level : level + 1);
      const { operator, bool, matching } = part;
      left = { kind: 'binary', operator, bool, left, right, position: left.position, ...(matching && { matching }) };
    }
    return left;
  };

  return climb(0);
}
