import type { KubeObject, NewObject, ObjectStore } from '../object.ts';
import { forbidden } from './forbidden.ts';
import { onPodCreation } from './pod-plugin.ts';

const builtIn = (name: string, value: number): NewObject => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name, generation: 1 },
  value,
  preemptionPolicy: 'PreemptLowerPriority',
});

/** Those of every cluster: pkg/apis/scheduling/v1/helpers.go of Kubernetes. */
export const PRIORITY_CLASSES: readonly NewObject[] = [
  builtIn('system-cluster-critical', 2_000_000_000),
  builtIn('system-node-critical', 2_000_001_000),
];

/** Priority: a pod gets the number of its class. */
export function priority({ store }: { store: ObjectStore }) {
  return onPodCreation((spec, pod) => {
    const name: string | undefined = spec.priorityClassName || undefined;
    const classes = store.list('priorityclasses');
    const own = name === undefined ? highestDefault(classes) : classes.find(({ metadata }) => metadata.name === name);
    if (name !== undefined && !own) throw forbidden('pods', pod, `no PriorityClass with name ${name} was found`);
    return {
      ...(own && { priorityClassName: own.metadata.name }),
      priority: own?.value ?? 0,
      preemptionPolicy: spec.preemptionPolicy ?? own?.preemptionPolicy ?? 'PreemptLowerPriority',
    };
  });
}

function highestDefault(classes: readonly KubeObject[]): KubeObject | undefined {
  return classes.filter(({ globalDefault }) => globalDefault).sort((a, b) => a.value - b.value)[0];
}
