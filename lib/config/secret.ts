import { inspect } from 'node:util';

/** A value that prints as `[secret]` when it is printed, joined, serialised or inspected. */
export interface Secret {
  /** The value itself, for the one place that passes it on. */
  reveal(): string;
  toString(): string;
}

const MASK = '[secret]';

/** Hide a value from logs, reports and inspection; `reveal()` returns it. */
export function secret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toString: () => MASK,
    toJSON: () => MASK,
    [inspect.custom]: () => MASK,
  });
}
