import type { KubernetesObject } from '../../../lib/kubernetes/objects.ts';
import { condition } from '../../../lib/kubernetes/pods.ts';
import { type Mood, type PodView, podOf } from './pods.ts';

/** Nodes with their pods, and the pods without a node. */
export interface Topology {
  readonly nodes: readonly NodeView[];
  readonly homeless: readonly PodView[];
  /** Nodes beyond the most that a page shows. */
  readonly hiddenNodes: number;
}

export interface NodeView {
  readonly name: string;
  readonly pool: string;
  readonly machine: string;
  /** `2x4`; empty without TPUs. */
  readonly slice: string;
  readonly chips: number;
  readonly usedChips: number;
  readonly spot: boolean;
  readonly status: 'Ready' | 'NotReady' | 'SchedulingDisabled';
  readonly mood: Mood;
  readonly since: number | undefined;
  readonly pods: readonly PodView[];
}

/** The most nodes and pods on a page. */
const MOST_NODES = 24;
const MOST_PODS = 60;

const LABEL = {
  pool: 'cloud.google.com/gke-nodepool',
  machine: 'node.kubernetes.io/instance-type',
  slice: 'cloud.google.com/gke-tpu-topology',
  spot: 'cloud.google.com/gke-spot',
} as const;

/** TPU nodes first, then by name. @param pods those of the namespace */
export function topologyOf(nodes: readonly KubernetesObject[], pods: readonly KubernetesObject[]): Topology {
  const shown = [...pods].sort(byName).slice(0, MOST_PODS);
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const views = nodes
    .map((node) => nodeOf(node, shown))
    .sort((a, b) => b.chips - a.chips || a.pool.localeCompare(b.pool) || a.name.localeCompare(b.name));
  return {
    nodes: views.slice(0, MOST_NODES),
    homeless: shown.filter(({ spec }) => !names.has(spec?.nodeName)).map(podOf),
    hiddenNodes: Math.max(0, views.length - MOST_NODES),
  };
}

function nodeOf(node: KubernetesObject, pods: readonly KubernetesObject[]): NodeView {
  const { metadata, spec, status } = node;
  const label = (name: keyof typeof LABEL): string => metadata.labels?.[LABEL[name]] ?? '';
  const own = pods.filter((pod) => pod.spec?.nodeName === metadata.name).map(podOf);
  const isReady = condition(node, 'Ready')?.status === 'True';
  const chips = Number(status?.allocatable?.['google.com/tpu']) || 0;
  const since = Date.parse(metadata.creationTimestamp ?? '');
  return {
    name: metadata.name,
    pool: label('pool'),
    machine: label('machine'),
    slice: label('slice'),
    chips,
    usedChips: own.filter(({ mood }) => mood !== 'over').reduce((sum, pod) => sum + pod.chips, 0),
    spot: label('spot') === 'true',
    status: !isReady ? 'NotReady' : spec?.unschedulable ? 'SchedulingDisabled' : 'Ready',
    mood: !isReady ? 'bad' : spec?.unschedulable ? 'over' : 'good',
    since: Number.isFinite(since) ? since : undefined,
    pods: own,
  };
}

const byName = (a: KubernetesObject, b: KubernetesObject): number => a.metadata.name.localeCompare(b.metadata.name);
