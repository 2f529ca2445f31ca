import { expect, test } from 'vitest';
import type { Iam } from '../../../sandbox/iam/iam.ts';
import { identityOf, principalOf } from '../../../sandbox/kubernetes/identity.ts';
import type { KubeObject } from '../../../sandbox/kubernetes/object.ts';
import { startWorld } from './rig.ts';

const CLOUD = { project: 'my-project', projectNumber: '123456789' };
const KSA =
  'principal://iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/my-project.svc.id.goog/subject/ns/vllm/sa/vllm-ksa';
const GSA = 'models@my-project.iam.gserviceaccount.com';
const BUCKET = { project: 'my-project', bucket: 'weights' };
const POD = { metadata: { namespace: 'vllm', name: 'x' }, spec: { serviceAccountName: 'vllm-ksa', containers: [] } };

/** @param grants `member permission resource`, the resource being a bucket or an account */
async function identity(annotations: object, ...grants: readonly string[]) {
  const { store, create } = await startWorld();
  create('namespaces', { metadata: { name: 'vllm' } });
  create('serviceaccounts', { metadata: { namespace: 'vllm', name: 'vllm-ksa', annotations } });
  const iam: Iam = {
    allows: (member, permission, { bucket, serviceAccount }) =>
      grants.includes(`${member} ${permission} ${bucket ?? serviceAccount}`),
  };
  return identityOf({ store, cloud: CLOUD, iam }, POD as unknown as KubeObject);
}

const ANNOTATED = { 'iam.gke.io/gcp-service-account': GSA };
const IMPERSONATES = `${KSA} iam.serviceAccounts.getAccessToken ${GSA}`;
const BY_KSA = `${KSA} storage.objects.list weights`;
const BY_GSA = `serviceAccount:${GSA} storage.objects.list weights`;

test('the principal has the project’s number first and its id second', () => {
  expect(principalOf(CLOUD, 'vllm', 'vllm-ksa')).toBe(KSA);
});

test.each([
  ['without annotation acts as itself', {}, [BY_KSA], true, true],
  ['without annotation has no rights of a Google account', {}, [BY_GSA, IMPERSONATES], true, false],
  ['with annotation acts as the Google account', ANNOTATED, [BY_GSA, IMPERSONATES], true, true],
  ['with annotation no longer acts as itself', ANNOTATED, [BY_KSA, IMPERSONATES], true, false],
  ['that may not act as the Google account has no token', ANNOTATED, [BY_KSA, BY_GSA], false, false],
])('a pod %s', async (_, annotations, grants, hasToken, may) => {
  const pod = await identity(annotations, ...grants);
  expect([pod.hasToken(), pod.may('storage.objects.list', BUCKET)]).toEqual([hasToken, may]);
});
