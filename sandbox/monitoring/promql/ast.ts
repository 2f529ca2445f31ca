import type { LabelMatcher } from '../matcher.ts';

export type ValueType = 'scalar' | 'string' | 'instant vector' | 'range vector';

/** When a selector looks, relative to the evaluation time. Milliseconds. */
export interface Timing {
  readonly offset?: number;
  readonly at?: number | 'start' | 'end';
}

interface Node {
  /** Offset into the query's text, for messages. */
  readonly position: number;
}

export interface NumberLiteral extends Node {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringLiteral extends Node {
  readonly kind: 'string';
  readonly value: string;
}

export interface VectorSelector extends Node, Timing {
  readonly kind: 'selector';
  readonly matchers: readonly LabelMatcher[];
}

export interface MatrixSelector extends Node {
  readonly kind: 'matrix';
  readonly selector: VectorSelector;
  /** Milliseconds. */
  readonly range: number;
}

export interface Subquery extends Node, Timing {
  readonly kind: 'subquery';
  readonly expression: Expression;
  /** Milliseconds. */
  readonly range: number;
  readonly step?: number;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface Grouping {
  readonly by: boolean;
  readonly labels: readonly string[];
}

export interface Aggregation extends Node {
  readonly kind: 'aggregation';
  readonly operator: string;
  readonly expression: Expression;
  readonly parameter?: Expression;
  readonly grouping: Grouping;
}

/** Which samples of the two sides belong together. */
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly string[];
  /** The side that may have many samples for one of the other. */
  readonly many?: 'left' | 'right';
  /** Labels that the result takes from the "one" side. */
  readonly include: readonly string[];
}

export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: string;
  readonly left: Expression;
  readonly right: Expression;
  readonly bool: boolean;
  readonly matching?: Matching;
}

export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '-' | '+';
  readonly expression: Expression;
}

export interface Paren extends Node {
  readonly kind: 'paren';
  readonly expression: Expression;
}

export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregation
  | Binary
  | Unary
  | Paren;

export const unparenthesized = (expression: Expression): Expression =>
  expression.kind === 'paren' ? unparenthesized(expression.expression) : expression;
