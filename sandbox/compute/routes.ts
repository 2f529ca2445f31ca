import { type Handler, type Route, route } from '../core/http.ts';
import { LegacyApiError } from '../core/legacy-error.ts';
import { hash } from '../core/random.ts';
import type { Projects } from '../resource-manager/projects.ts';
import { type Locations, type MachineType, regionOf } from './locations.ts';

const API = 'https://www.googleapis.com/compute/v1';

/** A machine of a cluster, as far as Compute Engine's lists show it. */
export interface Vm {
  readonly name: string;
  readonly zone: string;
  readonly machineType: string;
  readonly status: 'PROVISIONING' | 'RUNNING';
  readonly createdAt: number;
}

export interface Compute {
  readonly locations: Locations;
  readonly projects: Projects;
  /** The machines of the project's clusters. */
  vms(project: string): readonly Vm[];
}

/** Compute Engine v1, for reading: what gcloud asks about regions, zones, machine types and what is running. */
export function routes({ locations, projects, vms }: Compute): Route[] {
  const region = (project: string, name: string) => ({
    kind: 'compute#region',
    id: String(hash(name)),
    name,
    status: 'UP',
    zones: locations.zones(name).map((zone) => `${API}/projects/${project}/zones/${zone}`),
    quotas: [
      { metric: 'CPUS', limit: 2400, usage: 0 },
      { metric: 'IN_USE_ADDRESSES', limit: 575, usage: 0 },
      { metric: 'SSD_TOTAL_GB', limit: 20480, usage: 0 },
    ],
    selfLink: `${API}/projects/${project}/regions/${name}`,
  });
  const zone = (project: string, name: string) => ({
    kind: 'compute#zone',
    id: String(hash(name)),
    name,
    status: 'UP',
    region: `${API}/projects/${project}/regions/${regionOf(name)}`,
    selfLink: `${API}/projects/${project}/zones/${name}`,
  });
  const aggregated =
    (kind: string, items: (project: string) => Record<string, unknown>): Handler =>
    ({ params }) => ({ body: { kind, id: `projects/${params.project}/aggregated`, items: items(params.project!) } });
  const nothing = (): Record<string, unknown> => ({});
  const requireZone = (project: string, name: string): string => {
    if (locations.zones().includes(name)) return name;
    throw notFound(`projects/${project}/zones/${name}`);
  };

  return [
    route('GET', '/projects/{project}', ({ params }) => {
      const project = projects.find(params.project!);
      if (!project) throw notFound(`projects/${params.project}`);
      const { projectId: name, projectNumber: id } = project;
      return { body: { kind: 'compute#project', id, name, quotas: [], selfLink: `${API}/projects/${name}` } };
    }),
    route('GET', '/projects/{project}/regions', ({ params }) => {
      const items = locations.regions().map((name) => region(params.project!, name));
      return { body: { kind: 'compute#regionList', items } };
    }),
    route('GET', '/projects/{project}/regions/{region}', ({ params }) => {
      if (!locations.regions().includes(params.region!)) {
        throw notFound(`projects/${params.project}/regions/${params.region}`);
      }
      return { body: region(params.project!, params.region!) };
    }),
    route('GET', '/projects/{project}/zones', ({ params }) => {
      return {
        body: { kind: 'compute#zoneList', items: locations.zones().map((name) => zone(params.project!, name)) },
      };
    }),
    route('GET', '/projects/{project}/zones/{zone}', ({ params }) => {
      return { body: zone(params.project!, requireZone(params.project!, params.zone!)) };
    }),
    route('GET', '/projects/{project}/zones/{zone}/machineTypes', ({ params }) => {
      const at = requireZone(params.project!, params.zone!);
      const items = locations
        .machineTypes(at)
        .map(([name, machine]) => machineType(params.project!, at, name, machine));
      return { body: { kind: 'compute#machineTypeList', items } };
    }),
    route('GET', '/projects/{project}/zones/{zone}/machineTypes/{machineType}', ({ params }) => {
      const { project, zone: at, machineType: name } = params as { project: string; zone: string; machineType: string };
      const machine = locations.offers(at, name) ? locations.machineType(name) : undefined;
      if (!machine) throw notFound(`projects/${project}/zones/${at}/machineTypes/${name}`);
      return { body: machineType(project, at, name, machine) };
    }),
    route(
      'GET',
      '/projects/{project}/aggregated/machineTypes',
      aggregated('compute#machineTypeAggregatedList', (project) =>
        byZone(locations.zones(), 'machineTypes', (at) =>
          locations.machineTypes(at).map(([name, machine]) => machineType(project, at, name, machine)),
        ),
      ),
    ),
    route(
      'GET',
      '/projects/{project}/aggregated/instances',
      aggregated('compute#instanceAggregatedList', (project) =>
        byZone(locations.zones(), 'instances', (at) =>
          vms(project)
            .filter((vm) => vm.zone === at)
            .map((vm) => instance(project, vm)),
        ),
      ),
    ),
    ...['disks', 'forwardingRules', 'addresses'].map((collection) =>
      route('GET', `/projects/{project}/aggregated/${collection}`, aggregated(`compute#${collection}`, nothing)),
    ),
  ];
}

function byZone(zones: readonly string[], collection: string, items: (zone: string) => unknown[]) {
  const entries = zones.map((zone) => [`zones/${zone}`, { [collection]: items(zone) }] as const);
  return Object.fromEntries(entries.filter(([, value]) => value[collection]!.length > 0));
}

function machineType(project: string, zone: string, name: string, { cpus, memory, tpu }: MachineType) {
  return {
    kind: 'compute#machineType',
    id: String(hash(name)),
    name,
    guestCpus: cpus,
    memoryMb: memory,
    zone,
    ...(tpu && {
      accelerators: [{ guestAcceleratorType: tpu.family.toLowerCase(), guestAcceleratorCount: tpu.chips }],
    }),
    selfLink: `${API}/projects/${project}/zones/${zone}/machineTypes/${name}`,
  };
}

function instance(project: string, vm: Vm) {
  const zone = `${API}/projects/${project}/zones/${vm.zone}`;
  return {
    kind: 'compute#instance',
    id: String(hash(vm.name)),
    name: vm.name,
    zone,
    machineType: `${zone}/machineTypes/${vm.machineType}`,
    status: vm.status,
    creationTimestamp: new Date(vm.createdAt).toISOString(),
    networkInterfaces: [],
    selfLink: `${zone}/instances/${vm.name}`,
  };
}

function notFound(resource: string): LegacyApiError {
  return new LegacyApiError(404, 'notFound', `The resource '${resource}' was not found`);
}
