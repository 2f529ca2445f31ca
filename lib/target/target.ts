import type { RunbookError } from '../errors/runbook-error.ts';
import type { Clock } from './clock.ts';

/** The embedded sandbox (nothing is billed), or Google Cloud. */
export type TargetKind = 'sandbox' | 'gke';

/** Google's public cloud: the only one that this speaks to, whatever the environment says. */
export const UNIVERSE = 'googleapis.com';

/** What is going on decides how fast simulated time may run; the wall clock takes no notice. */
export type Activity = 'command' | 'load' | 'wait';

/** Where steps act: endpoints, credentials, an environment for child processes, and a clock. */
export interface Target {
  readonly kind: TargetKind;
  /** One line that says where, for the first line of every run. */
  readonly description: string;
  /** The whole environment of gcloud and kubectl. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Base URLs of the APIs that are called without a CLI; undefined for Google's own. */
  readonly apiUrl: string | undefined;
  /** A bearer token for those APIs. */
  accessToken(signal: AbortSignal): Promise<string>;
  /** Let simulated time run at the pace of the slowest of these activities. */
  setActivity(activities: ReadonlySet<Activity>): Promise<void>;
  /** Why it cannot be reached any more, for good; undefined as long as it can. */
  lost(): RunbookError | undefined;
  /** Whether this run started the target (and should stop it). */
  readonly startedHere: boolean;
  /** Give back what the run holds; with `stop`, end the target itself. */
  close(options?: { readonly stop?: boolean }): Promise<void>;
}
