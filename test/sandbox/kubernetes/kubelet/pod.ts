import type { KubeObject } from '../../../../sandbox/kubernetes/object.ts';
import { MINUTE, type Rig, startRig } from '../rig.ts';

export async function createRig(options: Parameters<typeof startRig>[0] = {}): Promise<Rig> {
  const rig = await startRig(options);
  rig.cloud.addPool({ name: 'pool', machineType: 'e2-standard-4', size: 1 });
  await rig.pass(2 * MINUTE);
  return rig;
}

export function createPod(rig: Rig, container: object = {}, spec: object = {}): KubeObject {
  return rig.create('pods', {
    metadata: { namespace: 'default', name: 'web', labels: { app: 'web' } },
    spec: {
      containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }], ...container }],
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      ...spec,
    },
    status: { phase: 'Pending' },
  });
}

export const status = (rig: Rig): KubeObject['status'] => rig.pod().status;
export const container = (rig: Rig): KubeObject['status'] => status(rig).containerStatuses[0];
export const shell = (script: string): object => ({ image: 'busybox', command: ['sh', '-c', script] });
