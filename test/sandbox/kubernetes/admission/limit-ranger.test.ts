import { expect, test } from 'vitest';
import { limitRanger } from '../../../../sandbox/kubernetes/admission/limit-ranger.ts';
import { startWorld } from '../rig.ts';

async function admitted(limits: object[], resources: object | undefined, resource = 'pods') {
  const { store, create } = await startWorld();
  create('limitranges', { metadata: { namespace: 'default', name: 'range' }, spec: { limits } });
  const container = { name: 'c', image: 'nginx', ...(resources && { resources }) };
  const spec = resource === 'pods' ? { containers: [container] } : { resources };
  const object = { apiVersion: 'v1', kind: 'X', metadata: { namespace: 'default', name: 'x' }, spec };
  const request = { resource, operation: 'CREATE', namespace: 'default', user: 'me', groups: [] } as const;
  return limitRanger({ store })(object, request);
}

test('gives a container without requests and limits those of the namespace, and says so', async () => {
  const item = { type: 'Container', default: { memory: '512Mi' }, defaultRequest: { memory: '256Mi' } };
  expect(await admitted([item], undefined)).toMatchObject({
    metadata: {
      annotations: {
        'kubernetes.io/limit-ranger':
          'LimitRanger plugin set: memory request for container c; memory limit for container c',
      },
    },
    spec: { containers: [{ resources: { requests: { memory: '256Mi' }, limits: { memory: '512Mi' } } }] },
  });
});

test.each([
  [
    { type: 'Container', max: { memory: '1Gi' } },
    { limits: { memory: '1536Mi' } },
    'maximum memory usage per Container is 1Gi, but limit is 1536Mi',
  ],
  [
    { type: 'Container', min: { memory: '500Mi' } },
    { requests: { memory: '100Mi' } },
    'minimum memory usage per Container is 500Mi, but request is 100Mi',
  ],
  [{ type: 'Container', max: { cpu: '1' } }, {}, 'maximum cpu usage per Container is 1.  No limit is specified'],
  [
    { type: 'Pod', max: { memory: '128Mi' } },
    { limits: { memory: '1Gi' } },
    'maximum memory usage per Pod is 128Mi, but limit is 1Gi',
  ],
  [
    { type: 'Container', maxLimitRequestRatio: { memory: '2' } },
    { limits: { memory: '4Gi' }, requests: { memory: '1Gi' } },
    'memory max limit to request ratio per Container is 2, but provided ratio is 4.000000',
  ],
])('refuses a pod beyond %j', async (item, resources, why) => {
  await expect(admitted([item], resources)).rejects.toMatchObject({ message: `pods "x" is forbidden: ${why}` });
});

test('refuses a claim that is too large', async () => {
  const item = { type: 'PersistentVolumeClaim', max: { storage: '2Gi' } };
  const why = 'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 5Gi';
  await expect(admitted([item], { requests: { storage: '5Gi' } }, 'persistentvolumeclaims')).rejects.toMatchObject({
    message: `persistentvolumeclaims "x" is forbidden: ${why}`,
  });
});
