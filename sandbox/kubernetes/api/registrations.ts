import type { NewObject, ObjectStore } from '../object.ts';
import { schemaName } from '../resources/modules.ts';
import { schema } from '../resources/shape.ts';
import { groupVersion, type ServedType, TYPES } from '../resources/types.ts';

/** Writes the objects that describe the served types: custom resource definitions and local API services. */
export function registerTypes(store: ObjectStore): void {
  for (const type of TYPES.filter(({ custom }) => custom)) add(store, 'customresourcedefinitions', definition(type));
  const served = new Map(TYPES.map((type) => [groupVersion(type), type]));
  for (const type of served.values()) add(store, 'apiservices', localService(type));
}

function add(store: ObjectStore, resource: string, object: NewObject): void {
  if (!store.get(resource, undefined, object.metadata.name!)) store.create(resource, object);
}

function localService({ group, version }: ServedType): NewObject {
  const message = 'Local APIServices are always available';
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${version}.${group}`, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: {
      ...(group !== '' && { group }),
      version,
      groupPriorityMinimum: group === '' ? 18_000 : 17_000,
      versionPriority: 1,
    },
    status: { conditions: [{ type: 'Available', status: 'True', reason: 'Local', message }] },
  };
}

function definition(type: ServedType): NewObject {
  const { group, version, kind, name: plural, singular, namespaced } = type;
  const names = { plural, singular, kind, listKind: `${kind}List` };
  const { 'x-kubernetes-group-version-kind': _kind, ...openAPIV3Schema } = schema(schemaName(type));
  const metadata = { type: 'object' };
  const properties = { ...openAPIV3Schema.properties, metadata };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, labels: { 'addonmanager.kubernetes.io/mode': 'Reconcile' } },
    spec: {
      group,
      names,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { ...openAPIV3Schema, properties } },
          subresources: { status: {} },
        },
      ],
      conversion: { strategy: 'None' },
    },
    status: {
      acceptedNames: names,
      storedVersions: [version],
      conditions: [
        { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
        {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ],
    },
  };
}
