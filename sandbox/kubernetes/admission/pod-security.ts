import type { ObjectStore } from '../object.ts';
import { StatusError } from '../store/status-error.ts';
import type { AdmissionPlugin } from './admission.ts';
import { onPodCreation } from './pod-plugin.ts';
import { BASELINE, RESTRICTED } from './pod-security-checks.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** PodSecurity: the level that the namespace's label `pod-security.kubernetes.io/enforce` asks of its pods. */
export function podSecurity({ store }: { store: ObjectStore }): AdmissionPlugin {
  return onPodCreation((spec, { metadata }, { namespace }) => {
    const labels = store.get('namespaces', undefined, namespace ?? '')?.metadata.labels ?? {};
    const level = labels[ENFORCE];
    if (level !== 'baseline' && level !== 'restricted') return undefined;
    const violations = (level === 'baseline' ? BASELINE : [...BASELINE, ...RESTRICTED]).flatMap(
      (check) => check(spec) ?? [],
    );
    if (violations.length === 0) return undefined;
    const policy = `${level}:${labels[`${ENFORCE}-version`] ?? 'latest'}`;
    const pod = metadata.name ?? metadata.generateName ?? '';
    const message = `pods "${pod}" is forbidden: violates PodSecurity "${policy}": ${violations.join(', ')}`;
    throw new StatusError('Forbidden', message, { name: pod, kind: 'pods' });
  });
}
