import { COMPUTE_CLASS } from '../cloud.ts';
import { onPodCreation, type PodSpec, requestedResources } from './pod-plugin.ts';

interface Toleration {
  readonly key: string;
  readonly operator: 'Exists';
  readonly effect: string;
  readonly tolerationSeconds?: number;
}

/** DefaultTolerationSeconds: a pod stays for five minutes on a node that is not ready or not reachable. */
export const defaultTolerations = onPodCreation((spec) =>
  tolerating(
    spec,
    ['not-ready', 'unreachable'].map((state) => ({
      key: `node.kubernetes.io/${state}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
  ),
);

/** ExtendedResourceToleration: who asks for `google.com/tpu` tolerates the taint of that name. */
export const extendedResourceToleration = onPodCreation((spec) => {
  const extended = [...requestedResources(spec)].filter(
    (name) => name.includes('/') && !name.includes('kubernetes.io/'),
  );
  return tolerating(
    spec,
    extended.map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' })),
  );
});

/** Who selects a ComputeClass tolerates the taint of its nodes. */
export const computeClassToleration = onPodCreation((spec) =>
  spec.nodeSelector?.[COMPUTE_CLASS] === undefined
    ? undefined
    : tolerating(spec, [{ key: COMPUTE_CLASS, operator: 'Exists', effect: 'NoSchedule' }]),
);

function tolerating(spec: PodSpec, wanted: readonly Toleration[]): object | undefined {
  const known: Partial<Toleration>[] = spec.tolerations ?? [];
  const missing = wanted.filter(
    ({ key, effect }) =>
      !known.some((each) => (!each.key || each.key === key) && (!each.effect || each.effect === effect)),
  );
  return missing.length > 0 ? { tolerations: [...known, ...missing] } : undefined;
}
