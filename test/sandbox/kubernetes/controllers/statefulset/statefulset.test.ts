import { expect, test } from 'vitest';
import { MINUTE, podTemplate, type Rig, SECOND, startRig } from '../../rig.ts';

async function createRig(): Promise<Rig> {
  const rig = await startRig();
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 2 });
  await rig.pass(2 * MINUTE);
  return rig;
}

function statefulSet(rig: Rig, spec: object = {}): void {
  const mounts = { volumeMounts: [{ name: 'www', mountPath: '/data' }] };
  rig.create('statefulsets', {
    metadata: { namespace: 'default', name: 'web' },
    spec: {
      replicas: 2,
      serviceName: 'nginx',
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      selector: { matchLabels: { app: 'web' } },
      template: podTemplate('web', mounts),
      volumeClaimTemplates: [
        {
          metadata: { name: 'www' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
      ...spec,
    },
  });
}

const VOLUME = { name: 'www', persistentVolumeClaim: { claimName: 'www-web-1' } };

const names = (rig: Rig): string[] =>
  rig
    .pods()
    .map(({ metadata }) => metadata.name)
    .sort();
const set = (rig: Rig) => rig.store.get('statefulsets', 'default', 'web')!;

test('makes the numbered pods one after the other, each with its claim', async () => {
  const rig = await createRig();
  statefulSet(rig);
  await rig.pass(0);
  expect(names(rig)).toEqual(['web-0']);
  await rig.pass(2 * MINUTE);
  expect(names(rig)).toEqual(['web-0', 'web-1']);
  expect(rig.pod('web-1')).toMatchObject({
    metadata: { labels: { 'apps.kubernetes.io/pod-index': '1', 'statefulset.kubernetes.io/pod-name': 'web-1' } },
    spec: { hostname: 'web-1', subdomain: 'nginx', volumes: expect.arrayContaining([VOLUME]) },
  });
  const claims = rig.store.list('persistentvolumeclaims');
  expect(claims.map(({ metadata, spec, status }) => [metadata.name, spec.storageClassName, status.phase])).toEqual([
    ['www-web-0', 'standard-rwo', 'Bound'],
    ['www-web-1', 'standard-rwo', 'Bound'],
  ]);
  expect(set(rig).status).toMatchObject({ replicas: 2, readyReplicas: 2, updatedReplicas: 2, observedGeneration: 1 });
  expect(rig.events('web').filter((event) => event.startsWith('SuccessfulCreate'))).toContain(
    'SuccessfulCreate: create Pod web-1 in StatefulSet web successful',
  );
});

test('makes all pods at once with the policy Parallel', async () => {
  const rig = await createRig();
  statefulSet(rig, { podManagementPolicy: 'Parallel' });
  await rig.pass(0);
  expect(names(rig)).toEqual(['web-0', 'web-1']);
});

test('scales down from the highest number, and keeps the claims', async () => {
  const rig = await createRig();
  statefulSet(rig);
  await rig.pass(2 * MINUTE);
  rig.store.modify('statefulsets', 'default', 'web', ({ spec }) => {
    spec.replicas = 1;
  });
  await rig.pass(MINUTE);
  expect(names(rig)).toEqual(['web-0']);
  expect(rig.store.list('persistentvolumeclaims')).toHaveLength(2);
});

test('rolls a new template out from the highest number, and a deleted pod comes again by its name', async () => {
  const rig = await createRig();
  statefulSet(rig);
  await rig.pass(2 * MINUTE);
  const before = new Map(rig.pods().map(({ metadata }) => [metadata.name, metadata.uid]));
  rig.store.modify('statefulsets', 'default', 'web', ({ spec }) => {
    spec.template.spec.containers[0].image = 'nginx:1.28';
  });
  await rig.pass(SECOND);
  expect(rig.pod('web-0').metadata.uid).toBe(before.get('web-0'));
  await rig.pass(5 * MINUTE);
  expect(rig.pods().map(({ spec }) => spec.containers[0].image)).toEqual(['nginx:1.28', 'nginx:1.28']);
  expect(set(rig).status).toMatchObject({ updatedReplicas: 2, readyReplicas: 2 });
  expect(set(rig).status.currentRevision).toBe(set(rig).status.updateRevision);
  rig.store.delete('pods', 'default', 'web-0');
  await rig.pass(2 * MINUTE);
  expect(names(rig)).toEqual(['web-0', 'web-1']);
});

test('its claims keep to the limits of the namespace', async () => {
  const rig = await createRig();
  rig.create('limitranges', {
    metadata: { namespace: 'default', name: 'disks' },
    spec: { limits: [{ type: 'PersistentVolumeClaim', max: { storage: '512Mi' } }] },
  });
  statefulSet(rig);
  await rig.pass(SECOND);
  expect(rig.store.list('persistentvolumeclaims')).toEqual([]);
  expect(rig.events('web').join('\n')).toContain('maximum storage usage per PersistentVolumeClaim is 512Mi');
});
