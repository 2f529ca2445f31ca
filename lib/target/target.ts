import type { Command } from '../command/command.ts';
import type { Execution } from '../command/execute.ts';
import type { RunbookError } from '../errors/runbook-error.ts';
import type { Clock } from './clock.ts';

/** The embedded sandbox (nothing is billed), or Google Cloud. */
export type TargetKind = 'sandbox' | 'gke';

/** Google's public cloud, the only supported universe. */
export const UNIVERSE = 'googleapis.com';

/** An activity that limits the pace of simulated time; without effect on the wall clock. */
export type Activity = 'command' | 'load' | 'wait' | 'aside';

/** The target of steps: endpoints, credentials, an environment for child processes, and a clock. */
export interface Target {
  readonly kind: TargetKind;
  /** The target's description for the first line of a run. */
  readonly description: string;
  /** The complete environment of gcloud and kubectl. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Base URL of the APIs; undefined for Google's. */
  readonly apiUrl: string | undefined;
  /** Run gcloud or kubectl to its end. @throws COMMAND_MISSING, ABORTED */
  execute(command: Command, signal: AbortSignal): Promise<Execution>;
  /** The lines that gcloud or kubectl prints, as they arrive. */
  lines(command: Command, signal: AbortSignal): AsyncIterable<string>;
  /** Every HTTP request of a run: to the APIs, and to the model server. */
  readonly fetch: typeof globalThis.fetch;
  /** A bearer token for those APIs. */
  accessToken(signal: AbortSignal): Promise<string>;
  /** Run simulated time at the pace of the slowest of these activities. */
  setActivity(activities: ReadonlySet<Activity>): Promise<void>;
  /** The error of a lost target; undefined while the target is reachable. */
  lost(): RunbookError | undefined;
  /** Let pods run this program with Node: the sandbox runs no other text that a ConfigMap holds. Google Cloud runs any. */
  admit?(program: string): Promise<void>;
  /** Whether this run started the target. */
  readonly startedHere: boolean;
  /** Release the target; with `stop`, also stop it. */
  close(options?: { readonly stop?: boolean }): Promise<void>;
}
