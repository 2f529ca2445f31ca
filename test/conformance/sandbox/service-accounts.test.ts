import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkstation, type Workstation } from './workstation.ts';

const EMAIL = 'models@$PROJECT_ID.iam.gserviceaccount.com';
const MEMBER = 'serviceAccount:$PROJECT_ID.svc.id.goog[$NAMESPACE/$KSA_NAME]';
const ACCOUNTS = ['iam', 'service-accounts'];
const BINDING = [EMAIL, `--member=${MEMBER}`, '--role=roles/iam.workloadIdentityUser'];

let at: Workstation;

beforeAll(async () => {
  at = await openWorkstation();
});

afterAll(() => at.close());

const gcloud = (...args: string[]) => at.gcloud(...ACCOUNTS, ...args);

test('gcloud creates, lists, describes, binds, unbinds and deletes a service account', async () => {
  const filled = (text: string): string => text.replace(/\$([A-Z_]+)/g, (_, name: string) => at.environment[name]!);
  expect((await gcloud('create', 'models', '--display-name=Models')).stderr).toContain(
    'Created service account [models].',
  );
  const again = await gcloud('create', 'models');
  expect([again.code, again.stderr]).toEqual([
    1,
    expect.stringContaining('Service account models already exists within project projects/'),
  ]);
  expect((await gcloud('list', '--format=value(email,disabled)')).stdout).toContain(`${filled(EMAIL)}\tFalse`);
  expect((await gcloud('describe', EMAIL, '--format=value(displayName)')).stdout).toBe('Models');
  expect((await gcloud('add-iam-policy-binding', ...BINDING)).stderr).toContain(
    'Updated IAM policy for serviceAccount',
  );
  const policy = ['get-iam-policy', EMAIL, '--format=value(bindings.members)'];
  expect((await gcloud(...policy)).stdout).toBe(filled(`['${MEMBER}']`));
  await gcloud('remove-iam-policy-binding', ...BINDING);
  expect((await gcloud(...policy)).stdout).toBe('');
  expect((await gcloud('delete', EMAIL)).stderr).toContain('deleted service account');
  expect((await gcloud('describe', EMAIL)).stderr).toContain(
    "PERMISSION_DENIED: Permission 'iam.serviceAccounts.get' denied on resource (or it may not exist).",
  );
});
