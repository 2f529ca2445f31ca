const MINUS_ONE = -1;

/** Go's math.Pow: 1 to any power is 1, and so is -1 to ±Inf. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === MINUS_ONE && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

export const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '^': power,
  atan2: Math.atan2,
};

export const COMPARISON: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
};

export const SET_OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);

/** The result for a pair of values; undefined when a comparison drops the pair. */
export type PairOperation = (left: number, right: number) => number | undefined;

/** @param kept what a comparison without `bool` lets through. */
export function pairOperation(operator: string, bool: boolean, kept: 'left' | 'right' = 'left'): PairOperation {
  const compare = COMPARISON[operator];
  if (!compare) return ARITHMETIC[operator]!;
  if (bool) return (a, b) => (compare(a, b) ? 1 : 0);
  return (a, b) => (compare(a, b) ? (kept === 'left' ? a : b) : undefined);
}

/** Whether the result is another metric than the operands. */
export const makesNewMetric = (operator: string, bool: boolean): boolean => bool || operator in ARITHMETIC;
