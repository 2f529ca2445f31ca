import { ForwardingRules } from './compute/forwarding-rules.ts';
import { Locations } from './compute/locations.ts';
import { Reservations } from './compute/reservations.ts';
import type { StartControlPlane } from './container/control-planes.ts';
import { ContainerService } from './container/service.ts';
import { PaceLeases } from './control/leases.ts';
import type { FaultRegister } from './core/fault-register.ts';
import type { World } from './core/world.ts';
import { Accounts } from './iam/accounts.ts';
import { Policies } from './iam/policies.ts';
import { loadRoles, type RoleTable } from './iam/roles.ts';
import type { createMonitoring } from './monitoring/service.ts';
import { Projects } from './resource-manager/projects.ts';
import { Apis } from './service-usage/apis.ts';
import { BucketService } from './storage/bucket-service.ts';

/** The state that the services share. */
export interface Cloud {
  readonly world: World;
  readonly faults: FaultRegister;
  readonly leases: PaceLeases;
  readonly locations: Locations;
  readonly projects: Projects;
  readonly apis: Apis;
  readonly roles: RoleTable;
  readonly policies: Policies;
  readonly accounts: Accounts;
  readonly buckets: BucketService;
  readonly forwardingRules: ForwardingRules;
  readonly reservations: Reservations;
  readonly container: ContainerService;
  /** Loaded when it is first needed. */
  readonly monitoring: () => Promise<ReturnType<typeof createMonitoring>>;
  /** The file for Application Default Credentials. */
  readonly credentials: Credentials | undefined;
  /** Ends the process. */
  stop(): void;
}

interface Credentials {
  readonly file: string;
  readonly privateKey: Promise<string>;
}

export interface CloudOptions extends Pick<Cloud, 'world' | 'faults' | 'credentials' | 'stop'> {
  /** Simulated seconds per real second while no run sets the pace. */
  readonly speed: number;
  /** Simulated time stands still this long after the last request (real ms); without it, it never does. */
  readonly grace?: number | undefined;
  /** @default kubernetes/cluster.ts */
  readonly startControlPlane?: StartControlPlane | undefined;
}

export function createCloud({ speed, grace, startControlPlane, ...given }: CloudOptions): Cloud {
  const { world } = given;
  const leases = new PaceLeases(world.clock, speed, grace);
  const roles = loadRoles();
  const locations = new Locations();
  const forwardingRules = new ForwardingRules(world);
  const reservations = new Reservations(world);
  const projects = new Projects(world);
  const policies = new Policies(world, roles);
  const accounts = new Accounts({ world, projects, policies });
  const buckets = new BucketService(world, policies, locations.regions());
  // Load Monitoring and Kubernetes lazily: they are most of the code.
  let loaded: ReturnType<Cloud['monitoring']> | undefined;
  const monitoring = () => (loaded ??= import('./monitoring/service.ts').then((it) => it.createMonitoring(world)));
  const startCluster: StartControlPlane = async (request) => {
    const kubernetes = await import('./kubernetes/cluster.ts');
    return kubernetes.startCluster(world, { ...request, buckets, iam: policies, monitoring: await monitoring() });
  };
  const container = new ContainerService(world, {
    projects,
    locations,
    forwardingRules,
    reservations,
    startControlPlane: startControlPlane ?? startCluster,
  });
  const apis = new Apis(world);
  return {
    ...given,
    leases,
    locations,
    projects,
    apis,
    roles,
    policies,
    accounts,
    buckets,
    forwardingRules,
    reservations,
    container,
    monitoring,
  };
}
