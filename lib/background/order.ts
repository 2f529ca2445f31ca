import { type Config, type Secret, secret, type VariableName, variables } from '../config/index.ts';
import type { ErrorCode } from '../errors/runbook-error.ts';

/** What a background process is told over its channel, where no other process can read it: it holds secrets. */
export interface Order {
  /** Where it leaves its record. */
  readonly file: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** What it says over the channel: that it goes on now (or that another does already), or why it does not. */
export type Answer =
  | { readonly running: boolean }
  | {
      readonly code: ErrorCode;
      readonly message: string;
      readonly evidence: readonly string[];
      readonly remedy: string | undefined;
    };

/** Said over the channel: the process may outlive the one that started it. */
export const RELEASE = 'release';

const isSecret = (name: string): boolean => 'secret' in (variables[name as VariableName] ?? {});

/** The configuration as JSON can hold it, secrets in the clear. */
export function packed(config: Config): Order['config'] {
  const entries = Object.entries(config).map(([name, value]) => [
    name,
    isSecret(name) ? (value as Secret | undefined)?.reveal() : value,
  ]);
  return Object.fromEntries(entries);
}

/** The configuration again. */
export function unpacked(values: Order['config']): Config {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    isSecret(name) && value !== undefined ? secret(String(value)) : value,
  ]);
  return Object.freeze(Object.fromEntries(entries)) as Config;
}
