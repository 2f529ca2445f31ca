import type { Cause } from './cause.ts';

/** What retries have not outlasted. */
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
    sentence: 'the connection to Google Cloud breaks again and again',
    remedy: 'Check the network (proxy, VPN), and run the step again.',
  },
  {
    code: 'API_UNAVAILABLE',
    by: ['gcloud', 'kubectl', 'api'],
    kinds: ['unavailable', 'throttled'],
    sentence: 'the API is overloaded or down',
    remedy: 'Look at https://status.cloud.google.com, and run the step again.',
  },
];
