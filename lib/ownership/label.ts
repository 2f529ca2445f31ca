/** A label of a Google Cloud resource or of a Kubernetes object. */
export interface Label {
  readonly key: string;
  readonly value: string;
}

/** The value of the labels, and the name of the field manager. */
export const MANAGER = 'vllm-tpu-runbook';

/** The label of clusters, node pools and buckets of this runbook. */
export const LABEL: Label = { key: 'managed-by', value: MANAGER };

/** The label of Kubernetes objects of this runbook, as Kubernetes recommends it. */
export const OBJECT_LABEL: Label = { key: 'app.kubernetes.io/managed-by', value: MANAGER };

/** `OBJECT_LABEL` as a selector of kubectl, and as the argument of `kubectl label`. */
export const OURS = `${OBJECT_LABEL.key}=${OBJECT_LABEL.value}`;

export function hasLabel(
  labels: Readonly<Record<string, string>> | null | undefined,
  { key, value }: Label = LABEL,
): boolean {
  return labels?.[key] === value;
}
