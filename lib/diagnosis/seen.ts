import type { Refusal, RefusalKind } from '../command/refusal.ts';
import type { Parameters } from './phrase.ts';

/** The source of a line of evidence: the same words mean different things from different sources. */
export type Speaker =
  | 'gcloud' // gcloud's own error
  | 'kubectl' // kubectl's own error, or the API server's
  | 'api' // the answer of a Google API
  | 'operation' // the state of a cluster, a node pool or an operation
  | 'container' // the state of a pod's container
  | 'condition' // a condition of a pod, by the scheduler or the kubelet
  | 'event'
  | 'log' // the model server's, or that of the Job that stages the weights
  | 'adapter log'
  | 'node' // a node, or the machine that becomes one
  | 'metrics api' // the adapter, or the API server on its behalf
  | 'autoscaler' // conditions of an HPA
  | 'service' // the state of a Service
  | 'metrics' // samples in Cloud Monitoring
  | 'client' // this process, a browser or curl: what a client of an API or of the model server reports
  | 'text'; // a text of unknown source

/** A line of evidence. */
export interface Seen {
  readonly by: Speaker;
  readonly line: string;
  /** The kind of refusal, for a line that is one. */
  readonly kind?: RefusalKind;
  /** What the line reports is over. */
  readonly past?: boolean;
  /** The pod that the line is about, where the text names several. */
  readonly pod?: string;
  /** What the line does not say and its source knows: values for the holes of phrases, such as `namespace`. */
  readonly about?: Parameters;
  /** When the line was written, in ms since 1970, where it says so. */
  readonly at?: number;
  /** Usual during a start: without a known cause no reason to give up. */
  readonly expected?: boolean;
}

export const seen = (by: Speaker, lines: readonly string[]): readonly Seen[] => lines.map((line) => ({ by, line }));

export const linesOf = (evidence: readonly Seen[]): readonly string[] => evidence.map(({ line }) => line);

/** API groups that a pod in the cluster serves. */
const ANSWERED_BY_PODS = /(?:^|\.)metrics\.k8s\.io$/;

/** A tool's refusal as evidence. A refusal of an API that pods serve counts as that API's. */
export function refused(refusal: Refusal | undefined): readonly Seen[] {
  if (!refusal) return [];
  const { tool, kind, message } = refusal;
  const by = isAnsweredByPods(refusal) ? 'metrics api' : tool;
  return message.split('\n').map((line) => ({ by, line, kind }));
}

/** Whether a pod in the cluster serves the API; a retry does not help while that pod is down. */
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

/** A refusal by a Google API as evidence. @param status HTTP status; undefined without an answer */
export function refusedBy(status: number | undefined, message: string): readonly Seen[] {
  const kind = status === undefined ? 'disconnected' : BY_STATUS[status];
  return [{ by: 'api', line: message, ...(kind && { kind }) }];
}
