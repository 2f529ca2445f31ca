import { expect, test } from 'vitest';
import { leftOut } from '../../../../sandbox/kubernetes/scheduler/left-out.ts';

const pod = (volumes: readonly object[], namespace = 'default') =>
  leftOut({ metadata: { namespace }, spec: { volumes } } as never);

test('names the volumes that are an empty directory', () => {
  expect(
    pod([
      { name: 'host', hostPath: { path: '/dev', type: 'Directory' } },
      { name: 'share', csi: { driver: 'parallelstore.csi.storage.gke.io' } },
    ]),
  ).toEqual([
    'the hostPath volume host; it is an empty directory',
    'the csi (parallelstore.csi.storage.gke.io) volume share; it is an empty directory',
  ]);
});

test('names no volume that has what it says, and none of a managed namespace', () => {
  const bucket = { name: 'bucket', csi: { driver: 'gcsfuse.csi.storage.gke.io' } };
  expect(pod([{ name: 'a', emptyDir: {} }, { name: 'b', persistentVolumeClaim: { claimName: 'b' } }, bucket])).toEqual(
    [],
  );
  expect(pod([{ name: 'host', hostPath: { path: '/' } }], 'gmp-system')).toEqual([]);
});
