import type { ApiReply } from '../../core/http.ts';
import { StatusError } from '../store/status-error.ts';
import type { Klog } from './klog.ts';

/** The adapter's refusals, worded as v0.16.9 words them (pkg/adapter/translator/errors.go and provider/errors.go). */

export function noSuchMetric(type: string): StatusError {
  return new StatusError('NotFound', `the server could not find the descriptor for metric ${JSON.stringify(type)}`);
}

/** The message of the library custom-metrics-apiserver, which the adapter calls here. */
export function metricNotFoundFor(resource: string, metric: string, name: string): StatusError {
  return new StatusError('NotFound', `the server could not find the metric ${metric} for ${resource} ${name}`);
}

export function labelNotAllowed(label: string): StatusError {
  return new StatusError('BadRequest', `Metric label: ${JSON.stringify(label)} is not allowed`);
}

export function notImplemented(operation: string): StatusError {
  return new StatusError('BadRequest', `Operation: ${JSON.stringify(operation)} is not implemented`, undefined, 501);
}

/** Any error as a response. An error without a `Status` gets one without a reason and is logged, as in Go servers. */
export function refusal(error: unknown, log: Klog): ApiReply {
  if (error instanceof StatusError) return { status: error.code, body: error.toStatus() };
  const { message } = error as Error;
  log('E', 'status.go:71', `apiserver received an error that is not an metav1.Status: ${message}`);
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 };
  return { status: 500, body: status };
}
