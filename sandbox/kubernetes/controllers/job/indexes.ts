import type { KubeObject } from '../../object.ts';
import { isActive } from '../pods.ts';

/** The label and the annotation of a pod of an Indexed job. */
const INDEX = 'batch.kubernetes.io/job-completion-index';
const VARIABLE = {
  name: 'JOB_COMPLETION_INDEX',
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } },
};

export const isIndexed = ({ spec }: KubeObject): boolean => spec.completionMode === 'Indexed';

const indexOf = ({ metadata }: KubeObject): number => Number(metadata.annotations?.[INDEX]);

/** Those of which a pod has succeeded, in order. */
export function completedIndexes(pods: readonly KubeObject[]): number[] {
  const succeeded = pods.filter(({ status }) => status?.phase === 'Succeeded');
  return [...new Set(succeeded.map(indexOf))].sort((a, b) => a - b);
}

/** Those that have neither succeeded nor a pod at work, in order. */
export function openIndexes(job: KubeObject, pods: readonly KubeObject[]): number[] {
  const taken = new Set([...completedIndexes(pods), ...pods.filter(isActive).map(indexOf)]);
  return Array.from({ length: job.spec.completions ?? 0 }, (_, index) => index).filter((index) => !taken.has(index));
}

/** The template for a pod of this index, which its containers find in a variable. */
// biome-ignore lint/suspicious/noExplicitAny: a PodTemplateSpec
export function templateOf(job: KubeObject, index: number): any {
  const { metadata, spec } = job.spec.template;
  const mark = { [INDEX]: String(index) };
  const withVariable = (containers: { env?: object[] }[] | undefined) =>
    containers?.map((container) => ({ ...container, env: [...(container.env ?? []), VARIABLE] }));
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata?.labels, ...mark },
      annotations: { ...metadata?.annotations, ...mark },
    },
    spec: {
      ...spec,
      hostname: `${job.metadata.name}-${index}`,
      containers: withVariable(spec.containers),
      ...(spec.initContainers && { initContainers: withVariable(spec.initContainers) }),
    },
  };
}

/** `0-2,5`, as the status has them. */
export function intervals(indexes: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}${to === from + 1 ? ',' : '-'}${to}`)).join();
}
