import type { Refusal, RefusalKind } from '../command/refusal.ts';

/** Who says a line of evidence, or what it is read from: the same words mean different things from different mouths. */
export type Speaker =
  | 'gcloud' // its own error
  | 'kubectl' // its own error, or the API server's through it
  | 'api' // a Google API's answer to a request of ours
  | 'operation' // the state of a cluster, a node pool or an operation
  | 'container' // the state of a pod's container
  | 'condition' // a condition of a pod: what the scheduler and the kubelet say
  | 'event'
  | 'log' // of the model server, or of the Job that stages its weights
  | 'adapter log'
  | 'node' // a node, or the machine that becomes one
  | 'metrics api' // the adapter, or the API server in its place
  | 'autoscaler' // an HPA's conditions
  | 'service' // a Service's state
  | 'metrics'; // Cloud Monitoring's samples

/** A line of evidence. */
export interface Seen {
  readonly by: Speaker;
  readonly line: string;
  /** What kind of refusal it is, where it is one. */
  readonly kind?: RefusalKind;
}

export const seen = (by: Speaker, lines: readonly string[]): readonly Seen[] => lines.map((line) => ({ by, line }));

export const linesOf = (evidence: readonly Seen[]): readonly string[] => evidence.map(({ line }) => line);

/** Groups that a pod in the cluster answers for. */
const ANSWERED_BY_PODS = /(?:^|\.)metrics\.k8s\.io$/;

/** A tool's refusal as evidence. One of an API that pods answer for is that API's. */
export function refused(refusal: Refusal | undefined): readonly Seen[] {
  if (!refusal) return [];
  const { tool, kind, message } = refusal;
  const by = isAnsweredByPods(refusal) ? 'metrics api' : tool;
  return message.split('\n').map((line) => ({ by, line, kind }));
}

/** Whether a pod in the cluster is to answer: when it is down, asking the API server again does not help. */
export function isAnsweredByPods({ group = '' }: Refusal): boolean {
  return ANSWERED_BY_PODS.test(group);
}

const BY_STATUS: Readonly<Record<number, RefusalKind>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'notFound',
  412: 'conflict',
  429: 'throttled',
  500: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/** What a Google API said no with. @param status HTTP's; undefined when no answer came */
export function refusedBy(status: number | undefined, message: string): readonly Seen[] {
  const kind = status === undefined ? 'disconnected' : BY_STATUS[status];
  return [{ by: 'api', line: message, ...(kind && { kind }) }];
}
