import type { Command } from './command.ts';
import type { Execution } from './execute.ts';
import { gcloudRefusal } from './refusal/gcloud.ts';
import { kubectlRefusal } from './refusal/kubectl.ts';

/** Why a command was refused. */
export type RefusalKind =
  | 'notFound' // the named object does not exist
  | 'alreadyExists' // the object to create exists
  | 'terminating' // the object is being deleted
  | 'conflict' // a concurrent change of the same object
  | 'busy' // another operation holds the cluster
  | 'forbidden'
  | 'unauthenticated' // no login, or invalid credentials
  | 'noToken' // the credential plugin of kubectl failed
  | 'noPlugin' // the credential plugin of kubectl is not installed
  | 'noContext' // kubectl has no context for the cluster
  | 'noType' // the API server does not know the resource type
  | 'notListening' // the API server's port is closed
  | 'disconnected' // the connection broke
  | 'expired' // the API server no longer knows the version of the list that a watch or the next page begins at
  | 'throttled' // too many requests
  | 'unavailable' // an API, or an API behind it, does not answer
  | 'other';

/** A refusal by gcloud or kubectl, read from the tool's own error line. */
export interface Refusal {
  readonly tool: Command['tool'];
  readonly kind: RefusalKind;
  /** The tool's sentence without its prefix. */
  readonly message: string;
  /** The requested API group, where kubectl or the command names one: `custom.metrics.k8s.io`. */
  readonly group?: string;
}

/**
 * Why a command failed; undefined when it succeeded. Reads only the tool's error line: other output may contain
 * anything.
 */
export function refusalOf(command: Command, { exitCode, stderr }: Execution): Refusal | undefined {
  if (exitCode === 0) return undefined;
  return command.tool === 'gcloud' ? gcloudRefusal(stderr) : kubectlRefusal(stderr, command);
}
