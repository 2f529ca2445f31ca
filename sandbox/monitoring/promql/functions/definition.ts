import type { Call, ValueType } from '../ast.ts';
import type { Scope } from '../scope.ts';
import type { Compiled, Matrix, Vector, Window } from '../value.ts';

/** The compiled arguments of one call, by position. The checker has made sure of their types. */
export class Arguments {
  readonly call: Call;
  readonly scope: Scope;
  readonly #compiled: readonly Compiled[];

  constructor(call: Call, compiled: readonly Compiled[], scope: Scope) {
    this.call = call;
    this.scope = scope;
    this.#compiled = compiled;
  }

  get count(): number {
    return this.#compiled.length;
  }

  scalar(index: number): (time: number) => number {
    return this.#compiled[index]!.at as (time: number) => number;
  }

  vector(index: number): (time: number) => Vector {
    return this.#compiled[index]!.at as (time: number) => Vector;
  }

  matrix(index: number): (time: number) => Matrix {
    return this.#compiled[index]!.at as (time: number) => Matrix;
  }

  text(index: number): string {
    return this.#compiled[index]!.at(0) as string;
  }
}

/** A PromQL function: argument types, result type, and implementation. */
export interface FunctionDefinition {
  readonly args: readonly ValueType[];
  /** How many of the last arguments may be left out. @default 0 */
  readonly optional?: number;
  /** Whether the last argument may be repeated (or left out). @default false */
  readonly variadic?: boolean;
  readonly returns: ValueType;
  readonly bind: (args: Arguments) => (time: number) => number | Vector;
}

/** For each sample a number, as another metric; `undefined` drops the sample. Scalars after the vector are passed on. */
export function perSample(
  apply: (value: number, ...parameters: number[]) => number | undefined,
  parameters = 0,
  optional = 0,
): FunctionDefinition {
  return {
    args: ['instant vector', ...Array<ValueType>(parameters).fill('scalar')],
    optional,
    returns: 'instant vector',
    bind: (args) => {
      const scalars = Array.from({ length: args.count - 1 }, (_, index) => args.scalar(index + 1));
      const vector = args.vector(0);
      return (time) => {
        const given = scalars.map((scalar) => scalar(time));
        return vector(time).flatMap(({ labels, value }) => {
          const result = apply(value, ...given);
          return result === undefined ? [] : [{ labels: labels.nameless, value: result }];
        });
      };
    },
  };
}

/** For each series' window a number; `undefined` drops the series. */
export function perWindow(
  apply: (window: Window, parameter: number, time: number) => number | undefined,
  options: { parameter?: 'before' | 'after'; keepsName?: boolean } = {},
): FunctionDefinition {
  const { parameter, keepsName = false } = options;
  const args: ValueType[] =
    parameter === 'before' ? ['scalar', 'range vector'] : parameter ? ['range vector', 'scalar'] : ['range vector'];
  return {
    args,
    returns: 'instant vector',
    bind: (bound) => {
      const matrix = bound.matrix(args.indexOf('range vector'));
      const scalar = parameter ? bound.scalar(args.indexOf('scalar')) : () => 0;
      return (time) => {
        const given = scalar(time);
        return matrix(time).flatMap((window) => {
          const value = apply(window, given, time);
          return value === undefined ? [] : [{ labels: keepsName ? window.labels : window.labels.nameless, value }];
        });
      };
    },
  };
}
