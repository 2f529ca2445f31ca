import type { KubeObject } from '../../object.ts';
import { quantityValue } from '../../resources/quantity.ts';
import { formatLabelSelector, labelSelector } from '../../store/selectors.ts';

/** The volume that fits an unbound claim: the one that it names or that names it, else the smallest that is large enough. */
export function volumeFor(claim: KubeObject, volumes: readonly KubeObject[]): KubeObject | undefined {
  const { volumeName } = claim.spec;
  if (volumeName) {
    const named = volumes.find(({ metadata }) => metadata.name === volumeName);
    return named && (isReservedFor(named, claim) || !named.spec.claimRef) ? named : undefined;
  }
  const fitting = volumes.filter((volume) => fits(claim, volume)).sort((a, b) => capacity(a) - capacity(b));
  return fitting.find((volume) => isReservedFor(volume, claim)) ?? fitting.find(({ spec }) => !spec.claimRef);
}

/** Whether the volume's claimRef is the claim; one without a uid was written by hand. */
export function isReservedFor({ spec }: KubeObject, { metadata }: KubeObject): boolean {
  const { namespace, name, uid } = spec.claimRef ?? {};
  return namespace === metadata.namespace && name === metadata.name && (uid === undefined || uid === metadata.uid);
}

function fits(claim: KubeObject, volume: KubeObject): boolean {
  const wanted: string[] = claim.spec.accessModes ?? [];
  const matches = claim.spec.selector ? labelSelector(formatLabelSelector(claim.spec.selector)) : () => true;
  return (
    (volume.spec.storageClassName ?? '') === (claim.spec.storageClassName ?? '') &&
    wanted.every((mode) => volume.spec.accessModes?.includes(mode)) &&
    capacity(volume) >= quantityValue(claim.spec.resources?.requests?.storage ?? '0') &&
    volume.metadata.deletionTimestamp === undefined &&
    matches(volume.metadata.labels ?? {})
  );
}

const capacity = ({ spec }: KubeObject): number => quantityValue(spec.capacity?.storage ?? '0');
