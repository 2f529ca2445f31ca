import type { ForwardingRules } from './forwarding-rules.ts';
import type { Locations } from './locations.ts';
import type { Reservations } from './reservations.ts';
import {
  diskResource,
  forwardingRuleResource,
  instanceResource,
  machineTypeResource,
  reservationResource,
  targetPoolResource,
  type Vm,
} from './resources.ts';

/** A kind of resource that a place, a zone or a region, has. */
export interface PlacedCollection {
  /** As in the path: `forwardingRules`. */
  readonly name: string;
  /** As in answers: `forwardingRule`. */
  readonly kind: string;
  readonly scope: 'zones' | 'regions';
  items(project: string, place: string): readonly { readonly name: string }[];
}

export interface PlacedParts {
  readonly locations: Locations;
  readonly forwardingRules: ForwardingRules;
  readonly reservations: Reservations;
  /** The machines of the project's clusters. */
  vms(project: string): readonly Vm[];
}

/** Compute Engine's lists by location. `addresses` is empty: the address of a load balancer is ephemeral. */
export function placedCollections({
  locations,
  forwardingRules,
  reservations,
  vms,
}: PlacedParts): readonly PlacedCollection[] {
  const perVm =
    <T>(view: (project: string, vm: Vm) => T) =>
    (project: string, zone: string): T[] =>
      vms(project)
        .filter((vm) => vm.zone === zone)
        .map((vm) => view(project, vm));
  return [
    {
      name: 'machineTypes',
      kind: 'machineType',
      scope: 'zones',
      items: (project, zone) =>
        locations.machineTypes(zone).map(([name, machine]) => machineTypeResource(project, zone, name, machine)),
    },
    { name: 'instances', kind: 'instance', scope: 'zones', items: perVm(instanceResource) },
    { name: 'disks', kind: 'disk', scope: 'zones', items: perVm(diskResource) },
    {
      name: 'reservations',
      kind: 'reservation',
      scope: 'zones',
      items: (project, zone) => {
        const used = (name: string): number =>
          vms(project).filter((vm) => vm.zone === zone && vm.reservation === name).length;
        return reservations.list(project, zone).map((each) => reservationResource(each, used(each.name)));
      },
    },
    {
      name: 'forwardingRules',
      kind: 'forwardingRule',
      scope: 'regions',
      items: (project, region) => forwardingRules.list(project, region).map(forwardingRuleResource),
    },
    {
      name: 'targetPools',
      kind: 'targetPool',
      scope: 'regions',
      items: (project, region) => forwardingRules.list(project, region).map(targetPoolResource),
    },
    { name: 'addresses', kind: 'address', scope: 'regions', items: () => [] },
  ];
}
