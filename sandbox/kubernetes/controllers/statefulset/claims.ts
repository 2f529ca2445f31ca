import type { AdmissionPlugin } from '../../admission/admission.ts';
import type { KubeObject, NewObject, ObjectStore } from '../../object.ts';
import { strategyOf } from '../../resources/strategies.ts';
import { creationBy } from '../pods.ts';

interface Template {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> };
  readonly spec: object;
}

const templatesOf = (set: KubeObject): readonly Template[] => set.spec.volumeClaimTemplates ?? [];

/** `www-web-0`: the claim of a pod outlives the pod, and its successor gets it. */
const claimName = (template: Template, pod: string): string => `${template.metadata.name}-${pod}`;

/** Makes the claims that a pod of the set still lacks. @returns the names of the new ones */
export function ensureClaims(
  { store, admit }: { store: ObjectStore; admit: AdmissionPlugin },
  set: KubeObject,
  pod: string,
): string[] {
  const { namespace } = set.metadata;
  const missing = templatesOf(set).filter(
    (template) => !store.get('persistentvolumeclaims', namespace, claimName(template, pod)),
  );
  return missing.map((template) => {
    const name = claimName(template, pod);
    const claim: NewObject = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { namespace, name, labels: { ...template.metadata.labels, ...set.spec.selector.matchLabels } },
      spec: { volumeMode: 'Filesystem', ...template.spec },
    };
    strategyOf('persistentvolumeclaims').create?.(claim as KubeObject, store);
    store.create('persistentvolumeclaims', admit(claim, creationBy(set, 'persistentvolumeclaims')));
    return name;
  });
}

/** The pod's volumes, of which those of the claim templates come first. */
export function volumesWithClaims(set: KubeObject, pod: string): object[] {
  const own = templatesOf(set).map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(template, pod) },
  }));
  const names = new Set(own.map(({ name }) => name));
  const others: { name: string }[] = set.spec.template.spec.volumes ?? [];
  return [...own, ...others.filter(({ name }) => !names.has(name))];
}
