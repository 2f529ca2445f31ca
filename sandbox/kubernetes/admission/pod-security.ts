import type { ObjectStore } from '../object.ts';
import type { AdmissionPlugin } from './admission.ts';
import { forbidden } from './forbidden.ts';
import { onPodCreation } from './pod-plugin.ts';
import { BASELINE, RESTRICTED } from './pod-security-checks.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** PodSecurity: the level that the namespace's label `pod-security.kubernetes.io/enforce` asks of its pods. */
export function podSecurity({ store }: { store: ObjectStore }): AdmissionPlugin {
  return onPodCreation((spec, pod, { namespace }) => {
    const labels = store.get('namespaces', undefined, namespace ?? '')?.metadata.labels ?? {};
    const level = labels[ENFORCE];
    if (level !== 'baseline' && level !== 'restricted') return undefined;
    const violations = (level === 'baseline' ? BASELINE : [...BASELINE, ...RESTRICTED]).flatMap(
      (check) => check(spec) ?? [],
    );
    if (violations.length === 0) return undefined;
    const policy = `${level}:${labels[`${ENFORCE}-version`] ?? 'latest'}`;
    throw forbidden('pods', pod, `violates PodSecurity "${policy}": ${violations.join(', ')}`);
  });
}
