import type { NewObject } from '../object.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts';

// biome-ignore lint/suspicious/noExplicitAny: a PodSpec
export type PodSpec = any;

/** A plugin for pods on their creation: only what it returns of the specification changes. One without containers is left to validation. */
export function onPodCreation(
  change: (spec: PodSpec, pod: NewObject, request: AdmissionRequest) => object | undefined,
): AdmissionPlugin {
  return (object, request) => {
    if (request.resource !== 'pods' || request.operation !== 'CREATE') return object;
    if (!object.spec?.containers) return object;
    const changes = change(object.spec, object, request);
    return changes ? { ...object, spec: { ...object.spec, ...changes } } : object;
  };
}

/** Init containers and containers. */
export function allContainers(spec: PodSpec): PodSpec[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}

/** Names of everything that the containers ask for. */
export function requestedResources(spec: PodSpec): Set<string> {
  return new Set(
    allContainers(spec).flatMap(({ resources }) => [
      ...Object.keys(resources?.requests ?? {}),
      ...Object.keys(resources?.limits ?? {}),
    ]),
  );
}

/** Those that a container has without asking. */
export const DEFAULT_CAPABILITIES: readonly string[] = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

export function addedCapabilities({ securityContext }: PodSpec): string[] {
  return securityContext?.capabilities?.add ?? [];
}

export function hostPorts({ ports = [] }: PodSpec): number[] {
  return (ports as { hostPort?: number }[]).flatMap(({ hostPort }) => hostPort || []);
}
