import type { ForwardingRules } from '../compute/forwarding-rules.ts';
import type { Locations } from '../compute/locations.ts';
import type { Reservations } from '../compute/reservations.ts';
import type { World } from '../core/world.ts';
import type { Projects } from '../resource-manager/projects.ts';
import { Capacity } from './capacity.ts';
import { ClusterCloud } from './cluster-cloud.ts';
import { Clusters } from './clusters.ts';
import { type ControlPlaneOptions, ControlPlanes } from './control-planes.ts';
import { Fleet } from './fleet.ts';
import { Inventory } from './inventory.ts';
import { NodePools } from './node-pools.ts';
import { type Finish, Operations } from './operations.ts';
import type { ClusterRecord, OperationType } from './records.ts';
import { finishMaster, finishNodes } from './upgrades.ts';
import { Versions } from './versions.ts';

/** The interfaces between the parts of the container service. */
export interface ContainerParts {
  readonly world: World;
  readonly projects: Projects;
  readonly locations: Locations;
  readonly versions: Versions;
  readonly inventory: Inventory;
  readonly capacity: Capacity;
  readonly fleet: Fleet;
  readonly operations: Operations;
  readonly controlPlanes: ControlPlanes;
}

export interface ContainerOptions extends Omit<ControlPlaneOptions, 'cloudOf'> {
  readonly projects: Projects;
  readonly locations: Locations;
  readonly forwardingRules: ForwardingRules;
  readonly reservations: Reservations;
}

/** Google Kubernetes Engine. */
export class ContainerService implements ContainerParts {
  readonly world: World;
  readonly projects: Projects;
  readonly locations: Locations;
  readonly #forwardingRules: ForwardingRules;
  readonly versions = new Versions();
  readonly inventory: Inventory;
  readonly capacity: Capacity;
  readonly fleet: Fleet;
  readonly operations: Operations;
  readonly controlPlanes: ControlPlanes;
  readonly clusters: Clusters;
  readonly nodePools: NodePools;

  constructor(world: World, { projects, locations, forwardingRules, reservations, ...options }: ContainerOptions) {
    this.world = world;
    this.projects = projects;
    this.locations = locations;
    this.#forwardingRules = forwardingRules;
    this.inventory = new Inventory(world);
    const projectNumber = (project: string): string => projects.find(project)?.projectNumber ?? '';
    this.capacity = new Capacity({ world, locations, reservations, projectNumber });
    this.fleet = new Fleet(world, locations, this.capacity, this.inventory);
    this.operations = new Operations(world, (operation) => this.#finish[operation.type](operation));
    this.controlPlanes = new ControlPlanes(world, this.inventory, {
      ...options,
      cloudOf: (cluster) => this.cloudOf(cluster),
    });
    this.clusters = new Clusters(this);
    this.nodePools = new NodePools(this);
  }

  /** A cluster's machines, as its controllers see them. */
  cloudOf(cluster: ClusterRecord): ClusterCloud {
    const { world, inventory, fleet, locations, projects } = this;
    const projectNumber = projects.find(cluster.project)?.projectNumber ?? '';
    const forwardingRules = this.#forwardingRules;
    return new ClusterCloud(cluster, { world, inventory, fleet, locations, forwardingRules, projectNumber });
  }

  /** Resumes the operations that the journal has in progress. */
  resume(): void {
    for (const cluster of this.inventory.clusters()) this.controlPlanes.schedule(cluster);
    this.fleet.resume();
    this.operations.resume();
  }

  readonly #finish: Readonly<Record<OperationType, Finish>> = {
    CREATE_CLUSTER: (operation) => this.clusters.finishCreate(operation),
    DELETE_CLUSTER: (operation) => this.clusters.finishDelete(operation),
    UPDATE_CLUSTER: () => undefined,
    CREATE_NODE_POOL: (operation) => this.nodePools.settle(operation),
    DELETE_NODE_POOL: (operation) => this.nodePools.finishDelete(operation),
    SET_NODE_POOL_SIZE: (operation) => this.nodePools.finishSize(operation),
    UPDATE_NODE_POOL: (operation) => this.nodePools.settle(operation),
    UPGRADE_MASTER: (operation) => finishMaster(this, operation),
    UPGRADE_NODES: (operation) => finishNodes(this, operation),
  };
}
