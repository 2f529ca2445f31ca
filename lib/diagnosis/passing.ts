import type { Cause } from './cause.ts';

/** Transient failures that outlasted all retries. */
export const passing: readonly Cause[] = [
  {
    code: 'POLICY_CONFLICT',
    by: ['gcloud', 'api'],
    kinds: ['conflict'],
    sentence: 'somebody else keeps changing the same IAM policy',
    remedy: 'Run the step again.',
  },
  {
    code: 'CONNECTION',
    by: ['gcloud', 'kubectl', 'api'],
    kinds: ['disconnected'],
    sentence: 'the connection to Google Cloud keeps breaking',
    remedy: 'Check the network (proxy, VPN), then run the step again.',
  },
  {
    code: 'API_UNAVAILABLE',
    by: ['gcloud', 'kubectl', 'api'],
    kinds: ['unavailable', 'throttled'],
    sentence: 'the API is overloaded or down',
    remedy: 'Check https://status.cloud.google.com, then run the step again.',
  },
];
