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
  return masked({ reveal: () => value });
}

/** A secret that is kept elsewhere, until a run reads it when it first needs it (`lib/google/secret-manager.ts`). */
export interface StoredSecret extends Secret {
  /** The resource name of its version in Secret Manager. */
  readonly at: string;
  /** Whether it has been read. Before, `reveal()` throws. */
  isRead(): boolean;
  keep(value: string): void;
}

export function storedSecret(at: string): StoredSecret {
  let known: string | undefined;
  return masked({
    at,
    isRead: () => known !== undefined,
    keep: (value: string) => {
      known = value;
    },
    reveal: () => {
      if (known === undefined) throw new Error(`${at} has not been read`);
      return known;
    },
  });
}

export const isStored = (value: { reveal(): string }): value is StoredSecret => 'at' in value;

function masked<T extends Pick<Secret, 'reveal'>>(parts: T): T & Secret {
  const hide = { toString: () => MASK, toJSON: () => MASK, [inspect.custom]: () => MASK };
  return Object.freeze({ ...parts, ...hide });
}
