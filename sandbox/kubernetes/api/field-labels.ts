import { groupVersion, type ServedType } from '../resources/types.ts';
import { StatusError } from '../store/status-error.ts';

/**
 * The fields by which lists of each type can be selected, beside the name and the namespace. Typed by hand from Kubernetes
 * 1.33's AddFieldLabelConversionFunc calls in pkg/apis/GROUP/v1/conversion.go.
 */
const FIELD_LABELS: Readonly<Record<string, readonly string[]>> = {
  events: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  jobs: ['status.successful'],
  namespaces: ['status.phase'],
  nodes: ['spec.unschedulable'],
  pods: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  replicasets: ['status.replicas'],
  secrets: ['type'],
  services: ['spec.clusterIP', 'spec.type'],
};

/** @throws StatusError BadRequest for a field that the type cannot be selected by */
export function checkFieldSelector(
  type: ServedType,
  fields: readonly string[],
  asked: { readonly labels: string; readonly fields: string },
): void {
  const known = ['metadata.name', 'metadata.namespace', ...(FIELD_LABELS[type.name] ?? [])];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown === undefined) return;
  const resource = `"${type.group === '' ? '/v1' : groupVersion(type)}, Resource=${type.name}"`;
  throw new StatusError(
    'BadRequest',
    `Unable to find ${resource} that match label selector "${asked.labels}", field selector "${asked.fields}": field label not supported: ${unknown}`,
  );
}
