import { hash } from '../core/random.ts';
import { type MachineType, regionOf } from './locations.ts';

const API = 'https://www.googleapis.com/compute/v1';

/** A machine of a cluster, as far as Compute Engine's lists show it. */
export interface Vm {
  readonly name: string;
  readonly zone: string;
  readonly machineType: string;
  readonly status: 'PROVISIONING' | 'RUNNING';
  readonly createdAt: number;
}

export function projectResource(projectId: string, projectNumber: string) {
  return { kind: 'compute#project', id: projectNumber, name: projectId, quotas: [], selfLink: link(projectId) };
}

/** The quotas of TPUs are not among these, as on Google Cloud: Cloud Quotas has them. */
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
    ],
  };
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

export function instanceResource(project: string, { name, zone, machineType, status, createdAt }: Vm) {
  return {
    kind: 'compute#instance',
    ...named(project, `zones/${zone}/instances`, name),
    zone: link(project, 'zones', zone),
    machineType: link(project, `zones/${zone}/machineTypes`, machineType),
    status,
    creationTimestamp: new Date(createdAt).toISOString(),
    networkInterfaces: [],
  };
}

function named(project: string, collection: string, name: string) {
  return { id: String(hash(`${collection}/${name}`)), name, selfLink: link(project, collection, name) };
}

function link(project: string, ...path: string[]): string {
  return [API, 'projects', project, ...path].join('/');
}
