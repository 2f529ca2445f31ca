import type { Command } from './command.ts';
import type { Execution } from './execute.ts';
import { gcloudRefusal } from './refusal/gcloud.ts';
import { kubectlRefusal } from './refusal/kubectl.ts';

/** What kind of no a command got. */
export type RefusalKind =
  | 'notFound' // what the command names does not exist
  | 'alreadyExists' // what the command creates exists
  | 'terminating' // it exists and is being deleted
  | 'conflict' // somebody changed the same thing meanwhile
  | 'busy' // another operation holds the cluster
  | 'forbidden'
  | 'unauthenticated' // nobody is logged in, or the credentials do not hold
  | 'noToken' // the credential plugin of kubectl failed
  | 'noPlugin' // the credential plugin of kubectl is not installed
  | 'noContext' // kubectl has not been configured for the cluster
  | 'noType' // the API server does not know the resource type
  | 'notListening' // nobody listens at the address of the API server
  | 'disconnected' // the connection broke
  | 'throttled' // too many requests
  | 'unavailable' // the API, or an API behind it, does not answer
  | 'other';

/** How gcloud or kubectl said no, read from the one place where the tool says it. */
export interface Refusal {
  readonly tool: Command['tool'];
  readonly kind: RefusalKind;
  /** The tool's own sentence, without its prefix. */
  readonly message: string;
  /** The API group that is asked for, where kubectl or the command names one: `custom.metrics.k8s.io`. */
  readonly group?: string;
}

/** Why a command failed; undefined when it succeeded. Only the tool's own error line counts: what else it printed may say anything. */
export function refusalOf(command: Command, { exitCode, stderr }: Execution): Refusal | undefined {
  if (exitCode === 0) return undefined;
  return command.tool === 'gcloud' ? gcloudRefusal(stderr) : kubectlRefusal(stderr, command);
}
