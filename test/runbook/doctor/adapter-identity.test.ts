import { expect, it } from 'vitest';
import { tokenRefusals } from '../../../runbook/doctor/adapter-identity.ts';

const REFUSED =
  'F0412 08:12:01.123456       1 adapter.go:153] Failed request to stackdriver api: Get "https://monitoring.googleapis.com/v3/projects/p/metricDescriptors?alt=json": compute: Received 403 `Unable to generate access token; IAM returned 403 Forbidden: Permission \'iam.serviceAccounts.getAccessToken\' denied on resource (or it may not exist).';

it('takes the refusal of a token from the adapter’s log', () => {
  const lines = ['container pod-custom-metrics-stackdriver-adapter is waiting: CrashLoopBackOff: ', REFUSED];
  expect(tokenRefusals(lines)).toEqual([expect.stringContaining('Unable to generate access token')]);
});

it.each([
  'googleapi: Error 403: Permission monitoring.timeSeries.list denied (or the resource may not exist)., forbidden',
  'googleapi: Error 503: The service is currently unavailable., backendError',
  'the server could not find the descriptor for metric "x"',
])('takes no missing role and no outage for it: %s', (line) => {
  expect(tokenRefusals([line])).toEqual([]);
});
