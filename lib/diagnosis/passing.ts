import type { Cause } from './cause.ts';

/** Of an IAM policy that somebody changed between its reading and its writing. */
const POLICY_CHANGED = /concurrent policy changes|pre-conditions you specified did not hold/;

/** Of a connection that broke, as gcloud, kubectl and Node word it. */
const BROKEN_CONNECTION =
  /Connection (reset|aborted)|RemoteDisconnected|ECONNRESET|socket hang up|other side closed|fetch failed|aborted due to timeout|ETIMEDOUT|Read timed out|Connection( to \S+)? timed out/i;

/** What retries have not outlasted. */
export const passing: readonly Cause[] = [
  {
    code: 'POLICY_CONFLICT',
    pattern: POLICY_CHANGED,
    sentence: 'somebody else keeps changing the same IAM policy',
    remedy: 'Run the step again.',
  },
  {
    code: 'CONNECTION',
    pattern: BROKEN_CONNECTION,
    sentence: 'the connection to Google Cloud breaks again and again',
    remedy: 'Check the network (proxy, VPN), and run the step again.',
  },
  {
    code: 'API_UNAVAILABLE',
    pattern:
      /currently unavailable|Internal error encountered|Resource has been exhausted|HTTP(Error)? (429|50[0-4])|code=(429|50[0-4])/,
    sentence: 'the API is overloaded or down',
    remedy: 'Look at https://status.cloud.google.com, and run the step again.',
  },
];
