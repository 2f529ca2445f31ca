import { execute, lines } from '../command/execute.ts';
import { proxyUnreachable } from './network.ts';
import type { Target } from './target.ts';

/** The ways out of this process: child processes with the target's environment, and HTTP. */
export function callsWith(environment: Target['environment']): Pick<Target, 'execute' | 'lines' | 'fetch'> {
  return {
    execute: (command, signal) => execute(command, { environment, signal }),
    lines: (command, signal) => lines(command, { environment, signal }),
    fetch: (...request) =>
      globalThis.fetch(...request).catch((error: unknown) => {
        throw proxyUnreachable(error, environment) ?? error;
      }),
  };
}
