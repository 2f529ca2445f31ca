import type { Cause } from '../cause.ts';

/** What the scheduler says of nodes that do not fit. */
const NO_NODE = ['NO_TPU_NODE', 'NO_ROOM', 'POD_LIMIT'];
/** What the autoscaler says of node pools that do not fit, beside the one that does. */
const NO_POOL = [
  ...NO_NODE,
  'NODE_TOO_SMALL',
  'UNTOLERATED_TAINT',
  'TAINT_CHIPS',
  'TAINT_SPOT',
  'TAINT_FLEX_START',
  'PLACEMENT_RULES',
];

/** Why a pod has no node. */
export const scheduling: readonly Cause[] = [
  {
    code: 'NODE_LOST',
    by: ['node', 'event', 'condition'],
    // A full node beside it stays full: NO_ROOM and POD_LIMIT are told too.
    under: ['NO_TPU_NODE', 'TAINT_EVICTION'],
    pattern:
      /taint \{node\.kubernetes\.io\/(?:unreachable|not-ready|network-unavailable)|NodeNotReady|node is shutting down|\bpreempted\b(?! by)|[Nn]ode .{0,60}(?:was preempted|is being preempted|was not found|is gone|deleted)|compute\.instances\.(?:preempted|hostError)|initiated recreateInstance on instance|Kubelet stopped posting node status|imminent.{0,20}shutdown|Shutdown manager detected shutdown event|[Nn]ode is in the process of shutting down|Predicate NodeAffinity failed|DeletingNode/,
    sentence: 'the node is gone or not ready, for example after a preemption or maintenance',
    remedy: 'Wait: the node pool replaces the node, and the pod restarts there. To list the nodes',
    command: 'kubectl get nodes -L cloud.google.com/gke-nodepool,cloud.google.com/gke-spot',
    patience: '30m',
  },
  {
    code: 'TAINT_EVICTION',
    by: ['event'],
    confidence: 'likely',
    pattern: /TaintManagerEviction: (?!Cancelling)/,
    sentence: 'a taint of the node evicts the pod, for example because the node is not ready or is being replaced',
    remedy: 'Wait: the controller of the pod creates it again on another node. To list the taints',
    command: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints',
    patience: '30m',
  },
  {
    code: 'NODE_STARTING',
    by: ['node', 'event', 'condition'],
    under: NO_NODE,
    pattern: /^node (?<node>\S+) is starting$|taint \{node\.cloudprovider\.kubernetes\.io\/uninitialized/,
    sentence: 'a node is starting: its machine exists but is not ready',
    remedy: 'Wait two to five minutes for a TPU machine. To watch the nodes',
    command: 'kubectl get nodes --watch',
    patience: '30m',
  },
  {
    code: 'POOL_AT_MAXIMUM',
    by: ['event', 'condition'],
    under: NO_POOL,
    pattern:
      /didn't trigger scale-up[^\n]*max node group size reached|max node group (?:size|limit) reached|Skipping node group \S+ - max size reached|NodePool .{0,40}(?:reached|at) .{0,20}maximum|max limit reached|[Mm]ax node ?pool size reached/,
    sentence: 'the node pool has reached its maximum number of nodes',
    remedy: 'Raise the maximum of the node pool. Each TPU node is billed',
    command:
      'gcloud container node-pools update {pool|tpunodepool} --enable-autoscaling --total-max-nodes="$MAX_REPLICAS" --cluster="$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID"',
    patience: '15m',
  },
  {
    // The limits of node auto-provisioning hold for every pool: cluster-autoscaler's MaxResourceLimitReached.
    code: 'AUTOPROVISIONING_LIMIT',
    by: ['event', 'condition'],
    under: NO_POOL,
    pattern:
      /max cluster (?:(?<resource>[\w./-]+(?:, [\w./-]+)*) )?limits? reached(?:, nodepools out of resources: [\w-]+ \((?<resource2>[\w./-]+(?:, [\w./-]+)*)\))?|max node total count already reached|no\.scale\.up\.nap\.pod\.(?:zonal\.resources\.exceeded|[gt]pu\.no\.limit\.defined)/,
    sentence: 'the autoscaler may not add nodes: the whole cluster has reached its limit[ of {resource}]',
    remedy:
      'Raise the limits of node auto-provisioning (gcloud container clusters update with --enable-autoprovisioning, --max-cpu, --max-memory or --max-accelerator). To show the limits',
    command:
      'gcloud container clusters describe "$CLUSTER_NAME" --location="$CONTROL_PLANE_LOCATION" --project="$PROJECT_ID" --format="yaml(autoscaling.resourceLimits)"',
    patience: '15m',
  },
  {
    // GKE's limit of the resources of chosen nodes: docs, capacity quotas of the cluster autoscaler.
    code: 'CAPACITY_QUOTA',
    by: ['event', 'condition'],
    under: NO_POOL,
    pattern: /exceeded quota: \\*"CapacityQuota\/(?<quota>[\w.-]+)\\*"(?:, resources: (?<resource>[\w./-]+))?/,
    sentence: 'the CapacityQuota {quota} allows no more nodes[: {resource}]',
    remedy: 'Raise the limit in the CapacityQuota, or delete pods that use its nodes. To show the limit and the usage',
    command: 'kubectl describe capacityquota {quota}',
    patience: '15m',
  },
  {
    // The reasons of the visibility log: docs, cluster-autoscaler-visibility.
    code: 'SCALE_UP_FAILED',
    by: ['event', 'condition'],
    under: NO_POOL,
    pattern:
      /FailedScaleUp[: ]|Node scale up in zones? .{0,120} failed|in backoff after failed scale-up|failed to increase node group size|scale\.up\.error\.(?<reason>[\w.]*\w)|no\.scale\.up\.(?<reason2>in\.backoff|nap\.pod\.[gt]pu\.(?!no\.limit)[\w.]*\w)/,
    confidence: 'likely',
    sentence: 'the cluster autoscaler cannot add a node[: {reason}]',
    remedy: 'To show the reason',
    command: 'kubectl get events -A --field-selector=reason=FailedScaleUp --sort-by=.lastTimestamp',
    patience: '20m',
  },
  {
    code: 'EPHEMERAL_STORAGE',
    by: ['condition', 'event', 'container'],
    under: ['NO_ROOM', 'POD_LIMIT', 'EVICTED', 'NO_TPU_NODE'],
    pattern: [
      /Insufficient ephemeral-storage/,
      /exceeds? (?:the total limit of containers|its local ephemeral storage limit)(?: "?(?<limit>\d+\w*)"?)?|ephemeral local storage usage exceeds[^\n]*?(?:limit of containers |limit )(?<limit2>\d+\w*)|usage of EmptyDir volume "(?<volume>[^"]+)" exceeds the limit "(?<limit3>\d+\w*)"/,
    ],
    sentence:
      'the pod or its gcsfuse sidecar needs more ephemeral storage than the node has or its limit allows[ ({limit})]',
    remedy:
      'Lower the request (resources, annotation gke-gcsfuse/ephemeral-storage-limit), use a larger boot disk, or cache in memory. To show the storage of the nodes',
    command: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,STORAGE:.status.allocatable.ephemeral-storage',
    patience: '30m',
  },
  {
    code: 'NO_ROOM',
    by: ['condition', 'event'],
    pattern:
      /Insufficient (?<resource>cpu|memory)|Out[oO]f(?<resource2>cpu|memory)|Node didn't have enough resource: (?<resource3>\w+)/,
    sentence: 'no node has enough free {resource|CPU or memory} for the pod',
    remedy: 'Add a node, or lower the requests of the pod. To show the requests on each node',
    command: 'kubectl describe nodes | grep -A 8 "Allocated resources"',
    patience: '30m',
  },
  {
    // The autoscaler asks the scheduler whether the pod fits an empty node of a pool, and gives its reason.
    code: 'NODE_TOO_SMALL',
    by: ['condition', 'event'],
    under: NO_NODE,
    pattern: [
      /didn't trigger scale-up[^\n]*?\d Insufficient (?<resource>cpu|memory)/,
      // The visibility log: docs, cluster-autoscaler-visibility.
      /no\.scale\.up\.mig\.failing\.predicate: (?:NodeResourcesFit: )?Insufficient (?<resource>cpu|memory)/,
    ],
    sentence: 'the pod requests more {resource} than an empty node of the matching node pool has',
    remedy:
      'Lower the requests of the pod, or create a node pool with a larger machine type. To show what a pod can get on each node',
    command:
      'kubectl get nodes -o custom-columns=NAME:.metadata.name,CPU:.status.allocatable.cpu,MEMORY:.status.allocatable.memory',
    patience: '15m',
  },
  {
    code: 'POD_LIMIT',
    by: ['condition', 'event'],
    pattern: /Too many pods|Insufficient pods|Out[oO]fpods/,
    sentence: 'every node has reached its limit of pods',
    remedy: 'Add a node, or create a node pool with a higher --max-pods-per-node. To show the limits',
    command: 'kubectl get nodes -o custom-columns=NAME:.metadata.name,PODS:.status.allocatable.pods',
    patience: '30m',
  },
  {
    code: 'NO_TPU_NODE',
    by: ['condition', 'event'],
    pattern:
      /didn't match (?:[Pp]od's )?node (?:affinity|selector)|Insufficient google\.com\/tpu|Out[oO]fgoogle\.com\/tpu/,
    sentence: 'no node has the TPU chips or the labels that the pod requires',
    remedy:
      'Compare the nodeSelector with the labels of the nodes. The autoscaler adds nodes to an existing node pool, up to its maximum. To list the labels',
    command:
      'kubectl get nodes -L cloud.google.com/gke-tpu-accelerator,cloud.google.com/gke-tpu-topology,cloud.google.com/gke-nodepool',
    patience: '30m',
  },
  {
    code: 'VOLUME_ZONE',
    by: ['condition', 'event'],
    pattern: /volume node affinity conflict/,
    sentence: 'a volume of the pod is in another zone than the nodes',
    remedy: 'Create the nodes in the zone of the volume, or the volume in that of the nodes. To show the zones',
    command:
      'kubectl get pv -o custom-columns=NAME:.metadata.name,CLAIM:.spec.claimRef.name,AFFINITY:.spec.nodeAffinity',
    patience: '15m',
  },
  {
    code: 'PLACEMENT_RULES',
    by: ['condition', 'event'],
    pattern:
      /didn't (?:match|satisfy) (?:existing )?pods?(?:'s)? (?<rule>(?:anti-)?affinity|topology spread constraints)|didn't have (?<rule2>free ports)/,
    sentence: 'rules of the pod exclude nodes: {rule}',
    remedy:
      'Add nodes, or relax the rules: podAntiAffinity, topologySpreadConstraints, hostPort. To show the pods of each node',
    command: 'kubectl get pods -A -o wide --sort-by=.spec.nodeName',
    patience: '15m',
  },
  {
    code: 'VOLUME_PENDING',
    by: ['condition', 'event'],
    under: NO_NODE,
    pattern:
      /unbound immediate PersistentVolumeClaims?|persistentvolumeclaim "(?<claim>[^"]+)" (?:not found|is being deleted)|ProvisioningFailed(?:[^\n]*googleapi: Error \d+: (?<why>[^\n]{1,200}?)\.?(?:, \w+)?$)?|FailedBinding|no persistent volumes available|storageclass\S* "(?<class>[^"]+)" not found|[Ww]aiting for (?:a )?volume to be created/,
    sentence: 'a volume claim of the pod does not exist or is not bound[: {claim}][: {why}]',
    remedy: 'To show the reason',
    command: 'kubectl describe pvc -n "$NAMESPACE"',
    patience: '15m',
  },
  {
    code: 'VOLUME_IN_USE',
    by: ['event', 'operation'],
    pattern:
      /Multi-Attach error for volume|is already used exclusively|RESOURCE_IN_USE_BY_ANOTHER_RESOURCE[^\n]*disk|already (?:being used|attached).{0,60}(?:disk|volume|instance)|Volume is already (?:exclusively )?attached/,
    sentence: 'a disk of the pod is still attached to another node',
    remedy:
      'Wait until the old pod is deleted, or use a volume that several nodes can mount. To list the attached volumes',
    command: 'kubectl get volumeattachments',
    patience: '15m',
  },
  {
    code: 'DEVICE_PLUGIN',
    by: ['event', 'condition', 'container', 'node'],
    under: ['NO_TPU_NODE'],
    pattern:
      /requested number of devices unavailable for (?<resource>[\w./-]*\w)|cannot allocate unhealthy devices (?<resource2>[\w./-]*\w)|UnexpectedAdmissionError|Allocate failed due to|no healthy devices present|device plugin.{0,80}(?:google\.com\/tpu|unhealthy|failed)/,
    sentence: 'the device plugin of the node allocates no {resource|devices}: they are unhealthy or not registered',
    remedy:
      'Delete the pod, so that the scheduler places it again. If the error persists, replace the node. To show the devices of each node',
    command: 'kubectl describe nodes | grep -A 10 "^Allocatable:"',
    patience: '10m',
  },
];
