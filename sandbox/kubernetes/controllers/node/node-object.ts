import { hash, Random } from '../../../core/random.ts';
import type { CloudProvider, Instance, NodePool } from '../../cloud.ts';
import type { KubeObject, NewObject } from '../../object.ts';
import { timestamp } from '../../time.ts';
import type { MachineType } from './machine-type.ts';
import { allocatableList, capacityList, MOST_PODS, TPU } from './resource-list.ts';

export const TPU_TAINT = { key: TPU, value: 'present', effect: 'NoSchedule' };

/** The labels that any node of a pool in a zone bears; the autoscaler asks them of nodes that do not exist yet. */
export function nodeLabels(pool: NodePool, machine: MachineType, zone: string): Record<string, string> {
  const region = zone.replace(/-[a-z0-9]+$/, '');
  const { machineType } = pool;
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/instance-type': machineType,
    'beta.kubernetes.io/os': 'linux',
    'cloud.google.com/gke-boot-disk': pool.bootDisk?.type ?? machine.bootDisk ?? 'pd-balanced',
    'cloud.google.com/gke-container-runtime': 'containerd',
    'cloud.google.com/gke-cpu-scaling-level': String(machine.vcpu),
    'cloud.google.com/gke-logging-variant': 'DEFAULT',
    'cloud.google.com/gke-max-pods-per-node': String(pool.maxPods ?? MOST_PODS),
    'cloud.google.com/gke-memory-gb-scaling-level': String(machine.memoryGb),
    'cloud.google.com/gke-netd-ready': 'true',
    'cloud.google.com/gke-nodepool': pool.name,
    'cloud.google.com/gke-os-distribution': 'cos',
    'cloud.google.com/gke-provisioning': pool.spot ? 'spot' : 'standard',
    'cloud.google.com/gke-stack-type': 'IPV4',
    'cloud.google.com/machine-family': machine.family,
    'cloud.google.com/private-node': String(pool.privateNodes ?? false),
    ...(pool.spot && { 'cloud.google.com/gke-spot': 'true' }),
    ...(pool.flexStart && { 'cloud.google.com/gke-flex-start': 'true' }),
    ...(machine.tpu && {
      'cloud.google.com/gke-accelerator-count': String(machine.tpu.chips),
      'cloud.google.com/gke-tpu-accelerator': machine.tpu.accelerator,
      'cloud.google.com/gke-tpu-topology': pool.slice?.topology ?? machine.tpu.topology,
    }),
    'failure-domain.beta.kubernetes.io/region': region,
    'failure-domain.beta.kubernetes.io/zone': zone,
    'iam.gke.io/gke-metadata-server-enabled': 'true',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': machineType,
    'topology.gke.io/zone': zone,
    'topology.kubernetes.io/region': region,
    'topology.kubernetes.io/zone': zone,
    ...pool.labels,
  };
}

export function nodeTaints(pool: NodePool, machine: MachineType): { key: string; value: string; effect: string }[] {
  const own = [...pool.taints];
  return machine.tpu ? [TPU_TAINT, ...own.filter(({ key }) => key !== TPU)] : own;
}

/** GKE's annotations by which it knows the labels and taints that it gave a node. */
export const LAST_APPLIED = {
  labels: 'node.gke.io/last-applied-node-labels',
  taints: 'node.gke.io/last-applied-node-taints',
} as const;

export function lastApplied(pool: NodePool, machine: MachineType, zone: string): Record<string, string> {
  const labels = Object.entries(nodeLabels(pool, machine, zone)).map(([key, value]) => `${key}=${value}`);
  const taints = nodeTaints(pool, machine).map(({ key, value, effect }) => `${key}=${value}:${effect}`);
  return { [LAST_APPLIED.labels]: labels.sort().join(), [LAST_APPLIED.taints]: taints.sort().join() };
}

/** The Node object that a machine's kubelet registers once it has booted. */
export function nodeObject(
  cloud: CloudProvider,
  version: string,
  pool: NodePool,
  instance: Instance,
  machine: MachineType,
  now: number,
): NewObject {
  const { name, zone, version: kubelet = version } = instance;
  const number = hash(name);
  const ids = new Random(name);
  const internal = `10.128.${(number >>> 8) % 64}.${number % 254 || 1}`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: { ...nodeLabels(pool, machine, zone), 'kubernetes.io/hostname': name },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        ...lastApplied(pool, machine, zone),
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      podCIDR: `10.${64 + (number % 64)}.${(number >>> 16) % 256}.0/24`,
      providerID: `gce://${cloud.project}/${zone}/${name}`,
      ...(nodeTaints(pool, machine).length > 0 && { taints: nodeTaints(pool, machine) }),
    },
    status: {
      capacity: capacityList(pool, machine, 0),
      allocatable: allocatableList(pool, machine, 0),
      conditions: conditions(timestamp(now)),
      addresses: [
        { type: 'InternalIP', address: internal },
        { type: 'Hostname', address: `${name}.${zone}.c.${cloud.project}.internal` },
      ],
      nodeInfo: {
        architecture: 'amd64',
        bootID: ids.uuid(),
        containerRuntimeVersion: 'containerd://2.0.6',
        kernelVersion: '6.6.97+',
        kubeProxyVersion: `v${kubelet}`,
        kubeletVersion: `v${kubelet}`,
        machineID: ids.hex(32),
        operatingSystem: 'linux',
        osImage: 'Container-Optimized OS from Google',
        systemUUID: ids.uuid(),
      },
      images: [],
    },
  };
}

/** The kubelet's heartbeat. What is stored is not renewed; `withHeartbeat` renews what a client reads. */
export function nodeLease({ metadata }: KubeObject, now: number): NewObject {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      namespace: 'kube-node-lease',
      name: metadata.name,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: metadata.name, uid: metadata.uid }],
    },
    spec: {
      holderIdentity: metadata.name,
      leaseDurationSeconds: 40,
      renewTime: `${new Date(now).toISOString().slice(0, 23)}000Z`,
    },
  };
}

/** As GKE's node problem detector and the kubelet word them (public outputs of kubectl describe node on GKE, 2022 to 2026). */
const HEALTHY = [
  ['NetworkUnavailable', 'False', 'RouteCreated', 'NodeController create implicit route'],
  ['FrequentKubeletRestart', 'False', 'NoFrequentKubeletRestart', 'kubelet is functioning properly'],
  ['FrequentDockerRestart', 'False', 'NoFrequentDockerRestart', 'docker is functioning properly'],
  ['FrequentContainerdRestart', 'False', 'NoFrequentContainerdRestart', 'containerd is functioning properly'],
  ['KernelDeadlock', 'False', 'KernelHasNoDeadlock', 'kernel has no deadlock'],
  ['ReadonlyFilesystem', 'False', 'FilesystemIsNotReadOnly', 'Filesystem is not read-only'],
  ['CorruptDockerOverlay2', 'False', 'NoCorruptDockerOverlay2', 'docker overlay2 is functioning properly'],
  ['FrequentUnregisterNetDevice', 'False', 'NoFrequentUnregisterNetDevice', 'node is functioning properly'],
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
] as const;

function conditions(now: string): object[] {
  return HEALTHY.map(([type, status, reason, message]) => ({
    type,
    status,
    lastHeartbeatTime: now,
    lastTransitionTime: now,
    reason,
    message,
  }));
}
