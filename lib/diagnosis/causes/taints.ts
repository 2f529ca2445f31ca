import type { Cause } from '../cause.ts';
import type { Speaker } from '../seen.ts';

const BY: readonly Speaker[] = ['condition', 'event'];
const TAINTS =
  'kubectl get nodes -o custom-columns=NAME:.metadata.name,POOL:.metadata.labels."cloud\\.google\\.com/gke-nodepool",TAINTS:.spec.taints';

/** A taint that has a meaning of its own: its keys as a pattern, and what it says of the node. */
interface Taint extends Pick<Cause, 'code' | 'sentence' | 'remedy' | 'command' | 'page' | 'patience' | 'under'> {
  readonly keys: string;
  /** Other words for the same. */
  readonly words?: RegExp;
}

/**
 * The taints of Kubernetes, GKE and the cluster autoscaler. Those of a node that starts or is gone are NODE_STARTING and
 * NODE_LOST. Sources: kubernetes.io/docs/reference/labels-annotations-taints, cluster-autoscaler/utils/taints,
 * cloud.google.com/kubernetes-engine/docs (concepts/tpus, concepts/spot-vms, how-to/provisioningrequest). That
 * cloud.google.com/gke-flex-start is also a taint is assumed: only the label has a source.
 */
const KNOWN: readonly Taint[] = [
  {
    code: 'TAINT_CHIPS',
    keys: String.raw`google\.com/tpu|nvidia\.com/gpu`,
    sentence: 'nodes with chips take only pods that request chips (taint {taint})',
    remedy:
      'Request {taint} in resources.limits of the container, and GKE adds the toleration. A pod that needs no chips needs a node without the taint. To list the taints',
    command: TAINTS,
    patience: '15m',
  },
  {
    code: 'TAINT_SPOT',
    keys: String.raw`cloud\.google\.com/gke-(?:spot|preemptible|provisioning)`,
    sentence: 'the nodes are Spot VMs, and the pod does not tolerate their taint {taint}',
    remedy:
      'Add a toleration of {taint} and the nodeSelector of the same name to the pod, or add a node pool without Spot VMs',
    page: 'https://cloud.google.com/kubernetes-engine/docs/concepts/spot-vms#scheduling-workloads',
    patience: '15m',
  },
  {
    code: 'TAINT_FLEX_START',
    keys: String.raw`cloud\.google\.com/gke-(?:queued|flex-start)`,
    sentence: 'the nodes are of flex-start, and the pod does not tolerate their taint {taint}',
    remedy:
      'Add a toleration of {taint} to the pod. Nodes with queued provisioning only come for a ProvisioningRequest, for example from Kueue',
    page: 'https://cloud.google.com/kubernetes-engine/docs/how-to/provisioningrequest',
    patience: '15m',
  },
  {
    code: 'NODE_PRESSURE',
    keys: String.raw`node\.kubernetes\.io/(?:memory|disk|pid)-pressure`,
    sentence: 'a node runs out of a resource and takes no pods (taint {taint})',
    remedy:
      'Wait: the kubelet removes the taint once the resource is free. A toleration does not help. To show what is short on each node',
    command: 'kubectl describe nodes | grep -A 8 "^Conditions:"',
    patience: '15m',
  },
  {
    code: 'NODE_CORDONED',
    keys: String.raw`node\.kubernetes\.io/unschedulable`,
    words: /node\(s\) were unschedulable/,
    sentence: 'a node is cordoned: an upgrade, a drain or a person has closed it for new pods',
    remedy:
      'Wait until the upgrade of the node pool ends. If nothing is under way: kubectl uncordon NODE. To list the cordoned nodes',
    command: 'kubectl get nodes --field-selector=spec.unschedulable=true',
    patience: '30m',
  },
  {
    code: 'NODE_REMOVED',
    keys: String.raw`(?:ToBeDeleted|DeletionCandidateOf)(?:By|)ClusterAutoscaler|cloud\.google\.com/impending-node-termination`,
    sentence: 'a node is being removed, and takes no more pods (taint {taint})',
    remedy: 'Wait: the cluster autoscaler adds a node for the pod if the node pool may grow. To watch its decisions',
    command: 'kubectl get events -A --field-selector=source=cluster-autoscaler --sort-by=.lastTimestamp',
    patience: '20m',
  },
];

/** `untolerated taint {key: value}`; `taint {key: value}, that the pod didn't tolerate` before Kubernetes 1.25. */
const OPEN = String.raw`\btaint \{`;
const ELSEWHERE = String.raw`node\.kubernetes\.io/(?:unreachable|not-ready|network-unavailable)|node\.cloudprovider\.kubernetes\.io/uninitialized`;

/** Why a pod may not run on nodes that are there. */
export const taints: readonly Cause[] = [
  ...KNOWN.map(
    ({ keys, words, ...rest }): Cause => ({
      by: BY,
      pattern: [new RegExp(`${OPEN}(?<taint>${keys})(?=[:}\\s])`), ...(words ? [words] : [])],
      ...rest,
    }),
  ),
  {
    code: 'UNTOLERATED_TAINT',
    by: BY,
    pattern: [
      new RegExp(
        String.raw`${OPEN}(?<taint>(?!(?:${[ELSEWHERE, ...KNOWN.map(({ keys }) => keys)].join('|')})[:}\s])[^:}\s]+)`,
      ),
      // Kubernetes 1.34 and later do not name the taints.
      /had untolerated taint\(s\)/,
    ],
    sentence: 'the pod does not tolerate a taint of the nodes[: {taint}]',
    remedy: 'Use other nodes, or add a toleration to the pod. To list the taints',
    command: TAINTS,
    patience: '15m',
  },
];
