import { describe, expect, test } from 'vitest';
import { MINUTE, openCloud, PROJECT } from '../cloud.ts';

const POOL = `principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/${PROJECT}.svc.id.goog`;
const KSA = `${POOL}/subject/ns/vllm/sa/vllm-ksa`;
const SET = POOL.replace('principal:', 'principalSet:');
const RESOURCE = { project: PROJECT, bucket: 'models' };

const grant = (role: string, member: string) => [{ role, members: [member] }];

async function open(faults: Record<string, Record<string, string>> = {}) {
  const cloud = await openCloud({ faults });
  const { policies } = cloud;
  const may = (permission: string, member = KSA): boolean => policies.allows(member, permission, RESOURCE);
  return { ...cloud, policies, may };
}

describe('a grant', () => {
  test('takes effect one minute after it is created', async () => {
    const { policies, may, pass } = await open();
    policies.set('buckets/models', grant('roles/storage.objectUser', KSA));
    pass(MINUTE - 1);
    expect(may('storage.objects.list')).toBe(false);
    pass(1);
    expect(may('storage.objects.list')).toBe(true);
    expect(may('storage.objects.create')).toBe(true);
    expect(may('storage.buckets.delete')).toBe(false);
  });

  test('loses effect one minute after it is removed', async () => {
    const { policies, may, pass } = await open();
    policies.set('buckets/models', grant('roles/storage.objectUser', KSA));
    pass(MINUTE);
    policies.set('buckets/models', []);
    pass(MINUTE - 1);
    expect(may('storage.objects.list')).toBe(true);
    pass(1);
    expect(may('storage.objects.list')).toBe(false);
  });

  test('survives policy changes that keep it', async () => {
    const { policies, may, pass } = await open();
    policies.set('buckets/models', grant('roles/storage.objectUser', KSA));
    pass(MINUTE);
    for (let change = 0; change < 5; change++) {
      pass(10_000);
      const other = grant('roles/storage.objectViewer', `user:${change}@b.c`);
      policies.set('buckets/models', [...grant('roles/storage.objectUser', KSA), ...other]);
      expect(may('storage.objects.create')).toBe(true);
    }
  });

  test('takes as long as the fault iam-propagation says', async () => {
    const { policies, may, pass } = await open({ 'iam-propagation': { minutes: '7' } });
    policies.set('buckets/models', grant('roles/storage.objectUser', KSA));
    pass(6 * MINUTE);
    expect(may('storage.objects.list')).toBe(false);
    pass(MINUTE);
    expect(may('storage.objects.list')).toBe(true);
  });

  test('on the project applies to its buckets', async () => {
    const { policies, may, pass } = await open();
    policies.set(`projects/${PROJECT}`, grant('roles/storage.admin', KSA));
    pass(MINUTE);
    expect(may('storage.objects.list')).toBe(true);
  });

  test.each([
    [SET.concat('/*'), true],
    [SET.concat('/namespace/vllm'), true],
    [SET.concat('/namespace/other'), false],
    ['allUsers', true],
    ['allAuthenticatedUsers', true],
    [KSA.replace('vllm-ksa', 'other'), false],
    [KSA.replace('projects/1', 'projects/2'), false],
  ])('to %s reaches the service account: %s', async (member, reached) => {
    const { policies, may, pass } = await open();
    policies.set('buckets/models', grant('roles/storage.objectUser', member));
    pass(MINUTE);
    expect(may('storage.objects.list')).toBe(reached);
  });

  test('with a condition grants nothing', async () => {
    const { policies, may, pass } = await open();
    policies.set('buckets/models', [
      { ...grant('roles/storage.objectUser', KSA)[0]!, condition: { expression: 'true' } },
    ]);
    pass(MINUTE);
    expect(may('storage.objects.list')).toBe(false);
  });

  test('by a custom role grants nothing, because its permissions are unknown', async () => {
    const { policies, may, pass } = await open();
    policies.set('buckets/models', grant(`projects/${PROJECT}/roles/mine`, KSA));
    pass(MINUTE);
    expect(may('storage.objects.list')).toBe(false);
  });
});

test('bindings of one role are merged, and empty bindings are dropped', async () => {
  const { policies } = await open();
  const { bindings } = policies.set('projects/p', [
    ...grant('roles/viewer', 'user:b@b.c'),
    ...grant('roles/viewer', 'user:a@b.c'),
    { role: 'roles/editor', members: [] },
  ]);
  expect(bindings).toEqual([{ role: 'roles/viewer', members: ['user:a@b.c', 'user:b@b.c'] }]);
});
