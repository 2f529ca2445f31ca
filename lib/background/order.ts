import { type Config, type Secret, secret, type VariableName, variables } from '../config/index.ts';
import type { ErrorCode } from '../errors/runbook-error.ts';

/**
 * The first message to a background process. It holds secrets, so it goes over a channel that no other process can
 * read.
 */
export interface Order {
  /** Path of the record file that the process writes. */
  readonly file: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What the program works with, as JSON. */
  readonly input?: unknown;
}

/** The process's answer: it runs (false: another one runs already), or the error that stopped it. */
export type Answer =
  | { readonly running: boolean }
  | {
      readonly code: ErrorCode;
      readonly message: string;
      readonly evidence: readonly string[];
      readonly remedy: string | undefined;
    };

/** The message that lets the process outlive the one that started it. */
export const RELEASE = 'release';

const isSecret = (name: string): boolean => 'secret' in (variables[name as VariableName] ?? {});

/** The configuration as JSON, with secrets in the clear. */
export function packed(config: Config): Order['config'] {
  const entries = Object.entries(config).map(([name, value]) => [
    name,
    isSecret(name) ? (value as Secret | undefined)?.reveal() : value,
  ]);
  return Object.fromEntries(entries);
}

/** The inverse of `packed`. */
export function unpacked(values: Order['config']): Config {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    isSecret(name) && value !== undefined ? secret(String(value)) : value,
  ]);
  return Object.freeze(Object.fromEntries(entries)) as Config;
}
