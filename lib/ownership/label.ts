/** A label of a Google Cloud resource or of a Kubernetes object. */
export interface Label {
  readonly key: string;
  readonly value: string;
}

/** Who makes things here: the value of the labels, and the name of the field manager. */
export const MANAGER = 'vllm-tpu-runbook';

/** The label of clusters, node pools and buckets that this runbook made. */
export const LABEL: Label = { key: 'managed-by', value: MANAGER };

/** The label of its Kubernetes objects, as Kubernetes recommends it. */
export const OBJECT_LABEL: Label = { key: 'app.kubernetes.io/managed-by', value: MANAGER };

/** That label as a selector of kubectl, and as what `kubectl label` sets. */
export const OURS = `${OBJECT_LABEL.key}=${OBJECT_LABEL.value}`;

export function hasLabel(
  labels: Readonly<Record<string, string>> | null | undefined,
  { key, value }: Label = LABEL,
): boolean {
  return labels?.[key] === value;
}
