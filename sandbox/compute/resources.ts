import type { MachineType } from '../core/machine-types.ts';
import { hash } from '../core/random.ts';
import { quotaMetric, tpuFamilies } from '../core/tpus.ts';
import type { ForwardingRule } from './forwarding-rules.ts';
import { regionOf } from './locations.ts';
import type { Reservation } from './reservations.ts';

const API = 'https://www.googleapis.com/compute/v1';

/** A cluster's VM with its boot disk, as Compute Engine's lists show it. */
export interface Vm {
  readonly name: string;
  readonly zone: string;
  readonly machineType: string;
  readonly status: 'PROVISIONING' | 'RUNNING';
  /** Simulated ms since the epoch. */
  readonly createdAt: number;
  /** Of the machine and its disk: `goog-k8s-cluster-name` and others. */
  readonly labels: Readonly<Record<string, string>>;
  /** compute.v1 Scheduling.provisioningModel. */
  readonly provisioningModel: 'STANDARD' | 'SPOT' | 'FLEX_START';
  /** The reservation that it comes from. */
  readonly reservation?: string;
  readonly bootDisk: { readonly type: string; readonly sizeGb: number };
}

export function projectResource(projectId: string, projectNumber: string) {
  return { kind: 'compute#project', id: projectNumber, name: projectId, quotas: [], selfLink: link(projectId) };
}

/** The quotas of the newer TPUs are not among these, as on Google Cloud: Cloud Quotas has them. */
export function regionResource(project: string, name: string, zones: readonly string[]) {
  return {
    kind: 'compute#region',
    ...named(project, 'regions', name),
    status: 'UP',
    zones: zones.map((zone) => link(project, 'zones', zone)),
    quotas: [
      { metric: 'CPUS', limit: 2400, usage: 0 },
      { metric: 'IN_USE_ADDRESSES', limit: 575, usage: 0 },
      { metric: 'SSD_TOTAL_GB', limit: 20480, usage: 0 },
      ...tpuQuotasInRegions(),
    ],
  };
}

function tpuQuotasInRegions() {
  return [...tpuFamilies.values()]
    .flatMap(({ quota }) => [quota.onDemand, quota.preemptible])
    .filter(({ inRegion }) => inRegion)
    .map((quota) => ({ metric: quotaMetric(quota), limit: quota.limit, usage: 0 }));
}

export function zoneResource(project: string, name: string) {
  const region = link(project, 'regions', regionOf(name));
  return { kind: 'compute#zone', ...named(project, 'zones', name), status: 'UP', region };
}

export function machineTypeResource(project: string, zone: string, name: string, machine: MachineType) {
  const { family, vcpu, memoryGb, tpu } = machine;
  return {
    kind: 'compute#machineType',
    ...named(project, `zones/${zone}/machineTypes`, name),
    guestCpus: vcpu,
    memoryMb: memoryGb * 1024,
    zone,
    ...(tpu && { accelerators: [{ guestAcceleratorType: family, guestAcceleratorCount: tpu.chips }] }),
  };
}

export function instanceResource(project: string, vm: Vm) {
  const { name, zone, machineType, status, createdAt, labels, provisioningModel } = vm;
  return {
    kind: 'compute#instance',
    ...named(project, `zones/${zone}/instances`, name),
    creationTimestamp: new Date(createdAt).toISOString(),
    zone: link(project, 'zones', zone),
    machineType: link(project, `zones/${zone}/machineTypes`, machineType),
    status,
    labels,
    scheduling: { provisioningModel },
    disks: [{ boot: true, autoDelete: true, source: link(project, `zones/${zone}/disks`, name) }],
    networkInterfaces: [],
  };
}

/** A boot disk has the name of its machine. */
export function diskResource(project: string, { name, zone, createdAt, labels, bootDisk }: Vm) {
  return {
    kind: 'compute#disk',
    ...named(project, `zones/${zone}/disks`, name),
    creationTimestamp: new Date(createdAt).toISOString(),
    zone: link(project, 'zones', zone),
    type: link(project, `zones/${zone}/diskTypes`, bootDisk.type),
    sizeGb: String(bootDisk.sizeGb),
    status: 'READY',
    labels,
    users: [link(project, `zones/${zone}/instances`, name)],
    physicalBlockSizeBytes: '4096',
  };
}

/** In front of a target pool, as GKE makes it for a Service without `cloud.google.com/l4-rbs`. */
export function forwardingRuleResource({
  project,
  region,
  name,
  description,
  address,
  ports,
  createdAt,
}: ForwardingRule) {
  return {
    kind: 'compute#forwardingRule',
    ...named(project, `regions/${region}/forwardingRules`, name),
    creationTimestamp: new Date(createdAt).toISOString(),
    description,
    region: link(project, 'regions', region),
    IPAddress: address,
    IPProtocol: 'TCP',
    portRange: `${Math.min(...ports)}-${Math.max(...ports)}`,
    target: link(project, `regions/${region}/targetPools`, name),
    loadBalancingScheme: 'EXTERNAL',
    networkTier: 'PREMIUM',
  };
}

/** The machines behind a forwarding rule, under its name (k8s.io/cloud-provider-gcp, `ensureTargetPoolAndHealthCheck`). */
export function targetPoolResource({ project, region, name, description, hosts = [], createdAt }: ForwardingRule) {
  return {
    kind: 'compute#targetPool',
    ...named(project, `regions/${region}/targetPools`, name),
    creationTimestamp: new Date(createdAt).toISOString(),
    description,
    region: link(project, 'regions', region),
    instances: hosts.map((host) => link(project, host)),
    sessionAffinity: 'NONE',
  };
}

/** @param used how many of its machines run */
export function reservationResource({ project, zone, name, machineType, count, createdAt }: Reservation, used: number) {
  return {
    kind: 'compute#reservation',
    ...named(project, `zones/${zone}/reservations`, name),
    creationTimestamp: new Date(createdAt).toISOString(),
    zone: link(project, 'zones', zone),
    shareSettings: { shareType: 'LOCAL' },
    specificReservationRequired: true,
    specificReservation: { instanceProperties: { machineType }, count: String(count), inUseCount: String(used) },
    status: 'READY',
  };
}

interface Place {
  readonly project: string;
  readonly scope: 'zones' | 'regions';
  readonly place: string;
}

/** An insertion or deletion that is over at once. */
export function finishedOperation(
  { project, scope, place }: Place,
  operationType: string,
  collection: string,
  name: string,
  now: number,
) {
  const time = new Date(now).toISOString();
  const target = named(project, `${scope}/${place}/${collection}`, name);
  return {
    kind: 'compute#operation',
    ...named(project, `${scope}/${place}/operations`, `operation-${now}-${target.id}`),
    operationType,
    targetId: target.id,
    targetLink: target.selfLink,
    [scope.slice(0, -1)]: link(project, scope, place),
    status: 'DONE',
    progress: 100,
    insertTime: time,
    startTime: time,
    endTime: time,
  };
}

function named(project: string, collection: string, name: string) {
  return { id: String(hash(`${collection}/${name}`)), name, selfLink: link(project, collection, name) };
}

function link(project: string, ...path: string[]): string {
  return [API, 'projects', project, ...path].join('/');
}
