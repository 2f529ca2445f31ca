import { createAdmission } from '../../../../sandbox/kubernetes/admission/index.ts';
import { podTemplate, type Rig } from '../rig.ts';

// biome-ignore lint/suspicious/noExplicitAny: pods
export type Pod = any;

/** Why admission refuses the pod `x` with a container `c` after a change; empty for a pod that it admits. */
export function denial(rig: Rig, change: (pod: Pod) => void = () => undefined, namespace = 'default'): string {
  const pod: Pod = structuredClone(podTemplate('x'));
  pod.spec.containers[0].name = 'c';
  change(pod);
  pod.metadata = { ...pod.metadata, namespace, name: 'x' };
  const user = { user: 'me@example.com', groups: ['system:authenticated'] };
  try {
    createAdmission({ world: rig.world, store: rig.store, cloud: rig.cloud })(pod, {
      resource: 'pods',
      operation: 'CREATE',
      namespace,
      ...user,
    });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
