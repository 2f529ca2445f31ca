import type { KubeObject } from '../object.ts';
import { groupVersion, type ServedType, TYPES } from '../resources/types.ts';

/** A resource as plain discovery lists it; subresources are rows of their own. */
interface ListedResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** Kinds and verbs of subresources; the others are reads and writes of the parent's kind. */
const SUBRESOURCES: Readonly<Record<string, { kind: string; group?: string; version?: string; verbs: string[] }>> = {
  attach: { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  binding: { kind: 'Binding', verbs: ['create'] },
  eviction: { kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create'] },
  exec: { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  finalize: { kind: 'Namespace', verbs: ['update'] },
  log: { kind: 'Pod', verbs: ['get'] },
  portforward: { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  scale: { kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
  token: { kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'] },
};

function subresource(type: ServedType, name: string) {
  return SUBRESOURCES[name] ?? { kind: type.kind, verbs: ['get', 'patch', 'update'] };
}

/**
 * The group versions that the API itself serves, in the order of preference, with their types.
 * @param others those that are only named
 */
export function servedGroups(others: readonly ServedType[]): Map<string, Map<string, ServedType[]>> {
  const groups = new Map<string, Map<string, ServedType[]>>();
  for (const type of [...TYPES, ...others]) {
    const versions = groups.get(type.group) ?? new Map<string, ServedType[]>();
    versions.set(type.version, [...(versions.get(type.version) ?? []), type]);
    groups.set(type.group, versions);
  }
  return groups;
}

export function resourceList(types: readonly ServedType[]) {
  const resources = types.flatMap((type): ListedResource[] => [
    {
      name: type.name,
      singularName: type.singular,
      namespaced: type.namespaced,
      kind: type.kind,
      verbs: type.verbs,
      ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
      ...(type.categories.length > 0 && { categories: type.categories }),
    },
    ...type.subresources.map((name) => ({
      name: `${type.name}/${name}`,
      singularName: '',
      namespaced: type.namespaced,
      ...subresource(type, name),
    })),
  ]);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: groupVersion(types[0]!), resources };
}

export function apiGroup(name: string, versions: readonly string[]) {
  const listed = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: listed, preferredVersion: listed[0] };
}

/** The types of a group version in the aggregated form (`apidiscovery.k8s.io/v2`). */
export function aggregatedVersion(version: string, types: readonly ServedType[]) {
  return {
    version,
    freshness: 'Current',
    resources: types.map((type) => ({
      resource: type.name,
      responseKind: { group: type.group, version: type.version, kind: type.kind },
      scope: type.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: type.singular,
      verbs: type.verbs,
      ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
      ...(type.categories.length > 0 && { categories: type.categories }),
      ...(type.subresources.length > 0 && {
        subresources: type.subresources.map((name) => {
          const { kind, group = type.group, version: kindVersion = type.version, verbs } = subresource(type, name);
          return { subresource: name, responseKind: { group, version: kindVersion, kind }, verbs };
        }),
      }),
    })),
  };
}

/** A group version that an APIService leaves to a pod's server. */
export interface AggregatedGroup {
  readonly group: string;
  readonly version: string;
  readonly priority: number;
}

export function aggregatedGroups(apiServices: readonly KubeObject[]): AggregatedGroup[] {
  return apiServices
    .filter(({ spec }) => spec?.service)
    .map(({ spec }) => ({ group: spec.group, version: spec.version, priority: spec.versionPriority ?? 0 }))
    .sort((a, b) => b.priority - a.priority);
}
