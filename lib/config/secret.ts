import { inspect } from 'node:util';

/** A value that prints as `[secret]` wherever it is printed, joined, serialised or inspected. */
export interface Secret {
  /** The value itself, for the one place that hands it on. */
  reveal(): string;
  toString(): string;
}

const MASK = '[secret]';

/** Keeps a value from logs, reports and inspection: it must be asked for by `reveal()`. */
export function secret(value: string): Secret {
  return Object.freeze({
    reveal: () => value,
    toString: () => MASK,
    toJSON: () => MASK,
    [inspect.custom]: () => MASK,
  });
}
